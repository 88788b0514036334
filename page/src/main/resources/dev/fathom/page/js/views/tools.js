/** The tools a chat's model may call: those that the page runs by itself, and any described as JSON. */
import { FathomElement, define, html, nothing, repeat } from '../element.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { OWN_TOOLS } from '../talk/own-tools.js';
import { readTools } from './tool-check.js';

const EXAMPLE = JSON.stringify({
  name: 'weather',
  description: 'Tells the weather of a place.',
  parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
}, null, 2);

class Tools extends FathomElement {
  static properties = { tools: { attribute: false }, able: { attribute: false }, fault: { state: true } };

  constructor() {
    super();
    this.tools = [];
    this.able = true;
  }

  render() {
    const own = new Set(OWN_TOOLS.map(tool => tool.function.name));
    const others = this.tools.filter(tool => !own.has(tool.function.name));
    return html`<section data-test="tools">
      <h3>${t('tools.title')}</h3>
      ${this.able ? nothing : html`<p class="hint">${t('tools.unable')}</p>`}
      ${OWN_TOOLS.map(tool => this.#switch(tool))}
      ${others.length > 0 ? html`<ul class="tools" aria-label=${t('tools.others')}>${repeat(others, tool => tool.function.name, tool => this.#other(tool))}</ul>` : nothing}
      <details class="tool-add">
        <summary>${t('tools.add')}</summary>
        <label for="tool-json" class="hint">${t('tools.add-help')}</label>
        <textarea id="tool-json" class="figure" data-test="tool-json" rows="9" spellcheck="false" placeholder=${EXAMPLE}
          aria-invalid=${this.fault ? 'true' : 'false'} aria-describedby="tool-fault" @input=${() => (this.fault = undefined)}></textarea>
        <p id="tool-fault" class="wrong" role="alert">${this.fault ? t(this.fault.wrong, this.fault.values) : nothing}</p>
        <button data-test="tool-add" @click=${this.#add}>${t('tools.add')}</button>
      </details>
    </section>`;
  }

  #switch(tool) {
    const { name } = tool.function;
    const on = this.tools.some(other => other.function.name === name);
    const change = event => this.#tell(event.target.checked ? [...this.tools, tool] : this.#without(name));
    return html`<label class="switch-row"><span><span class="label">${t(`tools.${name}`)}</span><span class="hint">${t(`tools.${name}-help`)}</span></span>
      <input type="checkbox" role="switch" class="switch" data-test="tool-${name}" .checked=${on} @change=${change}></label>`;
  }

  #other({ function: { name, description } }) {
    return html`<li class="tool"><span><code>${name}</code><span class="hint">${description ?? nothing}</span></span>
      <button class="quiet icon-only" aria-label=${t('tools.remove', { name })} @click=${() => this.#tell(this.#without(name))}>${icon('trash')}</button></li>`;
  }

  #add() {
    const field = this.querySelector('#tool-json');
    const read = readTools(field.value, this.tools);
    this.fault = read.wrong ? read : undefined;
    if (read.wrong) return field.focus();
    field.value = '';
    this.#tell([...this.tools, ...read.tools]);
  }

  #without(name) {
    return this.tools.filter(other => other.function.name !== name);
  }

  #tell(tools) {
    this.tools = tools;
    this.tell('changed', tools);
  }
}

define('fathom-tools', Tools);
