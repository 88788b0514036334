/** Where the reader writes. Nothing typed is lost: it is kept as a draft until the server has it. */
import { define, element, FathomElement, html, nothing, repeat } from '../element.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { Intake } from './intake.js';
import { chip } from './chip.js';
import './context-meter.js';
import { draftOf, dropDraft, keepDraft } from './drafts.js';
import { advice } from './trouble-words.js';

const touch = matchMedia('(pointer: coarse) and (hover: none)');

class Composer extends FathomElement {
  static properties = {
    chat: { attribute: false },
    leaf: { attribute: false },
    running: { attribute: false },
    settings: { attribute: false },
    limit: { attribute: false }, // the context of the chosen model, as far as is known
    send: { attribute: false }, // async ({content, attachments}, signal) => void
    sending: { state: true },
    problem: { state: true },
    hasty: { state: true }, // Enter was pressed while an answer was being written
  };

  #owner;
  #abort = null;
  #keeping = 0;

  constructor() {
    super();
    this.chat = undefined;
    this.running = false;
    this.sending = false;
    this.problem = null;
    this.hasty = false;
    this.intake = new Intake(() => this.#changed());
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('pagehide', this.#keep);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('pagehide', this.#keep);
    this.#keep();
  }

  /** The draft of a chat that did not exist belongs to one that does now. */
  adopt(chat) {
    dropDraft(this.#owner);
    this.#owner = chat;
    this.#keep();
  }

  /** @param {string} text */
  fill(text) {
    this.area.value = text;
    this.#changed();
    this.focusText();
  }

  focusText() {
    this.area.focus();
  }

  /** Takes files from anywhere. */
  take(files) {
    void this.intake.take(files);
    this.focusText();
  }

  get text() {
    return this.area?.value ?? '';
  }

  updated(changed) {
    if (changed.has('running') && !this.running) this.hasty = false;
    if (changed.has('chat') && this.chat !== undefined && this.chat !== this.#owner) this.#openDraft();
    if (['chat', 'leaf', 'settings', 'limit', 'running'].some(name => changed.has(name)) && !this.running) this.#count();
    this.#fit();
  }

  #openDraft() {
    this.#keep();
    this.#owner = this.chat;
    const { text, attachments } = draftOf(this.chat);
    this.problem = null;
    this.area.value = text;
    this.intake.restore(attachments);
    this.#count();
  }

  #changed = () => {
    this.problem = null;
    this.hasty = false;
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(this.#keep, 250);
    this.#count();
    this.requestUpdate();
  };

  #keep = () => {
    clearTimeout(this.#keeping);
    if (this.#owner === undefined || !this.area) return;
    keepDraft(this.#owner, { text: this.text, attachments: this.intake.files });
  };

  #count() {
    if (this.chat === undefined) return;
    const { chat, leaf: parent, settings, limit } = this;
    this.querySelector('fathom-context-meter').count({
      chat, parent, content: this.text, attachments: this.intake.files, settings: chat ? undefined : settings, limit,
    });
  }

  render() {
    const empty = !this.text.trim() && this.intake.files.length === 0;
    return html`<form class="composer ${this.sending ? 'sending' : ''}" @submit=${this.#submit}>
      ${this.#trouble()}
      ${this.hasty && this.running ? html`<p class="hasty" role="status">${t('talk.wait')}</p>` : nothing}
      ${this.#files()}
      <textarea rows="1" data-test="composer" aria-label=${t('talk.composer.label')} placeholder=${t('talk.composer.placeholder')}
        enterkeyhint=${touch.matches ? 'enter' : 'send'} ?readonly=${this.sending} ${element(area => (this.area = area))}
        @input=${this.#changed} @keydown=${this.#keys} @paste=${this.#paste}></textarea>
      <div class="composer-row">
        <input type="file" multiple hidden data-test="attach-input" @change=${this.#picked}>
        <button type="button" class="quiet icon-only" data-test="attach" aria-label=${t('talk.attach')} title=${t('talk.attach.title')}
          @click=${() => this.querySelector('input').click()}>${icon('attach')}</button>
        <fathom-context-meter @counted=${() => this.requestUpdate()}></fathom-context-meter>
        ${this.running
          ? html`<button type="button" class="send stop" data-test="stop" aria-label=${t('talk.stop')} title=${t('talk.stop.title')}
              @click=${this.#stop}>${icon('stop')}</button>`
          : html`<button class="send" data-test="send" aria-label=${t('talk.send')} title=${t('talk.send')}
              aria-disabled=${empty || this.sending || this.intake.busy ? 'true' : nothing}>${icon('send')}</button>`}
      </div>
    </form>`;
  }

  #trouble() {
    const excess = this.querySelector('fathom-context-meter')?.excess ?? 0;
    const over = excess > 0 ? html`<strong>${t('talk.trouble.context')}</strong> ${t('talk.context.over', { count: excess })}` : null;
    const words = this.problem ?? over;
    return words ? html`<p class="composer-trouble" role="alert" data-test="composer-error">${icon('warning')}<span>${words}</span></p>` : nothing;
  }

  #files() {
    const { files, reading, refused } = this.intake;
    return html`${files.length + reading.length === 0 ? nothing : html`<ul class="chips" aria-label=${t('talk.attachments')}>
        ${repeat(files, file => file, file => html`<li>${chip(file, () => this.intake.remove(file))}</li>`)}
        ${repeat(reading, file => file, file => html`<li>${chip(file, () => this.intake.cancel(file))}</li>`)}
      </ul>`}
      ${refused.length ? html`<div class="refused" role="alert"><ul>${refused.map(words => html`<li data-test="refused">${words}</li>`)}</ul>
        <button type="button" class="quiet icon-only" aria-label=${t('talk.dismiss')} @click=${() => this.intake.dismiss()}>${icon('close')}</button></div>` : nothing}`;
  }

  #keys = event => {
    if (event.key !== 'Enter' || event.isComposing || event.altKey) return;
    const sends = event.ctrlKey || event.metaKey || event.shiftKey === touch.matches;
    if (!sends) return;
    event.preventDefault();
    if (this.running) this.hasty = true;
    else event.target.form.requestSubmit();
  };

  /** The button goes away with the answer's end; the focus goes where one writes on. */
  #stop = () => {
    this.tell('stop');
    if (!touch.matches) this.focusText();
  };

  #paste = event => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    this.take(files);
  };

  #picked = event => {
    this.take([...event.target.files]);
    event.target.value = ''; // the same file may be chosen again
  };

  #submit = async event => {
    event.preventDefault();
    const content = this.text.trim();
    const attachments = this.intake.files.map(({ name, media_type, bytes, text }) => ({ name, media_type, bytes, text }));
    if (this.running || this.sending || this.intake.busy || (!content && attachments.length === 0)) return;
    if ((this.querySelector('fathom-context-meter')?.excess ?? 0) > 0) return this.requestUpdate();
    await this.#deliver({ content, attachments });
  };

  async #deliver(question) {
    this.sending = true;
    this.problem = null;
    this.#keep();
    this.#abort = new AbortController();
    try {
      await this.send(question, this.#abort.signal);
      this.area.value = '';
      this.intake.restore([]);
      dropDraft(this.#owner);
    } catch (error) {
      const { what, how, said } = advice(error);
      this.problem = html`<strong>${t('talk.not.sent')}</strong> ${what} ${how} ${said}`;
    }
    this.sending = false;
    this.#count();
  }

  /** As high as its text, where the browser does not see to that itself. */
  #fit() {
    if (CSS.supports('field-sizing', 'content')) return;
    this.area.style.setProperty('height', 'auto');
    this.area.style.setProperty('height', `${this.area.scrollHeight}px`);
  }
}

define('fathom-composer', Composer);
