/**
 * All of the page's keys, in one place so that `?` can list them and no two take the same.
 *
 * A key without Ctrl or Alt does nothing while somebody types, nothing inside a dialog, and nothing at all when
 * single keys are switched off (speech input sends them by the dozen). Ctrl is Command on a Mac.
 */
const OFF = 'fathom-single-keys-off';
const mac = /Mac|iPhone|iPad/.test(navigator.platform);

/** @type {Map<string, Shortcut>} */
const shortcuts = new Map();

/**
 * @typedef {object} Shortcut
 * @property {string} keys such as `Ctrl+Shift+O`, `Alt+ArrowUp`, `?`, `Escape`
 * @property {string} help key of the text that says what it does
 * @property {(event: KeyboardEvent) => unknown} run `false`: not for me, let the browser have it
 * @property {boolean} [typing] also while typing; always so with Ctrl or Alt
 */

/**
 * Adds a shortcut until the returned function is called.
 *
 * @param {Shortcut} shortcut
 */
export function shortcut(shortcut) {
  shortcuts.set(shortcut.keys, shortcut);
  return () => {
    if (shortcuts.get(shortcut.keys) === shortcut) shortcuts.delete(shortcut.keys);
  };
}

/** All there are now, in the order they came. */
export function all() {
  return [...shortcuts.values()];
}

/** Keys as people of this system write them, one string for each cap. */
export function caps(keys) {
  const names = { Ctrl: mac ? '⌘' : 'Ctrl', Alt: mac ? '⌥' : 'Alt', Shift: mac ? '⇧' : 'Shift', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };
  return keys.split('+').map(key => names[key] ?? key.toUpperCase());
}

/** Whether keys without Ctrl or Alt do something. */
export function singleKeys() {
  return localStorage.getItem(OFF) === null;
}

/** @param {boolean} on */
export function setSingleKeys(on) {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, 'yes');
}

document.addEventListener('keydown', event => {
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog:modal')) return;
  const found = shortcuts.get(spelled(event));
  if (!found || !allowed(found, event)) return;
  if (found.run(event) !== false) event.preventDefault();
});

function allowed(found, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  if (typing(event.target)) return found.typing === true;
  return found.keys === 'Escape' || singleKeys();
}

function typing(target) {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'range'].includes(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName));
}

/** `?` stands for itself, whatever keys it takes; Shift is said only with letters and arrows. */
function spelled(event) {
  const named = /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() : event.key;
  const shifted = event.shiftKey && (named.length > 1 || /[A-Z]/.test(named));
  const command = mac ? event.metaKey : event.ctrlKey;
  return [command && 'Ctrl', event.altKey && 'Alt', shifted && 'Shift', named].filter(Boolean).join('+');
}
