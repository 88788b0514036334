/**
 * What every element of the page stands on: reactive-element for properties, lit-html for markup, light DOM
 * throughout (one style sheet, one focus order, one thing for tests and screen readers to look at).
 *
 * Import lit-html's names from here, never from /lib: the page loads only what is listed here.
 */
import { ReactiveElement } from '/lib/reactive-element/reactive-element.js';
import { html, svg, render, nothing, noChange } from '/lib/lit-html/lit-html.js';
import { directive, Directive } from '/lib/lit-html/directive.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { live } from '/lib/lit-html/directives/live.js';
import { guard } from '/lib/lit-html/directives/guard.js';

export { html, svg, render, nothing, noChange, repeat, live, guard, directive, Directive };

/** Sent on `document` when the language has changed; every element draws itself again. */
export const LANGUAGE_CHANGED = 'fathom-language';

/**
 * An element in the light DOM. A subclass has `static properties` and `render()`.
 *
 *     class Clock extends FathomElement {
 *       static properties = { time: { attribute: false } };
 *       render() { return html`<time>${this.time}</time>`; }
 *     }
 *     define('fathom-clock', Clock);
 *
 * Give properties their first values in the constructor, not as class fields: a field would hide the accessor.
 */
export class FathomElement extends ReactiveElement {
  #part;
  #speakAgain = () => this.requestUpdate();

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener(LANGUAGE_CHANGED, this.#speakAgain);
    this.#part?.setConnected(true);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener(LANGUAGE_CHANGED, this.#speakAgain);
    this.#part?.setConnected(false);
  }

  update(changed) {
    const drawing = this.render();
    super.update(changed);
    this.#part = render(drawing, this, { host: this, isConnected: this.isConnected });
  }

  /** What the element shows. */
  render() {
    return nothing;
  }

  /**
   * Tells whoever listens above.
   *
   * @param {string} name
   * @param {unknown} [detail]
   */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/**
 * `customElements.define` that may be said twice.
 *
 * @param {string} name
 * @param {CustomElementConstructor} type
 */
export function define(name, type) {
  if (!customElements.get(name)) customElements.define(name, type);
}

/**
 * The names whose values are true, as a class attribute: `class=${classes({ chosen: true, tight: false })}`.
 *
 * @param {Record<string, unknown>} names
 */
export function classes(names) {
  return Object.keys(names).filter(name => names[name]).join(' ');
}

class Properties extends Directive {
  update(part, [values]) {
    for (const [name, value] of Object.entries(values)) part.element.style.setProperty(name, value);
    return noChange;
  }

  render() {
    return noChange;
  }
}

/**
 * Style of one element, set through CSSOM: the content security policy forbids style attributes, which is what
 * lit's styleMap writes at first. `<i ${style({ '--share': '40%' })}></i>`
 *
 * @param {Record<string, string>} values
 */
export const style = directive(Properties);

/**
 * A new template result that calls back with its element: `<input ${element(e => (this.input = e))}>`.
 * Called at every drawing; with the same element each time.
 */
export const element = directive(class extends Directive {
  update(part, [receive]) {
    receive(part.element);
    return noChange;
  }

  render() {
    return noChange;
  }
});
