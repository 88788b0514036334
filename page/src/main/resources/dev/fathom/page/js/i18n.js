/**
 * The page's languages. Texts lie in lang/, flat, one file for each language and part of the page; a text may name
 * values as `{name}` and may be an object of plural forms, chosen by the value `count`.
 */
import { LANGUAGE_CHANGED } from './element.js';

const KEPT = 'fathom-language';
const PARTS = ['', '-talk', '-render'];

/** The languages there are, by their own names. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' };

let current = 'en';
let texts = {};
const missed = new Set();

await setLanguage(wanted(), false);

/** The language spoken now: `en` or `de`. */
export function language() {
  return current;
}

/**
 * Changes the language; every element draws itself again.
 *
 * @param {string} name
 * @param {boolean} [keep] remember it in this browser
 */
export async function setLanguage(name, keep = true) {
  const parts = await Promise.all(PARTS.map(part => import(`./lang/${name}${part}.js`).catch(error => {
    console.error(`no texts in lang/${name}${part}.js:`, error.message);
    return { default: {} };
  })));
  texts = Object.assign({}, ...parts.map(part => part.default));
  current = name;
  if (keep) localStorage.setItem(KEPT, name);
  document.documentElement.lang = name;
  document.dispatchEvent(new Event(LANGUAGE_CHANGED));
}

/**
 * A text for people. A key without a text is a defect: it is shown as it is and told on the console.
 *
 * @param {string} key
 * @param {Record<string, string|number>} [values] numbers are written as the language does
 */
export function t(key, values = {}) {
  const found = texts[key];
  if (found === undefined) return missing(key);
  const text = typeof found === 'string' ? found : found[plural(values.count)] ?? found.other;
  return text.replace(/\{(\w+)\}/g, (all, name) => spoken(values[name]) ?? all);
}

/** A number as the language writes it. */
export function number(value, options) {
  return new Intl.NumberFormat(current, options).format(value);
}

/** A share of one as percent. */
export function percent(share) {
  return number(share, { style: 'percent', maximumFractionDigits: 0 });
}

/** 18556686752 as "17.3 GiB". */
export function bytes(count) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const step = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10));
  const value = count / 1024 ** step;
  return `${number(value, { maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 })} ${units[step]}`;
}

/** 30500000000 as "30.5 B", 2960000 as "3 M": as models are named, in every language. */
export function parameters(count) {
  const [size, unit] = count >= 1e9 ? [1e9, 'B'] : count >= 1e6 ? [1e6, 'M'] : [1e3, 'K'];
  const value = count / size;
  return `${number(value, { maximumFractionDigits: value < 100 ? 1 : 0 })} ${unit}`;
}

/** A span of milliseconds: "0.8 s", "12 s", "3 min 5 s", "2 h 10 min". */
export function span(ms) {
  const s = ms / 1000;
  if (s < 9.95) return `${number(s, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`;
  if (s < 60) return `${number(Math.round(s))} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.round((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.round((s % 86_400) / 3600)} h`;
}

/**
 * A moment.
 *
 * @param {number} ms since 1970
 * @param {Intl.DateTimeFormatOptions} [options] by default day and time
 */
export function moment(ms, options = { dateStyle: 'medium', timeStyle: 'short' }) {
  return new Intl.DateTimeFormat(current, options).format(ms);
}

function wanted() {
  const kept = localStorage.getItem(KEPT);
  if (kept in LANGUAGES) return kept;
  const known = navigator.languages.map(tag => tag.slice(0, 2)).find(tag => tag in LANGUAGES);
  return known ?? 'en';
}

function plural(count) {
  return new Intl.PluralRules(current).select(count ?? 0);
}

function spoken(value) {
  return typeof value === 'number' ? number(value) : value;
}

function missing(key) {
  if (!missed.has(key + current)) console.error(`no text for '${key}' in '${current}'`);
  missed.add(key + current);
  return key;
}
