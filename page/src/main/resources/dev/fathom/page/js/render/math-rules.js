/**
 * Where formulas are in a text, for markdown-it: `$a$`, `$$a$$`, `\(a\)`, `\[a\]`, the latter two also over lines.
 * What they hold goes on as it is; maths.js sets it.
 */
const DOLLAR = 0x24;
const BACKSLASH = 0x5c;
const SPACE = /\s/;
const DIGIT = /[0-9]/;

/** @param {object} md a markdown-it */
export function addMathRules(md) {
  md.inline.ruler.before('escape', 'math', inlineRule);
  md.block.ruler.before('fence', 'math', blockRule, { alt: ['paragraph', 'blockquote', 'list'] });
  md.renderer.rules.math = (tokens, index) => {
    const display = tokens[index].markup === '$$' || tokens[index].markup === '\\[';
    return `<span class="math${display ? ' math-block' : ''}">${md.utils.escapeHtml(tokens[index].content)}</span>`;
  };
  md.renderer.rules.math_block = (tokens, index) => {
    const open = tokens[index].meta.open ? ' math-open' : '';
    return `<div class="math math-block${open}">${md.utils.escapeHtml(tokens[index].content)}</div>\n`;
  };
}

function inlineRule(state, silent) {
  const opener = openerAt(state.src, state.pos);
  if (!opener) return false;
  const start = state.pos + opener.length;
  const end = opener === '$' ? endOfDollars(state, start) : indexOf(state, closerOf(opener), start);
  if (end < 0 || state.src.slice(start, end).trim() === '') return false;
  if (!silent) {
    const token = state.push('math', '', 0);
    token.markup = opener;
    token.content = state.src.slice(start, end).trim();
  }
  state.pos = end + closerOf(opener).length;
  return true;
}

function openerAt(text, at) {
  const code = text.charCodeAt(at);
  if (code === DOLLAR) return text.charCodeAt(at + 1) === DOLLAR ? '$$' : '$';
  if (code !== BACKSLASH) return null;
  const next = text[at + 1];
  return next === '(' ? '\\(' : next === '[' ? '\\[' : null;
}

const closerOf = opener => (opener === '\\(' ? '\\)' : opener === '\\[' ? '\\]' : opener);

/** A single dollar opens before ink and closes after ink and not before a digit: prices are no formulas. */
function endOfDollars(state, start) {
  const text = state.src;
  if (start >= state.posMax || SPACE.test(text[start]) || /\w/.test(text[start - 2] ?? '')) return -1;
  let end = indexOf(state, '$', start);
  while (end > 0 && text[end - 1] === '\\') end = indexOf(state, '$', end + 1);
  if (end < 0 || SPACE.test(text[end - 1]) || DIGIT.test(text[end + 1] ?? '')) return -1;
  return /\n\s*\n/.test(text.slice(start, end)) ? -1 : end;
}

/** Like the string's own, but never looks for the same thing twice in vain: a thousand openers stay cheap. */
function indexOf(state, wanted, from) {
  const missing = (state.mathMissing ??= new Map());
  if (missing.has(wanted) && from >= missing.get(wanted)) return -1;
  const found = state.src.indexOf(wanted, from);
  if (found >= 0 && found < state.posMax) return found;
  missing.set(wanted, from);
  return -1;
}

function blockRule(state, startLine, endLine, silent) {
  const line = lineOf(state, startLine);
  const opener = state.sCount[startLine] - state.blkIndent < 4 && openerAt(line, 0);
  if (!opener || opener === '$' || opener === '\\(') return false;
  const found = findEnd(state, { startLine, endLine, opener });
  // while it streams, what is not closed yet is a formula on its way
  if (!found || (found.open && !state.env.streaming)) return false;
  if (silent) return true;
  const token = state.push('math_block', '', 0);
  token.block = true;
  token.markup = opener;
  token.content = found.content;
  token.map = [startLine, found.next];
  token.meta = { open: found.open };
  state.line = found.next;
  return true;
}

function findEnd(state, { startLine, endLine, opener }) {
  const closer = closerOf(opener);
  const lines = [];
  for (let at = startLine; at < endLine; at++) {
    const whole = lineOf(state, at);
    const line = at === startLine ? whole.slice(opener.length) : whole;
    // an empty line ends the paragraph, and so the formula that never was; so does less indent, as of the next item
    if (at > startLine && (line.trim() === '' || state.sCount[at] < state.blkIndent)) return null;
    const end = line.indexOf(closer);
    if (end >= 0) {
      if (!/^[\s.,;:]*$/.test(line.slice(end + closer.length))) return null;
      lines.push(line.slice(0, end) + line.slice(end + closer.length).trim());
      return { content: lines.join('\n').trim(), next: at + 1, open: false };
    }
    lines.push(line);
  }
  return { content: lines.join('\n').trim(), next: endLine, open: true };
}

const lineOf = (state, line) => state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
