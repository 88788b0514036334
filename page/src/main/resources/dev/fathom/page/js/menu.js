/** Menus as the ARIA practices have them, in the browser's top layer: arrows move, Escape and a press outside close. */
import { html, nothing, render } from './element.js';
import { icon } from './icons.js';

/**
 * @typedef {object} Item
 * @property {unknown} label text or template
 * @property {() => void} [run]
 * @property {string} [icon]
 * @property {boolean} [checked] makes it one of several to choose from
 * @property {boolean} [disabled]
 * @property {string} [kind] class: `bad`
 * @property {string} [test] for `data-test`
 * @property {string} [value] for `data-value`, where several share a `test`
 * @property {boolean} [line] nothing but a line between others
 * @property {Item[]} [items] nothing but a group of these, under the label
 */

/**
 * Opens a menu under (or over) the button, or closes the one it has open.
 *
 * @param {HTMLElement} button
 * @param {Item[]} items
 * @param {object} [options]
 * @param {string} [options.label] the menu's name; the button's when absent
 * @param {string} [options.kind] class
 */
export function openMenu(button, items, { label, kind = '' } = {}) {
  if (button.getAttribute('aria-expanded') === 'true') return button.menu?.hidePopover();
  const menu = document.createElement('div');
  Object.assign(menu, { className: `menu ${kind}`, popover: 'auto', role: 'menu' });
  menu.setAttribute('aria-label', label ?? (button.getAttribute('aria-label') || button.textContent.trim()));
  render(items.map(item => drawn(item, menu)), menu);
  (button.closest('dialog, nav, header, main') ?? document.body).append(menu);
  button.menu = menu;
  menu.addEventListener('keydown', event => move(event, menu));
  menu.addEventListener('toggle', event => event.newState === 'closed' && closed(button, menu));
  menu.showPopover();
  place(menu, button.getBoundingClientRect());
  button.setAttribute('aria-expanded', 'true');
  (menu.querySelector('[aria-checked="true"]:enabled') ?? choices(menu)[0])?.focus();
}

function drawn(item, menu) {
  if (item.line) return html`<div role="separator"></div>`;
  if (item.items) {
    return html`<div role="group" aria-label=${item.label}><span class="menu-heading" aria-hidden="true">${item.label}</span>
      ${item.items.map(one => drawn(one, menu))}</div>`;
  }
  const choose = () => {
    menu.hidePopover();
    item.run?.();
  };
  return html`<button
    role=${item.checked === undefined ? 'menuitem' : 'menuitemradio'}
    aria-checked=${item.checked ?? nothing}
    aria-disabled=${item.disabled ? 'true' : nothing}
    tabindex="-1"
    class=${item.kind ?? ''}
    data-test=${item.test ?? nothing}
    data-value=${item.value ?? nothing}
    @click=${item.disabled ? nothing : choose}
  >${item.icon ? icon(item.icon) : nothing}<span class="menu-label">${item.label}</span>
  ${item.checked ? html`<span class="menu-check">${icon('check')}</span>` : nothing}</button>`;
}

function closed(button, menu) {
  button.setAttribute('aria-expanded', 'false');
  button.menu = undefined;
  // a press elsewhere has given the focus to something; only an orphan comes back
  if (menu.contains(document.activeElement) || document.activeElement === document.body) button.focus();
  menu.remove();
}

/** Inside the window, below the button if there is room, flush with the side that has more of it. */
function place(menu, at) {
  const margin = 8;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = innerHeight - at.bottom - margin;
  const top = below >= height || below >= at.top ? at.bottom + 4 : Math.max(margin, at.top - height - 4);
  const left = at.left + width <= innerWidth - margin ? at.left : at.right - width;
  menu.style.setProperty('top', `${top}px`);
  menu.style.setProperty('left', `${Math.min(Math.max(margin, left), innerWidth - width - margin)}px`);
  menu.style.setProperty('max-height', `${(top > at.top ? below : at.top) - 8}px`);
}

function choices(menu) {
  return [...menu.querySelectorAll('button')];
}

function move(event, menu) {
  const all = choices(menu);
  const here = all.indexOf(document.activeElement);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
  if (event.key === 'Tab') menu.hidePopover();
  else if (to !== undefined) all.at(to % all.length)?.focus();
  else if (!letter(event, all, here)) return;
  if (event.key !== 'Tab') event.preventDefault();
}

/** A letter goes to the next item that begins with it. */
function letter(event, all, here) {
  if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.metaKey || event.altKey) return false;
  const order = [...all.slice(here + 1), ...all.slice(0, here + 1)];
  order.find(item => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  return true;
}
