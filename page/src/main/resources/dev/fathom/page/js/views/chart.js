/** Small charts of the last minutes, drawn as SVG: shape for the eye, a sentence and a table for everybody else. */
import { html, nothing, svg } from '../element.js';
import { moment, span, t } from '../i18n.js';

const WIDTH = 300;
const HEIGHT = 100;
const ROWS = 10;

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {number[]} values
 *
 * @param {object} chart
 * @param {string} chart.title
 * @param {number[]} chart.at times of the values, ms since 1970
 * @param {Series[]} chart.series the first is an area, others are lines
 * @param {(value: number) => string} chart.format
 * @param {number} [chart.least] the axis reaches this at least
 */
export function chart({ title, at, series, format, least = 1 }) {
  const top = ceiling(Math.max(least, ...series.flatMap(one => one.values)));
  const name = series.map(one => sentence(one, format)).join('; ');
  return html`<figure class="chart">
    <figcaption><h2>${title}</h2>${legend(series, format)}</figcaption>
    <div class="chart-plot">
      <span class="chart-top">${format(top)}</span>
      <svg viewBox="0 -2 ${WIDTH} ${HEIGHT + 4}" preserveAspectRatio="none" role="img" aria-label="${title}: ${name}">
        <path class="chart-grid" d="M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}"></path>
        ${series.map((one, index) => drawn(one.values, top, index))}
      </svg>
      <span class="chart-from">${at.length > 1 ? t('chart.ago', { span: ago(at.at(-1) - at[0]) }) : nothing}</span>
      <span class="chart-to">${t('chart.now')}</span>
    </div>
    <details class="chart-table"><summary>${t('chart.table')}</summary>${table(title, at, series, format)}</details>
  </figure>`;
}

/** Whole minutes where there are some: an axis needs no seconds. */
function ago(ms) {
  return span(ms >= 90_000 ? Math.round(ms / 60_000) * 60_000 : ms).replace(/ 0 s$/, '');
}

function legend(series, format) {
  return html`<ul class="chart-legend">${series.map((one, index) => html`<li class="series-${index}">
    <span class="chart-value">${one.values.length > 0 ? format(one.values.at(-1)) : '–'}</span> <span class="chart-key">${one.name}</span></li>`)}</ul>`;
}

function drawn(values, top, index) {
  if (values.length === 0) return nothing;
  const line = path(values, top);
  const [x, y] = point(values, values.length - 1, top);
  return svg`${index === 0 ? svg`<path class="chart-area" d="${line}L${x} ${HEIGHT}L${point(values, 0, top)[0]} ${HEIGHT}Z"></path>` : nothing}
    <path class="chart-line series-${index}" d=${line}></path>
    <path class="chart-end series-${index}" d="M${x} ${y}h0.01"></path>`;
}

function path(values, top) {
  return `M${values.map((_, index) => point(values, index, top).join(' ')).join('L')}`;
}

/** The last value stands a little before the edge, so that its dot is whole. */
function point(values, index, top) {
  const x = values.length > 1 ? (index / (values.length - 1)) * (WIDTH - 3) : WIDTH - 3;
  return [round(x), round(HEIGHT - (Math.min(values[index], top) / top) * HEIGHT)];
}

const round = value => Math.round(value * 10) / 10;

/** The next 1, 2 or 5 times a power of ten; of 1024 where the axis counts bytes. */
function ceiling(value) {
  const base = value > 1e6 ? 1024 ** Math.floor(Math.log(value) / Math.log(1024)) : 1;
  const power = 10 ** Math.floor(Math.log10(value / base));
  return [1, 2, 5, 10].find(step => step * power * base >= value * 0.999) * power * base;
}

function sentence({ name, values }, format) {
  if (values.length === 0) return t('chart.none', { name });
  return t('chart.says', { name, now: format(values.at(-1)), least: format(Math.min(...values)), most: format(Math.max(...values)) });
}

function table(title, at, series, format) {
  const step = Math.max(1, Math.floor(at.length / ROWS));
  const rows = at.map((_, index) => at.length - 1 - index).filter((_, count) => count % step === 0).slice(0, ROWS + 1);
  return html`<table><caption class="unseen">${title}</caption>
    <thead><tr><th scope="col">${t('chart.time')}</th>${series.map(one => html`<th scope="col">${one.name}</th>`)}</tr></thead>
    <tbody>${rows.map(index => html`<tr><th scope="row">${moment(at[index], { timeStyle: 'medium' })}</th>
      ${series.map(one => html`<td>${format(one.values[index])}</td>`)}</tr>`)}</tbody></table>`;
}
