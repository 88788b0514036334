/**
 * What the page says besides the conversation: short notices at the edge for the eye, and one polite live region
 * for the ear. The region speaks at most once a second, all that has gathered at once, so that it does not chatter.
 */
import { FathomElement, define, html, repeat, nothing } from './element.js';
import { icon } from './icons.js';
import { t } from './i18n.js';

let gathered = [];
let due = 0;
let count = 0;

/**
 * Says something to screen readers only.
 *
 * @param {string} text
 */
export function announce(text) {
  gathered.push(text);
  due ||= setTimeout(speak, 1000);
}

function speak() {
  due = 0;
  const region = document.querySelector('fathom-notices [aria-live]');
  if (region) region.textContent = gathered.join(' ');
  gathered = [];
}

/**
 * Shows a notice for some seconds and says it to screen readers. It stays while pointer or focus is on it.
 *
 * @param {string} text
 * @param {object} [options]
 * @param {'plain'|'bad'} [options.kind] `bad` stays until it is closed
 * @param {{label: string, run: () => void}} [options.action] one thing to do about it
 */
export function notice(text, { kind = 'plain', action } = {}) {
  announce(text);
  document.querySelector('fathom-notices')?.show({ id: ++count, text, kind, action });
}

class Notices extends FathomElement {
  static properties = { notices: { state: true } };

  constructor() {
    super();
    this.notices = [];
  }

  show(notice) {
    this.notices = [...this.notices.slice(-2), notice];
    if (notice.kind === 'plain') setTimeout(() => this.fade(notice), 6000);
  }

  fade(notice) {
    const shown = this.querySelector(`[data-id="${notice.id}"]`);
    if (shown?.matches(':hover, :focus-within')) setTimeout(() => this.fade(notice), 2000);
    else this.drop(notice);
  }

  drop(notice) {
    this.notices = this.notices.filter(other => other !== notice);
  }

  render() {
    return html`
      <div class="unseen" aria-live="polite"></div>
      ${this.notices.length === 0 ? nothing : html`<section class="notices" aria-label=${t('notices')}>
        ${repeat(this.notices, notice => notice.id, notice => this.one(notice))}
      </section>`}`;
  }

  one(notice) {
    return html`<div class="notice ${notice.kind}" data-id=${notice.id} data-test="notice">
      <p>${notice.text}</p>
      ${notice.action ? html`<button class="quiet" @click=${() => this.act(notice)}>${notice.action.label}</button>` : nothing}
      <button class="quiet icon-only" aria-label=${t('close')} @click=${() => this.drop(notice)}>${icon('close')}</button>
    </div>`;
  }

  act(notice) {
    this.drop(notice);
    notice.action.run();
  }
}

define('fathom-notices', Notices);
