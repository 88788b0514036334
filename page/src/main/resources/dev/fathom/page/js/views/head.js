/** Over the conversation: which model answers, and how. */
import { FathomElement, classes, define, html, nothing } from '../element.js';
import { icon } from '../icons.js';
import { openMenu } from '../menu.js';
import { models } from '../models.js';
import { notice } from '../notice.js';
import { percent, t } from '../i18n.js';
import { go } from '../router.js';
import { fit, inOneLine } from './model-words.js';

class Head extends FathomElement {
  static properties = {
    chat: { attribute: false },
    view: { attribute: false },
    title: { attribute: false },
    settings: { attribute: false },
    sideOut: { attribute: false },
  };

  constructor() {
    super();
    this.settings = {};
    models.addEventListener('change', () => this.requestUpdate());
  }

  render() {
    return html`<header class="head">
      ${this.sideOut ? html`<button class="quiet icon-only" data-test="side-show" aria-label=${t('side.show')} title=${t('side.show')}
        @click=${() => this.tell('side-toggle')}>${icon('sidebar')}</button>` : nothing}
      ${this.view === 'chat' ? this.#model() : nothing}
      ${this.chat ? html`<h1 class="unseen">${this.title || t('chat.untitled')}</h1>` : nothing}
      <span class="head-space"></span>
      ${this.view === 'chat' ? html`<button class="quiet" data-test="settings" aria-haspopup="dialog" @click=${this.#settings}>
        ${icon('sliders')}<span class="head-word">${t('settings.title')}</span>${this.#changed()}</button>` : nothing}
      ${this.sideOut && (this.chat || this.view !== 'chat') ? html`<a class="button bare icon-only" href="#/" aria-label=${t('chat.new')} title=${t('chat.new')}>${icon('plus')}</a>` : nothing}
    </header>`;
  }

  #model() {
    const model = models.named(this.settings.model);
    const name = this.settings.model ?? model?.id ?? '';
    return html`<button class="quiet switcher" data-test="model-switcher" aria-haspopup="menu" aria-expanded="false"
      aria-label=${t('model.switch', { model: name })} @click=${this.#choose}>
      <span class="switcher-name">${name || t('model.none')}</span>
      ${model && models.isLoading(model) ? html`<span class="switcher-loading">${model.loading > 0 ? percent(model.loading) : t('models.loading-now')}</span>` : nothing}
      ${icon('down')}
    </button>`;
  }

  /** A dot where this chat does not go the model's own way. */
  #changed() {
    const { system, tools, parameters } = this.settings;
    return system || tools || parameters ? html`<span class="dot"><span class="unseen">${t('settings.own')}</span></span>` : nothing;
  }

  #choose(event) {
    const current = models.named(this.settings.model)?.id;
    const items = models.all.map(model => ({
      label: option(model),
      checked: model.id === current,
      disabled: model.fits === 'no' || !!model.error,
      test: 'model',
      value: model.id,
      run: () => this.#take(model),
    }));
    const all = { label: t('models.all'), icon: 'layers', run: () => go('#/models') };
    openMenu(event.currentTarget, [...items, { line: true }, all], { kind: 'models', label: t('model.menu') });
  }

  #take(model) {
    this.tell('settings-changed', { settings: { ...this.settings, model: model.default ? undefined : model.id } });
    if (!model.loaded) void models.load(model.id);
  }

  async #settings() {
    try {
      const { openSettings } = await import('./settings.js');
      await openSettings(this);
    } catch (error) {
      console.error(error);
      notice(t('view-missing'), { kind: 'bad' });
    }
  }
}

function option(model) {
  const bad = model.error ?? (model.fits === 'yes' ? '' : model.why);
  return html`<span class="option-name">${model.id}${model.loaded ? html` <span class="tag">${t('models.loaded')}</span>` : nothing}</span>
    <span class="option-line">${inOneLine(model)}</span>
    <span class=${classes({ 'option-line': true, [`fits-${model.error ? 'no' : model.fits}`]: true })}>${model.error ? t('fits.broken') : model.fits ? fit(model) : nothing}${bad ? html`: ${bad}` : nothing}</span>`;
}

define('fathom-head', Head);
