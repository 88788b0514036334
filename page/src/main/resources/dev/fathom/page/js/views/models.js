/** What is installed: how large, for how much memory, and whether that is there. */
import { FathomElement, define, html, nothing, repeat, style } from '../element.js';
import { models } from '../models.js';
import { bytes, number, parameters, percent, t } from '../i18n.js';
import { draft } from '../chat-settings.js';
import { go } from '../router.js';
import { fit } from './model-words.js';

class ModelsView extends FathomElement {
  connectedCallback() {
    super.connectedCallback();
    models.addEventListener('change', this.#draw);
    void models.read();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    models.removeEventListener('change', this.#draw);
  }

  #draw = () => this.requestUpdate();

  render() {
    return html`<div class="view" data-test="models-view" tabindex="0" role="region" aria-label=${t('models.title')}>
      <div class="view-inner">
        <h1>${t('models.title')}</h1>
        ${models.known ? html`<p class="view-lead">${t('models.lead', { count: models.all.length, free: bytes(models.free) })}</p>` : nothing}
        ${repeat(models.all, model => model.id, model => this.#model(model))}
      </div>
    </div>`;
  }

  #model(model) {
    return html`<article class="model" data-test="model" data-model=${model.id}>
      <header><h2>${model.id}</h2>
        ${model.loaded ? html`<span class="tag on">${t('models.loaded')}</span>` : nothing}
        ${model.default ? html`<span class="tag">${t('models.default')}</span>` : nothing}</header>
      ${this.#told(model)}
      ${this.#acts(model)}
    </article>`;
  }

  /** Of some models nothing is known before they are loaded. */
  #told(model) {
    if (model.error) return html`<p class="model-fault">${t('models.broken')} <span class="figure">${model.error}</span></p>`;
    if (model.architecture === undefined) return nothing;
    return html`<dl class="facts">${this.#facts(model).map(([name, value]) => html`<div><dt>${t(`models.${name}`)}</dt><dd>${value}</dd></div>`)}</dl>
      ${model.memory_bytes ? this.#memory(model) : nothing}`;
  }

  #facts(model) {
    const { active_parameters: active, trained_context: trained, context } = model;
    const all = model.parameters && parameters(model.parameters);
    return [
      ['architecture', model.architecture],
      ['parameters', active ? t('models.active', { all, active: parameters(active) }) : all],
      ['layers', model.layers && number(model.layers)],
      ['context', trained > context ? t('models.of-trained', { context: number(context), trained: number(trained) }) : context && number(context)],
      ['quantisation', model.quantisation],
      ['size', model.file_bytes && bytes(model.file_bytes)],
      ['thinks', model.thinking && t(`models.thinks-${model.thinking}`)],
      ['tools', model.tools === undefined ? undefined : t(model.tools ? 'yes' : 'no')],
    ].filter(([, value]) => value);
  }

  /** How much of the free memory it takes, or took. */
  #memory(model) {
    const room = models.free + (model.loaded ? model.memory_bytes : 0);
    const share = Math.min(1, model.memory_bytes / Math.max(1, room));
    return html`<div class="memory fits-${model.fits}">
      <div class="memory-bar"><i ${style({ '--share': `${Math.max(0.5, share * 100)}%` })}></i></div>
      <p><strong>${fit(model)}</strong> · ${t('models.memory', { bytes: bytes(model.memory_bytes), free: bytes(room) })}${model.why ? html`<br>${model.why}` : nothing}</p>
    </div>`;
  }

  #acts(model) {
    if (models.isLoading(model)) {
      return this.#progress(model);
    }
    if (model.error) return nothing;
    return html`<div class="model-acts">
      <button class=${model.loaded ? 'primary' : ''} ?disabled=${model.fits === 'no'} data-test="model-chat" @click=${() => this.#chat(model)}>${t('models.chat')}</button>
      ${model.loaded ? nothing : html`<button ?disabled=${model.fits === 'no'} data-test="model-load" @click=${() => models.load(model.id)}>${t('models.load')}</button>`}
    </div>`;
  }

  /** The server may not know how far it is; then the bar only moves. */
  #progress({ id, loading }) {
    const known = loading > 0;
    return html`<div class="loading" role="progressbar" aria-label=${t('models.loading', { model: id })} aria-valuenow=${known ? Math.round(loading * 100) : nothing}>
      <div class="memory-bar ${known ? '' : 'unknown'}"><i ${style({ '--share': known ? `${loading * 100}%` : '30%' })}></i></div>
      <span>${known ? t('models.loading-share', { share: percent(loading) }) : t('models.loading-now')}</span></div>`;
  }

  #chat(model) {
    this.tell('settings-changed', { settings: { ...draft(), model: model.default ? undefined : model.id } });
    if (!model.loaded) void models.load(model.id);
    go('#/');
  }
}

define('fathom-models', ModelsView);
