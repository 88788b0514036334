/** The tools that the page itself can run. A model gets them only in chats whose settings list them. */
import { calculate } from './calculator.js';

const RUN = {
  calculator: ({ expression }) => String(rounded(calculate(String(expression ?? '')))),
  date_time: ({ time_zone: zone }) => now(zone),
};

/** Their descriptions as OpenAI tool objects, for the tools panel. */
export const OWN_TOOLS = [
  tool('calculator', 'Computes an arithmetic expression exactly as written. Use it for any calculation.', {
    expression: { type: 'string', description: 'for example (3 + 4)^2 / sqrt(2)' },
  }, ['expression']),
  tool('date_time', 'Tells the present date, time, weekday and time zone.', {
    time_zone: { type: 'string', description: 'an IANA name such as Europe/Berlin; the reader\'s own zone when absent' },
  }, []),
];

/** @param {string} name */
export function isOwnTool(name) {
  return Object.hasOwn(RUN, name);
}

/**
 * Runs a tool of the page; what goes wrong becomes the result, so that the model can do better.
 *
 * @param {string} name
 * @param {string} args JSON as the model wrote it
 * @returns {string}
 */
export function runOwnTool(name, args) {
  try {
    return RUN[name](JSON.parse(args || '{}') ?? {});
  } catch (error) {
    return `error: ${error.message}`;
  }
}

function tool(name, description, properties, required) {
  return { type: 'function', function: { name, description, parameters: { type: 'object', properties, required } } };
}

/** 0.1 + 0.2 is 0.3 to a reader. */
function rounded(value) {
  return Number.isInteger(value) ? value : Number(value.toPrecision(14));
}

function now(zone) {
  const timeZone = zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const text = new Intl.DateTimeFormat('en-GB', {
    timeZone, weekday: 'long', year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit',
    second: '2-digit', timeZoneName: 'longOffset',
  }).format(new Date());
  return `${text} (${timeZone})`;
}
