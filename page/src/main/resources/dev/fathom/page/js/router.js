/** Addresses within the page: `#/` a new chat, `#/c/<id>` a chat, `#/models`, `#/status`. */

/**
 * @typedef {{view: 'chat'|'models'|'status', chat: string|null}} Route
 * @returns {Route}
 */
export function route() {
  const [, view, id] = location.hash.split('/');
  if (view === 'models' || view === 'status') return { view, chat: null };
  return { view: 'chat', chat: view === 'c' && id ? decodeURIComponent(id) : null };
}

/** The address of a chat, or of a new one. */
export function chatAddress(id) {
  return id ? `#/c/${encodeURIComponent(id)}` : '#/';
}

/**
 * Goes there.
 *
 * @param {string} address such as `#/models`
 * @param {boolean} [instead] leaves no step back to the present address
 */
export function go(address, instead = false) {
  if (instead) history.replaceState(null, '', address);
  else if (location.hash !== address) history.pushState(null, '', address);
  dispatchEvent(new HashChangeEvent('hashchange'));
}
