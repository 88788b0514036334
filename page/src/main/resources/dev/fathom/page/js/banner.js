/**
 * What is wrong with the server, for as long as it is: what happened, what to do, and when it is tried again. It goes
 * by itself when the server is back; `fathom-back` on `document` then tells everybody to look again.
 */
import { FathomElement, define, html, nothing } from './element.js';
import { get, health } from './api.js';
import { announce } from './notice.js';
import { icon } from './icons.js';
import { t } from './i18n.js';

const WAITS = [1, 2, 4, 8, 15];

/** What the server calls its troubles, and what the page calls them. */
const NAMES = {
  storage_full: 'full',
  chats_locked: 'locked',
  chats_corrupt: 'corrupt',
  queue_full: 'busy', rate_limit_exceeded: 'busy', busy: 'busy',
  out_of_memory: 'memory', insufficient_memory: 'memory', no_memory: 'memory',
  shutting_down: 'stopping',
  model_loading: 'loading',
};

/** The kinds that a successful reading does not disprove. */
const UNTIL_WRITTEN = ['full', 'locked', 'corrupt'];

class Banner extends FathomElement {
  static properties = { kind: { state: true }, error: { state: true }, left: { state: true } };

  constructor() {
    super();
    this.kind = '';
    this.left = 0;
    this.tries = 0;
    health.addEventListener('ill', event => this.#ill(event.error));
    health.addEventListener('well', event => this.#well(event.wrote));
    health.addEventListener('slow', () => !this.kind && this.#show('slow'));
    addEventListener('online', () => this.kind === 'gone' && this.#probe());
  }

  render() {
    if (!this.kind) return nothing;
    const tells = this.error?.message && this.kind !== 'gone';
    return html`<section class="banner ${this.kind}" aria-label=${t('banner.name')} data-test="error-banner" data-kind=${this.kind}>
      ${icon('warning')}
      <div class="banner-text">
        <p><strong>${t(`banner.${this.kind}`)}</strong> ${t(`banner.${this.kind}-do`)}</p>
        ${tells ? html`<p class="small">${t('banner.says', { message: this.error.message })}</p>` : nothing}
      </div>
      ${this.left > 0 ? html`<span class="banner-wait">${t('banner.again', { count: this.left })}</span>` : nothing}
      ${this.kind === 'slow' ? nothing : html`<button @click=${() => this.#probe()}>${t('banner.now')}</button>`}
      ${this.kind === 'gone' ? nothing : html`<button class="quiet icon-only" aria-label=${t('close')} @click=${() => this.#hide()}>${icon('close')}</button>`}
    </section>`;
  }

  #ill(error) {
    if (error.status === 401) return;
    const kind = error.unreachable ? 'gone' : NAMES[error.code] ?? { 429: 'busy', 503: 'refusing', 507: 'full' }[error.status] ?? 'failed';
    if (this.kind === kind) return;
    this.error = error;
    this.tries = 0;
    this.#show(kind);
    this.#wait(error.retryAfter ?? this.#pause());
  }

  #well(wrote) {
    if (this.kind === 'gone' || this.kind === 'slow' || (wrote && UNTIL_WRITTEN.includes(this.kind))) this.#back();
  }

  #show(kind) {
    this.kind = kind;
    announce(`${t(`banner.${kind}`)} ${t(`banner.${kind}-do`)}`);
  }

  #hide() {
    clearInterval(this.clock);
    this.kind = '';
    this.left = 0;
    this.error = undefined;
  }

  #back() {
    const gone = this.kind !== 'slow';
    this.#hide();
    if (!gone) return;
    announce(t('banner.back'));
    document.dispatchEvent(new Event('fathom-back'));
  }

  #pause() {
    return WAITS[Math.min(this.tries++, WAITS.length - 1)];
  }

  #wait(seconds) {
    clearInterval(this.clock);
    this.left = Math.ceil(seconds);
    this.clock = setInterval(() => --this.left <= 0 && this.#probe(), 1000);
  }

  async #probe() {
    clearInterval(this.clock);
    this.left = 0;
    try {
      await get('/api/chats?limit=1', { quiet: true });
      // a full disk still reads: that banner waits for a write, or to be closed
      if (!UNTIL_WRITTEN.includes(this.kind) || this.kind === 'locked') this.#back();
    } catch (error) {
      if (error.status === 401) return this.#back();
      this.#ill(error);
      this.#wait(error.retryAfter ?? this.#pause());
    }
  }
}

define('fathom-banner', Banner);
