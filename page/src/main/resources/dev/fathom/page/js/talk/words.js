/** Figures of an answer as the reader's language writes them. */
import { number } from '../i18n.js';

/**
 * A running clock: whole seconds only, so that it ticks instead of flickering.
 *
 * @param {number} ms
 */
export function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Energy: 3.4 J, 1.2 kJ. */
export function joules(value) {
  const options = { maximumSignificantDigits: 3 };
  return value < 1000 ? `${number(value, options)} J` : `${number(value / 1000, options)} kJ`;
}

/** @param {{amount: number, currency: string}} cost fractions of a cent are what most answers cost */
export function money({ amount, currency }) {
  try {
    return number(amount, { style: 'currency', currency, maximumSignificantDigits: 2 });
  } catch {
    return `${number(amount, { maximumSignificantDigits: 2 })} ${currency}`; // not a currency Intl knows
  }
}
