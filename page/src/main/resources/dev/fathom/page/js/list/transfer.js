/** Chats out of the server, into it, and away for good. */
import { call, download } from '../api.js';
import { confirmed, open } from '../dialog.js';
import { html, nothing } from '../element.js';
import { notice } from '../notice.js';
import { t } from '../i18n.js';

/** Gives one chat to the browser as a file. */
export async function save(chat, format) {
  const ending = format === 'markdown' ? 'md' : 'json';
  await keep(`/api/chats/${chat.id}/export?format=${format}`, `${fileName(chat.title)}.${ending}`);
}

/** Gives all chats to the browser as one file. */
export async function saveAll() {
  await keep('/api/export', `fathom-${new Date().toISOString().slice(0, 10)}.json`);
}

/** Deletes a chat after asking. */
export async function erase(chats, chat) {
  const title = chat.title || t('chat.untitled');
  const sure = await confirmed({ title: t('list.delete-title'), text: t('list.delete-text', { title }), yes: t('list.delete') });
  if (sure) await gone(chats.remove(chat.id), t('list.deleted'));
}

/** Deletes every chat of the caller after asking. */
export async function eraseAll(chats) {
  const sure = await confirmed({ title: t('list.delete-all-title'), text: t('list.delete-all-text'), yes: t('list.delete-all') });
  if (sure) await gone(chats.removeAll(), t('list.deleted-all'));
}

/** Lets the reader choose files to import. */
export function choose(chats) {
  const input = Object.assign(document.createElement('input'), { type: 'file', multiple: true, accept: '.json,application/json' });
  input.addEventListener('change', () => take(chats, [...input.files]));
  input.dataset.test = 'import-file';
  input.hidden = true;
  document.body.append(input);
  input.addEventListener('cancel', () => input.remove());
  input.addEventListener('change', () => input.remove());
  input.click();
}

/**
 * Imports files and tells what came of each.
 *
 * @param {import('./chats.js').Chats} chats
 * @param {File[]} files
 */
export async function take(chats, files) {
  const sum = { imported: [], skipped: [] };
  for (const file of files) {
    try {
      const told = await call('/api/import', { file });
      sum.imported.push(...told.imported);
      sum.skipped.push(...told.skipped);
    } catch (error) {
      sum.skipped.push({ title: file.name, why: error.unreachable ? t('banner.gone') : error.message });
    }
  }
  chats.look();
  if (sum.skipped.length === 0) notice(t('import.done', { count: sum.imported.length }));
  else await tellSkipped(sum);
}

function tellSkipped({ imported, skipped }) {
  return open({
    title: () => t('import.title'),
    kind: 'small',
    test: 'import-result',
    body: () => html`<p>${imported.length > 0 ? t('import.done', { count: imported.length }) : t('import.nothing')}</p>
      <h3 class="import-skipped">${t('import.skipped', { count: skipped.length })}</h3>
      <dl class="import-list">${skipped.map(({ title, why }) => html`<dt>${title || t('chat.untitled')}</dt><dd>${why ?? nothing}</dd>`)}</dl>`,
  });
}

async function gone(promise, text) {
  try {
    await promise;
    notice(text);
  } catch (error) {
    notice(t('list.not-deleted', { why: error.unreachable ? t('banner.gone') : error.message }), { kind: 'bad' });
  }
}

async function keep(path, name) {
  try {
    const file = await download(path);
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(file.blob), download: file.name || name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (error) {
    notice(t('list.not-saved', { why: error.unreachable ? t('banner.gone') : error.message }), { kind: 'bad' });
  }
}

function fileName(title) {
  return (title || 'chat').replace(/[^\p{L}\p{N} _.-]+/gu, '').trim().slice(0, 60) || 'chat';
}
