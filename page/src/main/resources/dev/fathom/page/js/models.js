/** The models the server has, and their loading. */
import { get, post } from './api.js';
import { announce, notice } from './notice.js';
import { t } from './i18n.js';

/**
 * @typedef {object} Model as in docs/formats/page-api.md
 * @property {string} id
 * @property {boolean} loaded
 * @property {number} [loading] share that is done, while it loads
 * @property {boolean} default
 */
class Models extends EventTarget {
  /** @type {Model[]} */
  all = [];
  free = 0;
  known = false;
  #again = 0;
  #loading = new Set();

  async read() {
    clearTimeout(this.#again);
    try {
      const told = await get('/api/models');
      this.all = told.models;
      this.free = told.free_bytes;
      this.known = true;
      this.#settle();
    } catch {
      if (this.#loading.size > 0) this.#again = setTimeout(() => this.read(), 2000);
      return;
    }
    this.dispatchEvent(new Event('change'));
  }

  /** @param {string} [id] the default model when absent */
  named(id) {
    return this.all.find(model => (id ? model.id === id : model.default)) ?? (id ? undefined : this.all[0]);
  }

  /** Whether it is being loaded, by this tab or another. */
  isLoading(model) {
    return model.loading !== undefined || (this.#loading.has(model.id) && !model.loaded);
  }

  async load(id) {
    this.#loading.add(id);
    this.dispatchEvent(new Event('change'));
    try {
      await post(`/api/models/${encodeURIComponent(id)}/load`, undefined, { quiet: true });
      announce(t('models.loading', { model: id }));
    } catch (error) {
      this.#loading.delete(id);
      notice(t('models.not-loaded', { model: id, why: error.unreachable ? t('banner.gone') : error.message }), { kind: 'bad' });
    }
    await this.read();
  }

  /** Whoever wanted a model is told when it is there, or why not; while some load, the list is read again. */
  #settle() {
    for (const id of this.#loading) {
      const model = this.named(id);
      if (model && !model.loaded && !model.error) continue;
      this.#loading.delete(id);
      if (model?.loaded) notice(t('models.loaded-now', { model: id }));
      else notice(t('models.not-loaded', { model: id, why: model?.error ?? '' }), { kind: 'bad' });
    }
    const busy = this.#loading.size > 0 || this.all.some(model => model.loading !== undefined);
    if (busy) this.#again = setTimeout(() => this.read(), 700);
  }
}

export const models = new Models();
