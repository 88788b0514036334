/** What went wrong, and what to do, in the reader's language. What only the server knows is quoted after it. */
import { t } from '../i18n.js';

const CODES = {
  context_length_exceeded: 'context',
  queue_full: 'queue',
  insufficient_memory: 'memory',
  out_of_memory: 'memory',
  unreachable: 'gone',
  storage_full: 'storage',
  chats_locked: 'locked',
  chats_corrupt: 'corrupt',
  model_not_found: 'model',
};
const STATUSES = { 0: 'gone', 401: 'key', 403: 'key', 404: 'missing', 413: 'large', 429: 'queue', 502: 'gone', 503: 'busy', 504: 'gone', 507: 'storage' };

/**
 * @param {{status?: number, code?: string, message?: string}} error
 * @returns {{kind: string, what: string, how: string, said: string}} said: the server's own words, where they add something
 */
export function advice({ status, code, message }) {
  const kind = CODES[code] ?? STATUSES[status] ?? 'other';
  const said = message && message !== code && kind !== 'gone' ? message : '';
  return { kind, what: t(`talk.trouble.${kind}`), how: t(`talk.trouble.${kind}.how`), said };
}
