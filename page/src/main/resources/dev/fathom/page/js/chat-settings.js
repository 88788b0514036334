/** Settings of the chat on show, or, while there is none, of the next one: kept in this browser until then. */
import { patch } from './api.js';

const DRAFT = 'fathom-settings';

/**
 * @typedef {object} Settings
 * @property {string} [model]
 * @property {string} [system]
 * @property {object[]} [tools] OpenAI's tool objects
 * @property {Record<string, number|boolean>} [parameters]
 */

/** @returns {Settings} for a chat that does not exist yet */
export function draft() {
  try {
    return JSON.parse(localStorage.getItem(DRAFT)) ?? {};
  } catch {
    return {};
  }
}

/** @param {Settings} settings */
export function keepDraft(settings) {
  localStorage.setItem(DRAFT, JSON.stringify(settings));
}

/**
 * Without what says nothing: an absent field means the model's own way, an empty one does not.
 *
 * @param {Settings} settings
 * @returns {Settings}
 */
export function tidy({ model, system, tools, parameters }) {
  const set = Object.fromEntries(Object.entries(parameters ?? {}).filter(([, value]) => value !== undefined && value !== null));
  return {
    ...(model ? { model } : {}),
    ...(system?.trim() ? { system } : {}),
    ...(tools?.length ? { tools } : {}),
    ...(Object.keys(set).length ? { parameters: set } : {}),
  };
}

let due = 0;
let waiting;

/** Sends the settings of a chat soon: a slider moves many times before it rests. */
export function send(chat, settings) {
  clearTimeout(due);
  waiting = { chat, settings };
  due = setTimeout(sendNow, 350);
}

/** Sends what waits to be sent; called before a question is asked. */
export async function sendNow() {
  clearTimeout(due);
  if (!waiting) return;
  const { chat, settings } = waiting;
  waiting = undefined;
  await patch(`/api/chats/${chat}`, { settings }).catch(() => {}); // the banner tells
}
