/** The caller's chats as far as the list has read them: newest first, page by page, or what a search found. */
import { get, health, patch, remove } from '../api.js';
import { follow } from '../events.js';

const PAGE = 40;

/**
 * @typedef {{id: string, title: string, created: number, updated: number, model?: string, running: boolean,
 *   snippet?: {text: string, hit: boolean}[]}} Summary
 */
export class Chats extends EventTarget {
  /** @type {Summary[]} */
  all = [];
  search = '';
  loading = false;
  /** There was an answer already: an empty list is really empty. */
  known = false;
  #next;
  #reading = new AbortController();
  #again = 0;
  #gone = new Set();
  #unfollow = () => {};

  /** Reads the first page and follows what other tabs do. */
  start() {
    void this.read();
    this.#unfollow();
    let opened = false;
    this.#unfollow = follow('/api/events', {
      event: (name, data) => this.#told(name, data),
      broken: error => error.unreachable && health.dispatchEvent(Object.assign(new Event('ill'), { error })),
      open: () => (opened ? this.look() : (opened = true)),
    });
  }

  get more() {
    return this.#next !== undefined;
  }

  /** @param {string} text empty: all chats */
  find(text) {
    this.search = text.trim();
    return this.read();
  }

  /** Reads from the beginning, as many as are shown. */
  async read() {
    this.#reading.abort();
    this.#reading = new AbortController();
    const wanted = this.known ? Math.max(PAGE, Math.min(this.all.length, 200)) : PAGE;
    const page = await this.#page(undefined, wanted);
    if (!page) return;
    this.all = page.chats.filter(chat => !this.#gone.has(chat.id));
    this.known = true;
    this.#tell();
  }

  /** Reads one page more. */
  async readOn() {
    if (this.loading || !this.more) return;
    const page = await this.#page(this.#next, PAGE);
    if (!page) return;
    const have = new Set(this.all.map(chat => chat.id));
    this.all = [...this.all, ...page.chats.filter(chat => !have.has(chat.id))];
    this.#tell();
  }

  /** Looks again soon; many reasons in a row are one look. */
  look() {
    this.#again ||= setTimeout(() => {
      this.#again = 0;
      void this.read();
    }, 250);
  }

  async rename(id, title) {
    this.#put(id, { title });
    await patch(`/api/chats/${id}`, { title });
  }

  async remove(id) {
    await remove(`/api/chats/${id}`);
    this.#drop(id);
  }

  async removeAll() {
    await remove('/api/chats');
    this.all = [];
    this.#next = undefined;
    this.#tell();
  }

  async #page(after, limit) {
    const query = new URLSearchParams({ limit: String(limit) });
    if (this.search) query.set('search', this.search);
    if (after) query.set('after', after);
    const { signal } = this.#reading;
    this.loading = true;
    this.#tell();
    try {
      const page = await get(`/api/chats?${query}`, { signal });
      this.#next = page.next;
      return page;
    } catch {
      return undefined; // the banner says why, and looks again
    } finally {
      if (!signal.aborted) this.loading = false;
      this.#tell();
    }
  }

  #told(name, data) {
    if (name === 'deleted') this.#drop(data.id);
    else if (name === 'changed') {
      this.#put(data.id, data);
      this.look();
      document.dispatchEvent(new CustomEvent('fathom-chat-changed', { detail: data }));
    }
  }

  #put(id, change) {
    this.all = this.all.map(chat => (chat.id === id ? { ...chat, ...change } : chat));
    this.#tell();
  }

  /** A reading that began before the deletion must not bring it back. */
  #drop(id) {
    this.#gone.add(id);
    this.all = this.all.filter(chat => chat.id !== id);
    this.#tell();
    this.dispatchEvent(Object.assign(new Event('deleted'), { id }));
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
