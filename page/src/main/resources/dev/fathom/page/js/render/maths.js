/**
 * Sets formulas with KaTeX, which is loaded when the first one appears. Until then, and wherever KaTeX cannot read
 * one, its source stands in its place.
 */
const LONGEST = 4000;
const KEPT = 400;
const SLICE_MS = 6;

const OPTIONS = { throwOnError: true, trust: false, strict: 'ignore', maxExpand: 300, maxSize: 20, output: 'htmlAndMathml' };

/** Formulas set already, oldest first: a paragraph that grows is set again and again. */
const kept = new Map();
const queue = [];
let loading = null;
let scheduled = false;

/**
 * Sets the formula in `element` (its text is the source), now where it is known, soon where not.
 *
 * @param {HTMLElement} element of class `math`, `math-block` for a display
 */
export function setFormula(element) {
  const source = element.textContent;
  const display = element.classList.contains('math-block');
  if (source.length > LONGEST) return;
  const known = kept.get(keyOf(source, display));
  if (known) return show(element, known);
  queue.push({ element, source, display });
  (loading ??= load()).then(schedule, () => {});
}

const keyOf = (source, display) => (display ? '$$' : '$') + source;

async function load() {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = '/lib/katex/katex.min.css';
  document.head.append(style);
  try {
    await import('/lib/katex/katex.min.js');
  } catch (error) {
    loading = null;
    throw error;
  }
}

function schedule() {
  if (scheduled || queue.length === 0) return;
  scheduled = true;
  // not animation frames alone: a tab in the background has none
  if (document.hidden) setTimeout(work, 50);
  else requestAnimationFrame(work);
}

function work() {
  scheduled = false;
  const end = performance.now() + SLICE_MS;
  while (queue.length && performance.now() < end) {
    const { element, source, display } = queue.shift();
    if (element.textContent === source) show(element, typeset(source, display));
  }
  schedule();
}

function show(element, formula) {
  if (formula.failed) element.classList.add('math-failed');
  else element.replaceChildren(...formula.nodes.map(node => node.cloneNode(true)));
}

function typeset(source, display) {
  const key = keyOf(source, display);
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value);
  let formula;
  try {
    formula = { nodes: [build(source, display)] };
  } catch {
    // a formula that KaTeX cannot read (or that is too deep for it) stays as it was written
    formula = { failed: true };
  }
  kept.set(key, formula);
  return formula;
}

/** KaTeX writes a few widths as style attributes, which our policy forbids; they are set as properties instead. */
function build(source, display) {
  const tree = globalThis.katex.__renderToDomTree(source, { ...OPTIONS, displayMode: display });
  const styles = [];
  takeStyles(tree, styles);
  const node = tree.toNode();
  if (styles.length) for (const element of node.querySelectorAll('[data-fathom-style]')) applyStyle(element, styles);
  return node;
}

function takeStyles(tree, styles) {
  if (tree.attributes?.style !== undefined) {
    tree.attributes['data-fathom-style'] = String(styles.push(tree.attributes.style) - 1);
    delete tree.attributes.style;
  }
  for (const child of tree.children ?? []) takeStyles(child, styles);
}

function applyStyle(element, styles) {
  element.style.cssText = styles[Number(element.getAttribute('data-fathom-style'))];
  element.removeAttribute('data-fathom-style');
}
