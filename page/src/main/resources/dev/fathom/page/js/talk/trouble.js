/**
 * Why there is no answer: what happened, what to do, and where waiting helps, a countdown after which it is tried
 * again by itself, unless the reader would rather not.
 */
import { define, FathomElement, html, nothing } from '../element.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { advice } from './trouble-words.js';

const MOST_ATTEMPTS = 5;

class Trouble extends FathomElement {
  static properties = {
    error: { attribute: false },
    attempts: { attribute: false }, // made by itself until now
    seconds: { state: true },
  };

  #tick = 0;

  constructor() {
    super();
    this.error = null;
    this.attempts = 0;
    this.seconds = 0;
  }

  willUpdate(changed) {
    if (!changed.has('error')) return;
    clearInterval(this.#tick);
    this.seconds = 0;
    if (this.error?.temporary && this.attempts < MOST_ATTEMPTS) this.#countDown();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#tick);
  }

  /** The server's own wish first; otherwise longer from attempt to attempt. */
  #countDown() {
    this.seconds = Math.ceil(this.error.retryAfter ?? Math.min(60, 5 * 2 ** this.attempts));
    this.#tick = setInterval(() => {
      this.seconds--;
      if (this.seconds > 0) return;
      clearInterval(this.#tick);
      this.tell('try-again', { byItself: true });
    }, 1000);
  }

  #wait = () => {
    clearInterval(this.#tick);
    this.seconds = 0;
  };

  render() {
    if (!this.error) return nothing;
    const { kind, what, how, said } = advice(this.error);
    const temporary = this.error.temporary || kind === 'other';
    return html`<div class="trouble" role="group" aria-label=${what} data-test="trouble" data-kind=${kind}>
      ${icon('warning')}
      <div><p><strong>${what}</strong> ${how}</p>
        ${said ? html`<p class="said">${said}</p>` : nothing}
        ${this.seconds > 0 ? html`<p class="countdown" data-test="countdown">${t('talk.again.in', { count: this.seconds })}</p>` : nothing}
        <div class="trouble-acts">
          ${temporary ? html`<button type="button" data-test="try-again" @click=${() => this.tell('try-again', {})}>${icon('again')}${t('talk.retry')}</button>` : nothing}
          ${this.seconds > 0 ? html`<button type="button" class="quiet" @click=${this.#wait}>${t('talk.do.not.retry')}</button>` : nothing}
          ${kind === 'context' ? html`<button type="button" data-test="trouble-edit" @click=${() => this.tell('edit-last')}>${icon('pencil')}${t('talk.shorten')}</button>
            <button type="button" class="quiet" @click=${() => this.tell('new-chat')}>${t('talk.new.chat')}</button>` : nothing}
        </div>
      </div>
    </div>`;
  }
}

define('fathom-trouble', Trouble);
