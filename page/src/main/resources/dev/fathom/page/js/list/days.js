/** Chats by the day they were last changed, as a reader would sort letters. */
import { moment, t } from '../i18n.js';

const DAY = 86_400_000;

/**
 * @param {import('./chats.js').Summary[]} chats newest first
 * @param {number} [now]
 * @returns {{name: string, chats: import('./chats.js').Summary[]}[]}
 */
export function byDay(chats, now = Date.now()) {
  const groups = [];
  for (const chat of chats) {
    const name = nameOf(chat.updated, now);
    if (groups.at(-1)?.name !== name) groups.push({ name, chats: [] });
    groups.at(-1).chats.push(chat);
  }
  return groups;
}

function nameOf(at, now) {
  const today = new Date(now).setHours(0, 0, 0, 0);
  if (at >= today) return t('list.today');
  if (at >= today - DAY) return t('list.yesterday');
  if (at >= today - 6 * DAY) return t('list.week');
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return moment(at, sameYear ? { month: 'long' } : { month: 'long', year: 'numeric' });
}
