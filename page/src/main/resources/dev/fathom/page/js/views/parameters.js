/** The numbers of sampling, thinking and length. A number that is not set is the model's own, and shown as that. */
import { FathomElement, define, html, live, nothing, style } from '../element.js';
import { icon } from '../icons.js';
import { number, t } from '../i18n.js';
import { HOUSE, applied, forget, keep, kept, matches } from './presets.js';

/** Ranges are what sliders reach and what the server takes; `own` is where nothing else is known. */
const SLIDERS = [
  { name: 'temperature', min: 0, max: 2, step: 0.05, own: 1 },
  { name: 'top_p', min: 0.01, max: 1, step: 0.01, own: 1 },
  { name: 'top_k', min: 0, max: 200, step: 1, own: 0 },
  { name: 'min_p', min: 0, max: 1, step: 0.01, own: 0 },
  { name: 'repeat_penalty', min: 0.8, max: 1.5, step: 0.01, own: 1 },
];

class Parameters extends FathomElement {
  static properties = {
    values: { attribute: false },
    model: { attribute: false },
    naming: { state: true },
  };

  constructor() {
    super();
    this.values = {};
    this.naming = false;
  }

  get recommended() {
    return this.model?.recommended ?? {};
  }

  render() {
    return html`
      <section>
        <h3>${t('parameters.title')}</h3>
        ${this.#presets()}
        ${SLIDERS.map(range => this.#slider(range))}
        ${this.#whole('seed', { min: 0, max: 4294967295, hint: t('parameters.seed-none') })}
        ${this.#whole('max_tokens', { min: 1, max: this.model?.context ?? 1_000_000, hint: t('parameters.max_tokens-none') })}
      </section>
      <section>
        <h3 id="thinking-title">${t('thinking.title')}</h3>
        ${this.#thinking()}
      </section>`;
  }

  #presets() {
    const own = Object.entries(kept());
    return html`<div class="presets" role="group" aria-label=${t('presets.title')}>
      ${Object.entries(HOUSE).map(([name, preset]) => this.#preset(t(`presets.${name}`), preset, name))}
      ${own.map(([name, preset]) => this.#preset(name, preset, 'kept'))}
      ${this.#changedFrom(own) && !this.naming ? html`<button class="quiet" data-test="preset-keep" @click=${this.#name}>${icon('plus')}${t('presets.keep')}</button>` : nothing}
    </div>
    ${this.naming ? html`<form class="preset-name" @submit=${this.#keep}>
      <input name="name" required maxlength="40" aria-label=${t('presets.name')} placeholder=${t('presets.name')} data-test="preset-name">
      <button class="primary">${t('save')}</button>
    </form>` : nothing}
    ${own.filter(([, preset]) => matches(this.values, preset)).map(([name]) => html`<p class="hint">
      <button class="quiet link" @click=${() => this.#forget(name)}>${t('presets.forget', { name })}</button></p>`)}`;
  }

  #preset(label, preset, test) {
    const on = matches(this.values, preset);
    return html`<button class="preset" data-test="preset-${test}" aria-pressed=${on ? 'true' : 'false'}
      @click=${() => this.#tell(applied(this.values, preset))}>${label}</button>`;
  }

  #changedFrom(own) {
    return ![...Object.values(HOUSE), ...own.map(([, preset]) => preset)].some(preset => matches(this.values, preset));
  }

  #slider({ name, min, max, step, own }) {
    const set = this.values[name];
    const shown = set ?? this.recommended[name] ?? own;
    const change = event => event.target.value !== '' && this.#set(name, clamped(event.target.valueAsNumber, min, max));
    return html`<div class="parameter ${set === undefined ? '' : 'is-set'}">
      <label class="parameter-name" for="field-${name}">${t(`parameters.${name}`)}</label>
      ${this.#state(name, number(this.recommended[name] ?? own))}
      <input type="range" aria-label=${t(`parameters.${name}`)} min=${min} max=${max} step=${step} .value=${live(String(shown))} @input=${change}
        ${style({ '--share': String((shown - min) / (max - min)) })}>
      <input type="number" class="figure" id="field-${name}" aria-describedby="help-${name}" data-test="parameter-${name}" min=${min} max=${max} step=${step} .value=${live(String(shown))} @change=${change}>
      <p class="hint" id="help-${name}">${t(`parameters.${name}-help`)}</p>
    </div>`;
  }

  /** A whole number without a slider; empty means none. */
  #whole(name, { min, max, hint }) {
    const set = this.values[name];
    const change = event => this.#set(name, event.target.value === '' ? undefined : Math.round(clamped(event.target.valueAsNumber, min, max)));
    return html`<div class="parameter plain ${set === undefined ? '' : 'is-set'}">
      <label class="parameter-name" for="field-${name}">${t(`parameters.${name}`)}</label>
      ${this.#state(name, '')}
      <input type="number" class="figure" id="field-${name}" data-test="parameter-${name}" min=${min} max=${max} step="1"
        placeholder=${hint} aria-describedby="help-${name}" .value=${live(set === undefined ? '' : String(set))} @change=${change}>
      <p class="hint" id="help-${name}">${t(`parameters.${name}-help`)}</p>
    </div>`;
  }

  #state(name, own) {
    if (this.values[name] === undefined) return own ? html`<span class="parameter-own">${t('parameters.own')}</span>` : html`<span></span>`;
    return html`<button class="quiet link parameter-own" @click=${() => this.#set(name, undefined)}
      aria-label=${t('parameters.reset-name', { name: t(`parameters.${name}`) })}>${own ? t('parameters.reset', { own }) : t('parameters.none')}</button>`;
  }

  #thinking() {
    const kind = this.model?.thinking ?? 'switch';
    if (kind === 'never') return html`<p class="hint">${t('thinking.never')}</p>`;
    return html`
      ${kind === 'always' ? html`<p class="hint">${t('thinking.always')}</p>` : html`<div class="presets" role="group" aria-labelledby="thinking-title">
        ${[['own', undefined], ['on', true], ['off', false]].map(([name, value]) => html`<button class="preset" data-test="thinking-${name}"
          aria-pressed=${this.values.thinking === value ? 'true' : 'false'} @click=${() => this.#set('thinking', value)}>${t(`thinking.${name}`)}</button>`)}
      </div>`}
      ${this.values.thinking === false ? nothing : this.#whole('thinking_budget', { min: 1, max: this.model?.context ?? 1_000_000, hint: t('parameters.thinking_budget-none') })}`;
  }

  #set(name, value) {
    this.#tell({ ...this.values, [name]: value });
  }

  #tell(values) {
    this.values = values;
    this.tell('changed', values);
  }

  async #name() {
    this.naming = true;
    await this.updateComplete;
    this.querySelector('.preset-name input').focus();
  }

  #keep(event) {
    event.preventDefault();
    const name = event.target.elements.name.value.trim();
    if (!name) return;
    keep(name, this.values);
    this.naming = false;
  }

  #forget(name) {
    forget(name);
    this.requestUpdate();
  }
}

function clamped(value, min, max) {
  return Math.min(max, Math.max(min, value));
}

define('fathom-parameters', Parameters);
