/**
 * How full the model's context would be with what is in the composer. The server counts, a moment after the last
 * key; where it cannot say, this is an estimate and says so.
 */
import { define, FathomElement, html, nothing, style } from '../element.js';
import { number, percent, t } from '../i18n.js';
import { countTokens } from './calls.js';

const PAUSE_MS = 450;
const WARN = 0.8;
const CHARACTERS = 3.6; // to a token of ordinary prose

/** About as many tokens as a text has: enough for a chip and a bar, not for a decision. */
export function about(text) {
  return Math.ceil(text.length / CHARACTERS);
}

class ContextMeter extends FathomElement {
  static properties = {
    tokens: { state: true },
    limit: { state: true },
    estimated: { state: true },
  };

  #timer = 0;
  #running = null;

  constructor() {
    super();
    this.tokens = 0;
    this.limit = 0;
    this.estimated = false;
  }

  /**
   * What would be asked has changed.
   *
   * @param {{chat: string|null, parent?: string, content: string, attachments: object[], settings?: object, limit?: number}} prompt
   */
  count(prompt) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(prompt), PAUSE_MS);
  }

  /** By how many tokens the prompt is too long, as far as is known. */
  get excess() {
    if (!(this.limit > 0)) return 0;
    // an estimate refuses only what no tokenizer could make fit: eight characters to a token
    const least = this.estimated ? (this.tokens * CHARACTERS) / 8 : this.tokens;
    return least > this.limit ? this.tokens - this.limit : 0;
  }

  async #ask({ chat, parent, content, attachments, settings, limit }) {
    this.#running?.abort();
    const { signal } = (this.#running = new AbortController());
    try {
      const files = attachments.length ? attachments : undefined;
      const { tokens, context } = await countTokens(chat, { parent, content, attachments: files, settings }, { signal });
      Object.assign(this, { tokens, limit: context, estimated: false });
    } catch (error) {
      if (error.name === 'AbortError') return;
      return this.#guess({ content, attachments, limit }, chat ? this.tokens : 0);
    }
    this.tell('counted');
  }

  #guess({ content, attachments, limit }, least) {
    const tokens = attachments.reduce((sum, file) => sum + about(file.text), about(content));
    Object.assign(this, { tokens: Math.max(tokens, least), limit: limit ?? this.limit, estimated: true });
    this.tell('counted');
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#running?.abort();
  }

  render() {
    const { tokens, limit } = this;
    if (!(limit > 0)) return nothing;
    const share = tokens / limit;
    const level = share > 1 ? 'over' : share >= WARN ? 'warn' : '';
    const warning = level === 'warn' ? t('talk.context.warn', { share: percent(share) }) : '';
    const figures = t(this.estimated ? 'talk.context.about' : 'talk.context', { tokens, limit });
    return html`<div class="meter ${level}" data-test="context-meter" data-level=${level || 'ok'}
      role="meter" aria-label=${t('talk.context.label')} aria-valuemin="0" aria-valuemax=${limit}
      aria-valuenow=${Math.min(tokens, limit)} aria-valuetext=${warning ? `${figures}, ${warning}` : figures} title=${t('talk.context.title', { tokens: number(tokens), limit: number(limit), share: percent(share) })}>
      <span class="meter-bar"><i ${style({ transform: `scaleX(${Math.min(1, share).toFixed(3)})` })}></i></span>
      <span class="meter-words">${warning ? html`<b data-test="context-warning">${warning}</b> ` : nothing}<span>${figures}</span></span>
    </div>`;
  }
}

define('fathom-context-meter', ContextMeter);
