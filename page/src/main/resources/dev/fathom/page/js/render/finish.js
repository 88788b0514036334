/** What clean markup cannot say: code blocks and formulas become what a reader expects of them. */
import { CodeBlock } from './code-block.js';
import { setFormula } from './maths.js';
import { scrolls } from './scroll-stops.js';
import { t } from '../i18n.js';

/** @type {WeakMap<Node, {source: string, kind: string, block?: CodeBlock}>} */
const made = new WeakMap();

/** What `node` was made from; undefined for plain markup. */
export const madeFrom = node => made.get(node);

/**
 * Finishes all that is not finished in `node`.
 *
 * @param {Element} node a block in the page
 * @param {boolean} growing more of it may come
 * @returns {Element} what stands in its place
 */
export function finish(node, growing) {
  if (node.nodeName === 'PRE') return swap(node, growing);
  if (made.has(node)) return node;
  for (const pre of node.querySelectorAll('pre:not(.code-block > pre)')) swap(pre, growing);
  for (const formula of within(node, '.math')) {
    if (made.has(formula) || formula.classList.contains('math-open')) continue;
    made.set(formula, { source: formula.textContent, kind: kindOf(formula) });
    setFormula(formula);
    if (formula.classList.contains('math-block')) scrolls(formula, () => t('render.formula'));
  }
  for (const table of within(node, '.table')) scrolls(table, () => t('render.table'));
  return node;
}

const within = (node, selector) => (node.matches(selector) ? [node] : node.querySelectorAll(selector));

function swap(pre, growing) {
  const { element } = codeBlock(pre, growing);
  pre.replaceWith(element);
  return element;
}

/** The block that `element` is. */
export const blockOf = element => made.get(element)?.block;

function codeBlock(pre, growing) {
  const block = new CodeBlock(pre.getAttribute('aria-label') ?? '');
  made.set(block.element, { kind: kindOf(pre), source: '', block });
  block.update(pre.textContent);
  block.colour(growing);
  return block;
}

/**
 * Whether `old`, which has been made, can go on as what `fresh` says. A code block takes over what has been added.
 */
export function takeOver(old, fresh) {
  const { kind, source, block } = made.get(old);
  if (fresh.nodeType !== Node.ELEMENT_NODE || kind !== kindOf(fresh)) return false;
  if (!block) return source === fresh.textContent;
  block.update(fresh.textContent);
  block.colour(true);
  return true;
}

/** Colours the code in `node` for good: nothing more comes. */
export function settle(node) {
  blockOf(node)?.colour(false);
  for (const element of node.querySelectorAll('.code-block')) blockOf(element)?.colour(false);
}

function kindOf(element) {
  return element.nodeName === 'PRE' ? `pre ${element.getAttribute('aria-label') ?? ''}` : element.className;
}
