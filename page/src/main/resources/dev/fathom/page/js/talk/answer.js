/** One answer: what was thought, what was said, which tools were called, how it ended and what it took. */
import { define, element, FathomElement, html, nothing, repeat } from '../element.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { openMenu } from '../menu.js';
import { branchArrows } from './branch-arrows.js';
import { copyButton } from './copy-button.js';
import { ending } from './ending.js';
import { figures } from './figures.js';
import { forget, show } from './prose.js';
import './thought.js';
import './tool-call.js';

class Answer extends FathomElement {
  static properties = {
    message: { attribute: false },
    live: { attribute: false },
    fork: { attribute: false },
    results: { attribute: false },
    last: { attribute: false },
    busy: { attribute: false },
    models: { attribute: false },
    soon: { attribute: false }, // near the end: drawn at once
  };

  constructor() {
    super();
    this.live = null;
    this.results = new Map();
    this.models = [];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    forget(this.prose);
  }

  /** The running answer has more text. */
  grow() {
    this.requestUpdate();
  }

  get #now() {
    return this.live?.message ?? this.message;
  }

  render() {
    const { thinking, content, tool_calls: calls, model, usage } = this.#now;
    const live = this.live;
    return html`<article class="answer" data-test="message-assistant" data-state=${live ? 'running' : this.message.state}
      aria-label=${model ? t('talk.answer.of', { model }) : t('talk.answer')} aria-busy=${live ? 'true' : nothing}>
      ${thinking ? html`<fathom-thought .text=${thinking} .tokens=${live?.thinkingTokens ?? usage?.thinking_tokens ?? 0}
        .thinking=${live?.phase === 'thinking'} .ms=${() => live?.thinkingMs ?? usage?.thinking_ms ?? 0}></fathom-thought>` : nothing}
      <div class="prose" data-test="answer-text" ?hidden=${!content} ${element(prose => (this.prose = prose))}></div>
      ${calls?.length ? html`<div class="tool-cards">${repeat(calls, call => call.id, call => this.#call(call))}</div>` : nothing}
      ${live ? this.#progress() : ending(this.message, { last: this.last, busy: this.busy })}
      ${live ? nothing : html`<footer class="answer-foot">${figures(usage)}${this.#acts()}</footer>`}
    </article>`;
  }

  updated() {
    const { content } = this.#now;
    const streaming = this.live !== null;
    if (content === this.drawn?.content && streaming === this.drawn.streaming) return;
    const later = !this.drawn && !streaming && !this.soon;
    this.drawn = { content, streaming };
    show(this.prose, content ?? '', { streaming, later });
  }

  #call(call) {
    return html`<fathom-tool-call .call=${call} .result=${this.results.get(call.id)} .writing=${this.live !== null}
      .pending=${this.last && !this.live && this.message.state === 'done'}></fathom-tool-call>`;
  }

  #progress() {
    const { retryAt, slow, phase, message } = this.live;
    const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
    if (retryAt > 0) return html`<p class="progress" data-test="reconnecting">${t('talk.broken', { seconds })}</p>`;
    if (slow) return html`<p class="progress" data-test="slow">${t('talk.slow')}</p>`;
    if (message.content || message.thinking) return nothing;
    return html`<p class="progress waiting" data-test="waiting"><i></i>${t(`talk.phase.${phase}`)}</p>`;
  }

  #acts() {
    const others = this.models.filter(model => model.id !== this.message.model && model.fits !== 'no' && !model.error);
    return html`<div class="acts">
      ${branchArrows(this.fork, id => this.tell('show-version', { id }))}
      ${this.message.content ? copyButton(() => this.message.content) : nothing}
      <button type="button" class="quiet icon-only" data-test="regenerate" aria-label=${t('talk.again')} title=${t('talk.again')}
        ?disabled=${this.busy} @click=${() => this.tell('regenerate', { message: this.message })}>${icon('again')}</button>
      ${others.length ? html`<button type="button" class="quiet icon-only narrow" data-test="regenerate-with" aria-haspopup="menu"
        aria-expanded="false" aria-label=${t('talk.again.with')} title=${t('talk.again.with')} ?disabled=${this.busy}
        @click=${event => this.#choose(event.currentTarget, others)}>${icon('down')}</button>` : nothing}
    </div>`;
  }

  #choose(button, models) {
    openMenu(button, models.map(({ id }) => ({
      label: id,
      run: () => this.tell('regenerate', { message: this.message, model: id }),
    })), { label: t('talk.again.with') });
  }
}

define('fathom-answer', Answer);
