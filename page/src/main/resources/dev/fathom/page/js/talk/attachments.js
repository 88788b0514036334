/** Files that become text for the model: what is taken, what is refused, and why, in a clear word. */
import { bytes as bytesInWords, t } from '../i18n.js';
import { decoded } from './encoding.js';

export const MOST_FILES = 20;
const MOST_TEXT_BYTES = 2_000_000;
const MOST_PDF_BYTES = 50_000_000;
const MOST_CHARACTERS = 2_000_000;

/** A file that is not taken; its message is for people. */
export class Refused extends Error {}

const MAGIC = [
  ['pdf', '%PDF-'], ['image', '\x89PNG'], ['image', '\xff\xd8\xff'], ['image', 'GIF8'], ['image', 'BM', /\.bmp$/i],
  ['image', 'II*\0'], ['image', 'MM\0*'], ['zip', 'PK\x03\x04'], ['zip', 'PK\x05\x06'], ['zip', '\x1f\x8b'],
  ['zip', '7z\xbc\xaf'], ['zip', 'Rar!'], ['zip', 'BZh'], ['zip', '\xfd7zXZ'], ['zip', '\x28\xb5\x2f\xfd'],
  ['audio', 'ID3'], ['audio', 'OggS'], ['audio', 'fLaC'], ['audio', '\xff\xfb'], ['program', '\x7fELF'],
  ['program', 'MZ', /\.(exe|dll|sys|scr)$/i], ['program', '\xca\xfe\xba\xbe'], ['model', 'GGUF'], ['database', 'SQLite format 3'],
  ['office', '\xd0\xcf\x11\xe0'],
];
const OFFICE = /\.(docx?|xlsx?|pptx?|odt|ods|odp|pages|numbers|key|epub)$/i;

/**
 * Reads one file.
 *
 * @param {File} file
 * @param {(words: string) => void} progress
 * @param {AbortSignal} signal
 * @returns {Promise<{name: string, media_type: string, bytes: number, text: string, pages?: number}>}
 * @throws {Refused}
 */
export async function readAttachment(file, progress, signal) {
  if (file.size === 0) throw new Refused(t('talk.refused.empty', { name: file.name }));
  const kind = await kindOf(file);
  if (kind === 'pdf') return pdf(file, progress, signal);
  if (kind) throw new Refused(t(`talk.refused.${kind}`, { name: file.name }));
  limit(file, MOST_TEXT_BYTES);
  const found = decoded(new Uint8Array(await file.arrayBuffer()));
  if (!found) throw new Refused(t('talk.refused.binary', { name: file.name }));
  return { name: file.name || t('talk.pasted'), media_type: file.type || 'text/plain', bytes: file.size, text: found.text };
}

async function pdf(file, progress, signal) {
  limit(file, MOST_PDF_BYTES);
  const { pdfText } = await import('./pdf-text.js').catch(() => {
    throw new Refused(t('talk.refused.pdf.lib'));
  });
  const { text, pages } = await pdfText(file, progress, signal);
  if (text.trim().length < pages * 2) throw new Refused(t('talk.refused.scan', { name: file.name }));
  if (text.length > MOST_CHARACTERS) throw new Refused(tooLarge(file, MOST_TEXT_BYTES));
  return { name: file.name, media_type: 'application/pdf', bytes: file.size, text, pages };
}

/** By its first bytes, then by what the browser says; null: perhaps text. */
async function kindOf(file) {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 16).arrayBuffer()));
  const found = MAGIC.find(([, magic, name]) => head.startsWith(magic) && (!name || name.test(file.name)))?.[0];
  if (found === 'zip' && OFFICE.test(file.name)) return 'office';
  if (found) return found;
  if (head.startsWith('RIFF')) return head.slice(8, 12) === 'WEBP' ? 'image' : 'audio';
  if (head.slice(4, 8) === 'ftyp') return /avif|heic|mif1/.test(head.slice(8)) ? 'image' : 'audio';
  if (/^(image\/(?!svg)|audio\/|video\/(?!mp2t|vnd\.dlna))/.test(file.type)) return file.type.startsWith('image') ? 'image' : 'audio';
  return null;
}

function limit(file, most) {
  if (file.size > most) throw new Refused(tooLarge(file, most));
}

function tooLarge(file, most) {
  return t('talk.refused.large', { name: file.name, size: bytesInWords(file.size), limit: bytesInWords(most) });
}
