/** The text of a PDF, read in the browser by pdf.js in a worker of its own. Loaded when the first PDF is attached. */
import * as pdfjs from '/lib/pdfjs/pdf.min.mjs';
import { t } from '../i18n.js';
import { ownScript } from '../render/trusted.js';
import { Refused } from './attachments.js';

const WORKER = '/lib/pdfjs/pdf.worker.min.mjs';
const MOST_PAGES = 1000;

/**
 * @param {File} file
 * @param {(words: string) => void} progress
 * @param {AbortSignal} signal
 * @returns {Promise<{text: string, pages: number}>}
 */
export async function pdfText(file, progress, signal) {
  const port = new Worker(ownScript(WORKER), { type: 'module' });
  const worker = pdfjs.PDFWorker.create({ port });
  try {
    return await read(await open(file, worker), file, progress, signal);
  } finally {
    worker.destroy();
    port.terminate();
  }
}

async function open(file, worker) {
  const task = pdfjs.getDocument({
    data: new Uint8Array(await file.arrayBuffer()), worker, isEvalSupported: false, disableFontFace: true,
    useSystemFonts: true, enableXfa: false, cMapUrl: '/lib/pdfjs/cmaps/', verbosity: 0,
  });
  let locked = false;
  task.onPassword = () => {
    locked = true;
    void task.destroy();
  };
  try {
    return await task.promise;
  } catch (error) {
    throw new Refused(t(locked || error.name === 'PasswordException' ? 'talk.refused.locked' : 'talk.refused.broken', { name: file.name }));
  }
}

async function read(document, file, progress, signal) {
  const pages = document.numPages;
  if (pages > MOST_PAGES) throw new Refused(t('talk.refused.pages', { name: file.name, pages, limit: MOST_PAGES }));
  const texts = [];
  for (let at = 1; at <= pages; at++) {
    signal.throwIfAborted();
    progress(t('talk.pdf.page', { page: at, pages }));
    const page = await document.getPage(at);
    texts.push(lines(await page.getTextContent()));
    page.cleanup();
  }
  return { text: texts.join('\n\n'), pages };
}

/** The pieces of a page as lines; a hyphen at a line's end is left, because it may belong to the word. */
function lines({ items }) {
  return items.map(({ str = '', hasEOL }) => (hasEOL ? `${str}\n` : str)).join('').replace(/[ \t]+\n/g, '\n');
}
