/** A new chat before its first question: one line, what the model is, and a few questions that suit it. */
import { FathomElement, define, html, nothing } from '../element.js';
import { mark } from '../icons.js';
import { bytes, parameters, t } from '../i18n.js';
import { isSmall } from './model-words.js';

class Greeting extends FathomElement {
  static properties = { model: { attribute: false } };

  render() {
    return html`<div class="greeting">
      ${mark()}
      <h1>${t('greeting.line')}</h1>
      <p class="greeting-model">${this.model ? this.#truth() : nothing}</p>
    </div>`;
  }

  /** The built-in model can calculate and nothing else; better said before somebody asks it for a poem. */
  #truth() {
    const { id, parameters: count, memory_bytes: memory } = this.model;
    if (!count || !memory) return id;
    if (isSmall(this.model)) return t('greeting.small', { model: id, parameters: parameters(count) });
    return t('greeting.model', { model: id, parameters: parameters(count), memory: bytes(memory) });
  }
}

class Examples extends FathomElement {
  static properties = { model: { attribute: false } };

  render() {
    if (!this.model) return nothing;
    const kind = isSmall(this.model) ? 'small' : 'large';
    return html`<ul class="examples" aria-label=${t('greeting.examples')}>
      ${[1, 2, 3, 4].map(index => t(`example.${kind}.${index}`)).map(text => html`<li>
        <button class="example" data-test="example" @click=${() => this.tell('ask', { text })}>${text}</button></li>`)}
    </ul>`;
  }
}

define('fathom-greeting', Greeting);
define('fathom-examples', Examples);
