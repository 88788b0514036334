/**
 * Markdown of answers, drawn when it is needed: at once where the reader is, in idle moments for the rest. A chat of
 * two hundred answers opens as quickly as one of two; until its turn comes an answer stands there as plain text, so
 * that the browser's search finds it.
 */
import { renderInto } from '../render/render.js';

const AT_ONCE = 900; // pixels around the window
const SLICE_MS = 6;

const waiting = new Map();
const seen = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) draw(target);
}, { rootMargin: `${AT_ONCE}px 0px` });
let idle = 0;

/**
 * Shows Markdown in `container`.
 *
 * @param {HTMLElement} container that nothing else fills
 * @param {string} markdown
 * @param {{streaming?: boolean, later?: boolean}} how later: plain text first
 */
export function show(container, markdown, { streaming = false, later = false } = {}) {
  const waits = waiting.has(container);
  if (waits && later) {
    waiting.set(container, markdown);
    return;
  }
  if (waits) forget(container);
  if (!later) return renderInto(container, markdown, { streaming });
  container.textContent = markdown;
  container.classList.add('plain');
  waiting.set(container, markdown);
  seen.observe(container);
  idle ||= requestIdle(work);
}

/** The element is gone; nothing is drawn for it any more. */
export function forget(container) {
  if (!waiting.delete(container)) return;
  seen.unobserve(container);
  container.classList.remove('plain');
  container.textContent = '';
}

function draw(container) {
  const markdown = waiting.get(container);
  if (markdown === undefined) return;
  forget(container);
  renderInto(container, markdown, { streaming: false });
}

/** From the end upwards: that is where a reader goes next. */
function work(deadline) {
  idle = 0;
  const until = performance.now() + SLICE_MS;
  for (const container of [...waiting.keys()].reverse()) {
    if (performance.now() > until || deadline.timeRemaining() < 2) break;
    draw(container);
  }
  if (waiting.size > 0) idle = requestIdle(work);
}

function requestIdle(run) {
  if (window.requestIdleCallback) return window.requestIdleCallback(run);
  return setTimeout(() => run({ timeRemaining: () => SLICE_MS }), 60); // Safari
}
