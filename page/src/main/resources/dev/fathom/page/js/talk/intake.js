/** The files on their way into the composer: read, being read, refused. */
import { t } from '../i18n.js';
import { MOST_FILES, readAttachment, Refused } from './attachments.js';
import { about } from './context-meter.js';

export class Intake {
  /** @type {{name: string, media_type: string, bytes: number, text: string, tokens: number, pages?: number}[]} */
  files = [];
  /** @type {{name: string, progress: string, abort: AbortController}[]} */
  reading = [];
  /** @type {string[]} why some were not taken */
  refused = [];

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  get busy() {
    return this.reading.length > 0;
  }

  /** Reads files one after the other; each is there as soon as it has been read. */
  async take(files) {
    this.refused = [];
    const room = MOST_FILES - this.files.length - this.reading.length;
    if (files.length > room) this.refused = [t('talk.refused.many', { limit: MOST_FILES })];
    const places = files.slice(0, Math.max(0, room)).map(file => ({
      file, name: file.name, bytes: file.size, progress: t('talk.reading'), abort: new AbortController(),
    }));
    this.reading = [...this.reading, ...places];
    this.changed();
    for (const place of places) await this.#read(place);
  }

  async #read(place) {
    try {
      place.abort.signal.throwIfAborted();
      const told = words => {
        place.progress = words;
        this.changed();
      };
      const file = await readAttachment(place.file, told, place.abort.signal);
      place.abort.signal.throwIfAborted();
      this.files = [...this.files, { ...file, tokens: about(file.text) }];
    } catch (error) {
      if (error.name !== 'AbortError') this.#refuse(place, error);
    }
    this.reading = this.reading.filter(other => other !== place);
    this.changed();
  }

  #refuse(place, error) {
    const words = error instanceof Refused ? error.message : t('talk.refused.unreadable', { name: place.name });
    if (!(error instanceof Refused)) console.error(error);
    this.refused = [...this.refused, words];
  }

  cancel(place) {
    place.abort.abort();
    this.reading = this.reading.filter(other => other !== place);
    this.changed();
  }

  remove(file) {
    this.files = this.files.filter(other => other !== file);
    this.changed();
  }

  /** The reader has read why. */
  dismiss() {
    this.refused = [];
    this.changed();
  }

  /** What a draft has kept. */
  restore(files) {
    this.reading.forEach(place => place.abort.abort());
    this.files = files.filter(file => typeof file?.text === 'string');
    this.reading = [];
    this.refused = [];
    this.changed();
  }
}
