/** Sets of sampling parameters under a name: three of the house, and the reader's own, kept in this browser. */
const KEPT = 'fathom-presets';

/** The parameters that a preset speaks of; seed, length and thinking are left as they are. */
export const SAMPLING = ['temperature', 'top_p', 'top_k', 'min_p', 'repeat_penalty'];

export const HOUSE = {
  own: {},
  precise: { temperature: 0.2, top_p: 0.9 },
  balanced: { temperature: 0.7, top_p: 0.95 },
  creative: { temperature: 1.1, top_p: 0.98, min_p: 0.02 },
};

/** @returns {Record<string, Record<string, number>>} */
export function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

/** Keeps the sampling of these values under a name; an old preset of that name is replaced. */
export function keep(name, values) {
  localStorage.setItem(KEPT, JSON.stringify({ ...kept(), [name]: samplingOf(values) }));
}

export function forget(name) {
  const { [name]: gone, ...rest } = kept();
  localStorage.setItem(KEPT, JSON.stringify(rest));
}

/** The values with a preset's sampling in place of theirs. */
export function applied(values, preset) {
  const others = Object.entries(values).filter(([name]) => !SAMPLING.includes(name));
  return { ...Object.fromEntries(others), ...preset };
}

/** Whether the values are just this preset's. */
export function matches(values, preset) {
  return SAMPLING.every(name => values[name] === preset[name]);
}

function samplingOf(values) {
  return Object.fromEntries(SAMPLING.filter(name => values[name] !== undefined).map(name => [name, values[name]]));
}
