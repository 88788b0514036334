/**
 * What the model thought, beside a sounding line: a thin line that goes down as far as the thinking did, with a mark
 * at every so many tokens and the lead at its end while it still goes deeper.
 */
import { define, element, FathomElement, html, nothing, style, svg } from '../element.js';
import { number, span, t } from '../i18n.js';
import { grow } from './paragraphs.js';
import { thinkingView } from './thinking-view.js';
import { clock } from './words.js';

const STEPS = [50, 100, 250, 500, 1000, 2500, 5000, 10_000];
const MOST_MARKS = 9;

class Thought extends FathomElement {
  static properties = {
    text: { attribute: false },
    tokens: { attribute: false },
    ms: { attribute: false },
    thinking: { attribute: false }, // at this very moment
    chosen: { state: true },
  };

  #clock = 0;
  #viewChanged = () => (this.chosen = undefined);

  constructor() {
    super();
    this.text = '';
    this.tokens = 0;
    this.ms = () => 0;
    this.thinking = false;
    this.chosen = undefined; // what the reader chose for this one
  }

  connectedCallback() {
    super.connectedCallback();
    thinkingView.addEventListener('changed', this.#viewChanged);
    thinkingView.addEventListener('changed', this.#draw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    thinkingView.removeEventListener('changed', this.#viewChanged);
    thinkingView.removeEventListener('changed', this.#draw);
    clearInterval(this.#clock);
    this.#clock = 0;
  }

  #draw = () => this.requestUpdate();

  get open() {
    if (this.chosen !== undefined) return this.chosen;
    return thinkingView.mode === 'auto' ? this.thinking : thinkingView.mode === 'open';
  }

  willUpdate() {
    if (this.thinking && !this.#clock) this.#clock = setInterval(this.#draw, 500);
    if (!this.thinking && this.#clock) {
      clearInterval(this.#clock);
      this.#clock = 0;
    }
  }

  updated() {
    if (this.open || this.body.childElementCount > 0 || !this.thinking) grow(this.body, this.text);
  }

  render() {
    return html`
      <div class="thought" role="group" data-test="thinking" ?data-live=${this.thinking} aria-label=${t('talk.thinking.label')}>
        <div class="thought-head">
          <button type="button" class="thought-toggle" aria-expanded=${this.open} data-test="thinking-toggle"
            @click=${() => (this.chosen = !this.open)}>
            ${depth(this.tokens)}<span class="thought-words">${this.#words()}</span>
          </button>
          ${this.thinking ? html`<button type="button" class="quiet" data-test="answer-now"
            @click=${() => this.tell('answer-now')}>${t('talk.thinking.now')}</button>` : nothing}
        </div>
        <div class="thought-body" hidden=${this.open ? nothing : 'until-found'}
          @beforematch=${() => (this.chosen = true)}>
          <div class="sounding" aria-hidden="true">${this.open ? marks(this.tokens) : nothing}<i class="lead"></i></div>
          <div class="thought-text" ${element(body => (this.body = body))}></div>
        </div>
      </div>`;
  }

  #words() {
    const tokens = t('talk.tokens', { count: this.tokens });
    const ms = this.ms();
    if (this.thinking) return html`${t('talk.thinking.running')} <span class="thought-count">${clock(ms)} · ${tokens}</span>`;
    return html`${t('talk.thinking.done')} ${ms > 0 || this.tokens > 0
      ? html`<span class="thought-count">${ms > 0 ? `${span(ms)} · ` : ''}${tokens}</span>` : nothing}`;
  }
}

/** The marks of the line, each where that token stands, as nearly as the height tells. */
function marks(tokens) {
  const step = STEPS.find(size => tokens / size <= MOST_MARKS) ?? STEPS.at(-1) * Math.ceil(tokens / STEPS.at(-1) / MOST_MARKS);
  const all = [];
  for (let at = step; at <= tokens; at += step) {
    all.push(html`<b class="mark" ${style({ top: `${((100 * at) / tokens).toFixed(2)}%` })}>${number(at)}</b>`);
  }
  return all;
}

/** The same line in small, one mark more for every doubling. */
function depth(tokens) {
  const count = Math.min(5, Math.max(2, 1 + Math.round(Math.log2(Math.max(1, tokens) / 25))));
  const ticks = Array.from({ length: count }, (_, at) => svg`<path d="M6 ${3.5 + at * 3}h${at % 2 ? 3 : 5}"/>`);
  const end = 4 + count * 3;
  const top = end / 2 - 9.5; // in the middle, however deep
  return html`<svg class="depth" viewBox="0 ${top} 14 22" fill="none" stroke="currentColor" stroke-width="1.4"
    stroke-linecap="round" aria-hidden="true"><path d="M6 1V${end - 1}"/>${ticks}<circle cx="6" cy=${end} r="1.9" fill="currentColor" stroke="none"/></svg>`;
}

define('fathom-thought', Thought);
