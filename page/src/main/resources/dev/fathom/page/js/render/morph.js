/**
 * Makes what is shown equal to what was rendered anew, changing as little as can be: text grows in place, finished
 * parts stay the same nodes, so that a selection survives and the browser has little to lay out.
 *
 * Formulas and code blocks that have been made are recognised by their source; see finish.js.
 */
import { madeFrom, takeOver } from './finish.js';

/**
 * @param {Node} parent shown
 * @param {Node[]} old children of it that stand for the same part as `fresh`
 * @param {Node[]} fresh as rendered, not yet in the page
 * @returns {Node[]} the nodes that stand there now
 */
export function morph(parent, old, fresh) {
  const now = [];
  const after = old.at(-1)?.nextSibling ?? null;
  for (let at = 0; at < fresh.length; at++) {
    if (at < old.length) now.push(become(old[at], fresh[at]));
    else now.push(parent.insertBefore(fresh[at], after));
  }
  for (let at = fresh.length; at < old.length; at++) old[at].remove();
  return now;
}

function become(old, fresh) {
  if (madeFrom(old)) return takeOver(old, fresh) ? old : replace(old, fresh);
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return replace(old, fresh);
  if (old.nodeType === Node.TEXT_NODE) return grow(old, fresh.data);
  if (old.nodeName === 'PRE' || fresh.classList?.contains('math') || !sameAttributes(old, fresh)) return replace(old, fresh);
  morph(old, [...old.childNodes], [...fresh.childNodes]);
  return old;
}

function replace(old, fresh) {
  old.replaceWith(fresh);
  return fresh;
}

function grow(text, data) {
  if (data === text.data) return text;
  if (data.startsWith(text.data)) text.appendData(data.slice(text.length));
  else text.data = data;
  return text;
}

/** Those that the text decides; scroll-stops.js has its own. */
const sameAttributes = (old, fresh) => ['class', 'dir', 'href', 'start'].every(name => old.getAttribute(name) === fresh.getAttribute(name));
