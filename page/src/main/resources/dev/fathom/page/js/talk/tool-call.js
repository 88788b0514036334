/**
 * One tool call as a card: its name, its arguments, and what came back. A tool that is neither the page's own nor
 * answered yet has a form, because then the reader is the tool.
 */
import { define, FathomElement, html, nothing } from '../element.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { isOwnTool, runOwnTool } from './own-tools.js';

class ToolCall extends FathomElement {
  static properties = {
    call: { attribute: false },
    result: { attribute: false }, // the tool's message; absent: not answered yet
    pending: { attribute: false }, // this is the end of the branch: a result would be welcome
    writing: { attribute: false }, // the model still writes the arguments
    sending: { state: true },
  };

  constructor() {
    super();
    this.call = { id: '', name: '', arguments: '' };
    this.result = undefined;
    this.pending = false;
    this.writing = false;
    this.sending = false;
  }

  willUpdate(changed) {
    if (changed.has('result') || changed.has('pending')) this.sending = false;
  }

  render() {
    const { name, arguments: args } = this.call;
    return html`
      <details class="tool-card" data-test="tool-call" ?open=${this.pending && !isOwnTool(name)}>
        <summary>${icon('tool')}<span class="tool-name">${name}</span>
          <span class="tool-brief">${this.#state() || brief(this.result?.content ?? args)}</span></summary>
        <div class="tool-part"><p class="tool-label">${t('talk.tool.arguments')}</p><pre tabindex="0" role="group" aria-label=${t('talk.tool.arguments')}>${pretty(args)}</pre></div>
        ${this.result ? html`<div class="tool-part" data-test="tool-result"><p class="tool-label">${t('talk.tool.result')}</p>
          <pre tabindex="0" role="group" aria-label=${t('talk.tool.result')}>${pretty(this.result.content)}</pre></div>` : nothing}
        ${this.pending && !this.result ? this.#form() : nothing}
      </details>`;
  }

  #state() {
    if (this.result) return '';
    if (this.writing) return t('talk.tool.writing');
    return this.pending ? t(this.sending ? 'talk.tool.sending' : 'talk.tool.waiting') : t('talk.tool.unanswered');
  }

  #form() {
    const own = isOwnTool(this.call.name);
    return html`<form class="tool-form" @submit=${this.#submit}>
      ${own ? nothing : html`<label>${t('talk.tool.type', { name: this.call.name })}
        <textarea name="result" rows="3" data-test="tool-input"></textarea></label>`}
      <button class="primary" ?disabled=${this.sending} data-test="tool-submit">${t(own ? 'talk.tool.run' : 'talk.tool.give')}</button>
    </form>`;
  }

  #submit = event => {
    event.preventDefault();
    const content = isOwnTool(this.call.name)
      ? runOwnTool(this.call.name, this.call.arguments)
      : event.target.elements.result.value;
    this.sending = true;
    this.tell('tool-result', { call: this.call.id, content });
  };
}

/** JSON as people read it; anything else as it is. */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The folded card's one line: values without their quotes and braces. */
function brief(text) {
  let value = text;
  try {
    const read = JSON.parse(text);
    value = read && typeof read === 'object' ? Object.values(read).map(plain).join(', ') : String(read);
  } catch {
    // not JSON: shown as it is
  }
  return value.length > 120 ? `${value.slice(0, 120)}…` : value;
}

function plain(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

define('fathom-tool-call', ToolCall);
