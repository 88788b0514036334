/** What the reader wrote: shown as it was typed, with what was attached; can be written anew on a branch of its own. */
import { define, element, FathomElement, html, nothing } from '../element.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { branchArrows } from './branch-arrows.js';
import { chip } from './chip.js';
import { copyButton } from './copy-button.js';

const LONG = 1600; // characters or,
const MANY = 18; // lines from which on a question is shown in part

class Question extends FathomElement {
  static properties = {
    message: { attribute: false },
    fork: { attribute: false },
    busy: { attribute: false },
    editing: { state: true },
    whole: { state: true },
    sending: { state: true },
    files: { state: true }, // of the version being written
  };

  constructor() {
    super();
    this.editing = false;
    this.whole = false;
    this.sending = false;
    this.files = [];
  }

  render() {
    return html`<article class="question" data-test="message-user" aria-label=${t('talk.question')}>
      ${this.editing ? this.#editor() : this.#text()}
    </article>`;
  }

  #text() {
    const { content, attachments } = this.message;
    const long = content.length > LONG || content.split('\n', MANY + 1).length > MANY;
    return html`
      ${attachments?.length ? html`<ul class="chips" aria-label=${t('talk.attachments')}>
        ${attachments.map(file => html`<li>${chip(file)}</li>`)}</ul>` : nothing}
      ${content ? html`<div class="question-text ${long && !this.whole ? 'cut' : ''}">${content}</div>` : nothing}
      ${long ? html`<button type="button" class="quiet more" aria-expanded=${this.whole}
        @click=${() => (this.whole = !this.whole)}>${t(this.whole ? 'talk.less' : 'talk.more')}</button>` : nothing}
      <div class="acts">
        ${copyButton(() => content)}
        <button type="button" class="quiet icon-only" data-test="edit" aria-label=${t('talk.edit')} title=${t('talk.edit')}
          ?disabled=${this.busy} @click=${this.#edit}>${icon('pencil')}</button>
        ${branchArrows(this.fork, id => this.tell('show-version', { id }))}
      </div>`;
  }

  #edit = async () => {
    this.editing = true;
    this.files = this.message.attachments ?? [];
    await this.updateComplete;
    this.area.value = this.message.content;
    this.area.focus();
    this.area.setSelectionRange(this.area.value.length, this.area.value.length);
  };

  #editor() {
    return html`<form class="question-editor" @submit=${this.#submit}>
      ${this.files.length ? html`<ul class="chips" aria-label=${t('talk.attachments')}>
        ${this.files.map(file => html`<li>${chip(file, () => this.#without(file))}</li>`)}</ul>` : nothing}
      <textarea rows="3" data-test="edit-text" aria-label=${t('talk.edit')} ${element(area => (this.area = area))}
        ?readonly=${this.sending} @keydown=${this.#keys}></textarea>
      <div class="editor-acts">
        <button type="button" class="quiet" @click=${this.#cancel}>${t('talk.cancel')}</button>
        <button class="primary" data-test="edit-send" ?disabled=${this.sending}>${t('talk.edit.send')}</button>
      </div>
    </form>`;
  }

  #without(file) {
    this.files = this.files.filter(other => other !== file);
    this.area.focus();
  }

  #keys = event => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.#cancel();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.area.form.requestSubmit();
    }
  };

  #cancel = async () => {
    this.editing = false;
    await this.updateComplete;
    this.querySelector('[data-test="edit"]')?.focus();
  };

  /** The text stays in the editor until the server has it. */
  #submit = async event => {
    event.preventDefault();
    const content = this.area.value.trim();
    if (!content && this.files.length === 0) return;
    this.sending = true;
    const sent = new Promise(resolve => this.tell('send-version', { message: this.message, content, attachments: this.files, resolve }));
    if (await sent) this.editing = false;
    this.sending = false;
  };
}

define('fathom-question', Question);
