/**
 * The end of a text that is still coming, made to look as it will: what is opened is closed, what may become
 * something else in the next moment is held back.
 */
const LOOKED_AT = 4000;

/** A last line that could turn the paragraph above into a heading, or be the beginning of a fence or list. */
const UNDECIDED = /(^|\n)[ \t]{0,3}(?:[-=*+_]{1,3}|#{1,6}|`{1,2}|~{1,2}|\$|\d{1,9}[.)]?)[ \t]*$/;

/** An escape, an emphasis or a formula of which only the first mark is there. */
const HALF_MARK = /(?:\\|\*{1,3}|_{1,3}|~{1,2}|`{1,2}|!?\[|\$)$/;

const HALF_LINK = /!?\[([^\][\n]{0,300})(?:\](?:\([^)\s]{0,2000})?)?$/;

const FENCE = /^[ \t]*(?:(?:[-*+>]|\d+[.)])[ \t]*)?(?:```|~~~)/gm;
const OPEN_FORMULA = /^[ \t]*(?:\$\$|\\\[)/m;

/**
 * @param {string} text the part of it that is not final
 * @returns {string} what to show for it
 */
export function complete(text) {
  // within code every mark stands for itself
  if ((text.match(FENCE)?.length ?? 0) % 2 === 1) return text;
  const decided = withoutHalfTable(text.replace(UNDECIDED, '$1'));
  const gap = decided.lastIndexOf('\n\n');
  const start = Math.max(gap < 0 ? 0 : gap + 2, decided.length - LOOKED_AT);
  const paragraph = decided.slice(start);
  return OPEN_FORMULA.test(paragraph) ? decided : decided.slice(0, start) + closeMarks(paragraph);
}

/** A table is one from its second line on. */
function withoutHalfTable(text) {
  const lines = text.slice(-LOOKED_AT).split('\n');
  const ended = lines.at(-1) === '';
  if (ended) lines.pop();
  let first = lines.length;
  while (first > 0 && /^ {0,3}\|/.test(lines[first - 1])) first--;
  const rows = lines.slice(first);
  const half = rows.length === 1 || (rows.length === 2 && !ended && /^[\s|:-]*$/.test(rows[1]));
  return half ? text.slice(0, text.length - rows.join('\n').length - (ended ? 1 : 0)) : text;
}

function closeMarks(paragraph) {
  const shown = paragraph.replace(HALF_LINK, '$1').replace(HALF_MARK, '');
  const outside = shown.replace(/`[^`]*`/g, '');
  if (outside.includes('`')) return `${shown}\``;
  const strong = outside.split('**').length % 2 === 0;
  return strong && !/\s$/.test(shown) ? `${shown}**` : shown;
}
