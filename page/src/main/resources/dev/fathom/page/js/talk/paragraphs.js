/** Plain paragraphs that grow: only what is new is put in, however long the text before it is. */
const shown = new WeakMap();

/**
 * Makes `container` show `text`, one paragraph per blank line.
 *
 * @param {HTMLElement} container that nothing else fills
 * @param {string} text usually what it was before and something more
 */
export function grow(container, text) {
  const before = shown.get(container) ?? '';
  if (before === text) return;
  const goesOn = text.startsWith(before);
  if (!goesOn) container.replaceChildren();
  shown.set(container, text);
  append(container, goesOn ? text.slice(before.length) : text, goesOn && before.endsWith('\n'));
}

/** A blank line may come in two parts; the paragraph is closed by its second half. */
function append(container, added, afterNewline) {
  let text = added;
  if (afterNewline && text.startsWith('\n')) {
    open(container);
    text = text.replace(/^\n+/, '');
  }
  const parts = text.split(/\n{2,}/);
  parts.forEach((part, at) => {
    if (at > 0) open(container);
    if (part) (container.lastElementChild ?? open(container)).append(part);
    container.lastElementChild?.normalize();
  });
}

function open(container) {
  const last = container.lastElementChild;
  if (last && !last.firstChild) return last;
  const paragraph = document.createElement('p');
  container.append(paragraph);
  return paragraph;
}
