/** How the server is: the last ten minutes as charts, read again every two seconds while somebody can see them. */
import { FathomElement, define, html, nothing } from '../element.js';
import { get } from '../api.js';
import { bytes, number, percent, span, t } from '../i18n.js';
import { chart } from './chart.js';

const EVERY_MS = 2000;
const speed = value => number(value, { maximumFractionDigits: value < 10 ? 1 : 0 });
const count = value => number(value);

class StatusView extends FathomElement {
  static properties = { status: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#look);
    void this.#look();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#look);
    clearTimeout(this.next);
  }

  #look = async () => {
    clearTimeout(this.next);
    if (document.hidden || !this.isConnected) return;
    await get('/api/status').then(status => (this.status = status)).catch(() => {});
    clearTimeout(this.next);
    if (this.isConnected) this.next = setTimeout(this.#look, EVERY_MS);
  };

  render() {
    const { status } = this;
    return html`<div class="view" data-test="status-view" tabindex="0" role="region" aria-label=${t('status.title')}>
      <div class="view-inner wide"><h1>${t('status.title')}</h1>${status ? html`${this.#lead(status)}${this.#charts(status)}` : nothing}</div>
    </div>`;
  }

  #lead({ version, uptime_s: up, model }) {
    return html`<p class="view-lead">${t('status.lead', { version, span: span(up * 1000), model: model ?? t('status.no-model') })}</p>`;
  }

  #charts({ kernels, series: { at, ...series } }) {
    const one = name => ({ name: t(`status.${name}`), values: series[name] ?? [] });
    const chartOf = (title, names, format, least) => chart({ title: t(title), at, series: names.map(one), format, least });
    return html`<div class="charts">
      ${chartOf('status.speed', ['tokens_per_second'], speed, 10)}
      ${chartOf('status.reading', ['prompt_tokens_per_second'], speed, 10)}
      ${chartOf('status.queue', ['running', 'waiting'], count, 2)}
      ${chartOf('status.cache', ['cache_used', 'cache_kept'], percent, 1)}
      ${chartOf('status.memory', ['memory_bytes', 'free_bytes'], bytes, 1024 ** 3)}
      ${this.#kernels(kernels)}
    </div>`;
  }

  #kernels({ chosen, why, refused = [], threads }) {
    return html`<section class="kernels">
      <h2>${t('status.kernels')}</h2>
      <p><strong class="figure">${chosen}</strong> · ${t('status.threads', { count: threads })}</p>
      ${why ? html`<p class="quiet-text">${why}</p>` : nothing}
      ${refused.length > 0 ? html`<h3>${t('status.refused')}</h3>
        <dl class="kernels-refused">${refused.map(kernel => html`<div><dt class="figure">${kernel.name}</dt><dd>${kernel.why}</dd></div>`)}</dl>` : nothing}
    </section>`;
  }
}

define('fathom-status', StatusView);
