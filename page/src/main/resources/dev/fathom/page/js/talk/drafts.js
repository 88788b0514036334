/**
 * What was typed and not sent, chat by chat, in this browser: it outlives a reload, a failed send and the server.
 * Attached texts are kept with it as long as the browser has room; the words always come first.
 */
const KEY = chat => `fathom-draft-${chat ?? 'new'}`;
const MOST_ATTACHED = 1_500_000; // characters; a browser gives about five million to a whole site

const gone = new Set();

/** @typedef {{text: string, attachments: object[]}} Draft */

/** @param {string|null} chat @returns {Draft} */
export function draftOf(chat) {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY(chat)) ?? 'null');
    if (typeof kept?.text === 'string') return { text: kept.text, attachments: Array.isArray(kept.attachments) ? kept.attachments : [] };
  } catch {
    // nothing kept, or nothing that can be read
  }
  return { text: '', attachments: [] };
}

/** @param {string|null} chat @param {Draft} draft */
export function keepDraft(chat, { text, attachments }) {
  if (gone.has(chat)) return;
  const size = attachments.reduce((sum, file) => sum + (file.text?.length ?? 0), 0);
  try {
    if (!text && attachments.length === 0) localStorage.removeItem(KEY(chat));
    else localStorage.setItem(KEY(chat), JSON.stringify({ text, attachments: size <= MOST_ATTACHED ? attachments : [] }));
  } catch {
    keepTextOnly(chat, text);
  }
}

/** The chat has been deleted: nothing of it stays here, and nothing comes again. */
export function forgetDraft(chat) {
  dropDraft(chat);
  gone.add(chat);
}

/** @param {string|null} chat */
export function dropDraft(chat) {
  keepDraft(chat, { text: '', attachments: [] });
}

function keepTextOnly(chat, text) {
  try {
    localStorage.setItem(KEY(chat), JSON.stringify({ text, attachments: [] }));
  } catch {
    // full to the brim: the text still stands in the composer
  }
}
