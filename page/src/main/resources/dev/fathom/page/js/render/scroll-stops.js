/**
 * What scrolls sideways must be reachable by key; what does not should not be a stop on the way. So tables, displays
 * and code become stops only while they are wider than the page.
 */
const labels = new WeakMap();

const observer = new ResizeObserver(entries => {
  for (const { target } of entries) stop(target, target.scrollWidth > target.clientWidth + 1);
});

/**
 * @param {HTMLElement} element that scrolls where it has to
 * @param {() => string} label what it is, for screen readers
 */
export function scrolls(element, label) {
  if (!labels.has(element)) observer.observe(element);
  labels.set(element, label);
}

function stop(element, needed) {
  if (!needed) {
    for (const name of ['tabindex', 'role', 'aria-label']) element.removeAttribute(name);
    return;
  }
  element.tabIndex = 0;
  element.setAttribute('role', 'group');
  element.setAttribute('aria-label', labels.get(element)());
}
