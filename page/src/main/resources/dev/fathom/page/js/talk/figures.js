/** What one answer took, in one quiet line. */
import { number, span, t } from '../i18n.js';
import { html, nothing } from '../element.js';
import { icon } from '../icons.js';
import { joules, money } from './words.js';

/** @param {object|undefined} usage as in docs/formats/page-api.md; a figure that is missing is left out */
export function figures(usage) {
  const parts = usage ? lines(usage) : [];
  if (parts.length === 0) return nothing;
  return html`<div class="figures" data-test="figures">${parts.map(part => html`<span>${part}</span> `)}${bill(usage)}</div>`;
}

/** Where the energy's figure comes from, and what others would have charged: there for those who ask. */
function bill({ energy, co2_grams: co2, elsewhere }) {
  if (!energy?.detail && !elsewhere?.length) return nothing;
  return html`<details class="bill" data-test="bill"><summary aria-label=${t('talk.bill')} title=${t('talk.bill')}>${icon('info')}</summary><dl>
    ${energy?.detail ? html`<dt>${t('talk.bill.energy')}</dt><dd>${energy.detail}</dd>` : nothing}
    ${co2 > 0 ? html`<dt>CO₂</dt><dd>${number(co2, { maximumSignificantDigits: 2 })} g</dd>` : nothing}
    ${(elsewhere ?? []).map(other => html`<dt>${t('talk.bill.elsewhere', other)}</dt><dd>${money(other)}</dd>`)}
  </dl></details>`;
}

function lines(usage) {
  return [
    prompt(usage),
    usage.thinking_tokens > 0 && t('talk.figures.thinking', { n: usage.thinking_tokens }),
    usage.answer_tokens >= 0 && t('talk.figures.answer', { n: usage.answer_tokens }),
    usage.first_token_ms >= 0 && t('talk.figures.first', { time: soon(usage.first_token_ms) }),
    usage.tokens_per_second > 0 && t('talk.figures.speed', { n: speed(usage.tokens_per_second) }),
    usage.energy && energy(usage.energy),
    usage.cost && money(usage.cost),
  ].filter(Boolean);
}

function prompt({ prompt_tokens: tokens, cached_tokens: cached }) {
  if (!(tokens >= 0)) return null;
  return cached > 0
    ? t('talk.figures.prompt.cached', { n: tokens, cached })
    : t('talk.figures.prompt', { n: tokens });
}

/** Small models begin within milliseconds, and 0.0 s would be no figure. */
function soon(ms) {
  return ms < 95 ? `${Math.round(ms)} ms` : span(ms);
}

function speed(value) {
  return number(value, { maximumFractionDigits: value < 20 ? 1 : 0 });
}

function energy({ joules: value, source }) {
  return source === 'estimated' ? t('talk.figures.estimated', { energy: joules(value) }) : joules(value);
}
