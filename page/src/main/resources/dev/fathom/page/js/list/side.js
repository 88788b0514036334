/** The side of the page: new chat, search, the chats there are, and the way to everything else. */
import { FathomElement, classes, define, html, nothing, repeat } from '../element.js';
import { icon, mark } from '../icons.js';
import { notice } from '../notice.js';
import { openMenu } from '../menu.js';
import { t } from '../i18n.js';
import { caps } from '../keys.js';
import { chatAddress, go } from '../router.js';
import { byDay } from './days.js';

class Side extends FathomElement {
  static properties = {
    chats: { attribute: false },
    chosen: { attribute: false },
    view: { attribute: false },
    renaming: { state: true },
  };

  constructor() {
    super();
    this.chosen = null;
    this.renaming = null;
  }

  firstUpdated() {
    this.chats.addEventListener('change', () => this.requestUpdate());
  }

  updated() {
    this.#nearEnd();
  }

  focusSearch() {
    this.querySelector('[data-test="search"]').focus();
  }

  /** The chat so many steps further down the list; undefined past its ends. */
  neighbour(steps) {
    const at = this.chats.all.findIndex(chat => chat.id === this.chosen);
    return this.chats.all[at < 0 ? 0 : at + steps];
  }

  render() {
    return html`
      <div class="side-head">
        <a class="brand" href="#/" @click=${() => this.tell('side-done')}>${mark()}<span>Fathom</span></a>
        <button class="quiet icon-only" data-test="side-hide" aria-label=${t('side.hide')} title=${t('side.hide')}
          @click=${() => this.tell('side-toggle')}>${icon('sidebar')}</button>
      </div>
      <a class="side-new" href="#/" data-test="new-chat" @click=${this.#new}>${icon('plus')}<span>${t('chat.new')}</span>
        <span class="side-caps" aria-hidden="true">${caps('Ctrl+Shift+O').join(' ')}</span></a>
      <div class="side-search" role="search">
        ${icon('search')}
        <input type="search" data-test="search" aria-label=${t('list.search')} placeholder=${t('list.search')}
          autocomplete="off" spellcheck="false" @input=${this.#typed} @keydown=${this.#searchKey}>
        <span class="side-caps" aria-hidden="true">${caps('Ctrl+K').join(' ')}</span>
      </div>
      <div class="side-list" @scroll=${this.#nearEnd} data-test="chat-list" aria-busy=${this.chats.loading ? 'true' : 'false'}>
        ${this.#list()}
      </div>
      <div class="side-foot">
        <a href="#/models" aria-current=${this.view === 'models' ? 'page' : nothing} @click=${() => this.tell('side-done')}>${icon('layers')}<span>${t('models.title')}</span></a>
        <a href="#/status" aria-current=${this.view === 'status' ? 'page' : nothing} @click=${() => this.tell('side-done')}>${icon('pulse')}<span>${t('status.title')}</span></a>
        <button class="quiet icon-only" data-test="more" aria-haspopup="menu" aria-expanded="false" aria-label=${t('more')}
          title=${t('more')} @click=${event => this.#more(event.currentTarget)}>${icon('more')}</button>
      </div>`;
  }

  #list() {
    const { all, known, search } = this.chats;
    if (all.length === 0) {
      return known ? html`<p class="side-none">${search ? t('list.found-none', { search }) : t('list.none')}</p>` : nothing;
    }
    if (search) return html`<ul aria-label=${t('list.found')}>${repeat(all, chat => chat.id, chat => this.#item(chat))}</ul>`;
    return byDay(all).map(group => html`<section><h2>${group.name}</h2>
      <ul aria-label=${group.name}>${repeat(group.chats, chat => chat.id, chat => this.#item(chat))}</ul></section>`);
  }

  #item(chat) {
    if (chat.id === this.renaming) return html`<li class="side-item">${this.#renameField(chat)}</li>`;
    const title = chat.title || t('chat.untitled');
    const chosen = chat.id === this.chosen;
    return html`<li class=${classes({ 'side-item': true, chosen })} data-test="chat-item">
      <a href=${chatAddress(chat.id)} title=${title} aria-current=${chosen ? 'page' : nothing}
        @click=${() => this.tell('side-done')} @keydown=${event => this.#itemKey(event, chat)}>
        <span class="side-title">${title}</span>
        ${chat.running ? html`<span class="side-running"><span class="unseen">${t('list.running')}</span></span>` : nothing}
        ${chat.snippet ? html`<span class="side-snippet">${chat.snippet.map(part => (part.hit ? html`<mark>${part.text}</mark>` : part.text))}</span>` : nothing}
      </a>
      <button class="quiet icon-only" data-test="chat-menu" aria-haspopup="menu" aria-expanded="false"
        aria-label=${t('list.menu', { title })} @click=${event => this.#itemMenu(event.currentTarget, chat)}>${icon('more')}</button>
    </li>`;
  }

  #renameField(chat) {
    return html`<input class="side-rename" data-test="rename-field" aria-label=${t('list.rename')} .value=${chat.title}
      @keydown=${event => this.#renameKey(event, chat)} @blur=${event => this.#renamed(chat, event.target.value)}>`;
  }

  #itemMenu(button, chat) {
    openMenu(button, [
      { label: t('list.rename'), icon: 'pencil', test: 'rename', run: () => this.#rename(chat) },
      { label: t('list.markdown'), icon: 'download', test: 'export-markdown', run: () => this.#transfer('save', chat, 'markdown') },
      { label: t('list.json'), icon: 'download', test: 'export', run: () => this.#transfer('save', chat, 'json') },
      { line: true },
      { label: t('list.delete'), icon: 'trash', kind: 'bad', test: 'delete', run: () => this.#transfer('erase', this.chats, chat) },
    ]);
  }

  async #more(button) {
    const { moreItems } = await import('./more.js');
    openMenu(button, moreItems(this.chats, this));
  }

  async #transfer(name, ...values) {
    const transfer = await import('./transfer.js');
    await transfer[name](...values);
  }

  async #rename(chat) {
    this.renaming = chat.id;
    await this.updateComplete;
    const field = this.querySelector('.side-rename');
    field.focus();
    field.select();
  }

  #renameKey(event, chat) {
    if (event.key === 'Enter') this.#renamed(chat, event.target.value, true);
    else if (event.key === 'Escape') {
      event.stopPropagation();
      this.#renamed(chat, chat.title, true);
    }
  }

  async #renamed(chat, value, back = false) {
    if (this.renaming !== chat.id) return;
    this.renaming = null;
    const title = value.trim();
    if (title && title !== chat.title) this.chats.rename(chat.id, title).catch(error => this.#unchanged(error));
    await this.updateComplete;
    if (back) this.querySelector(`a[href="${chatAddress(chat.id)}"]`)?.focus();
  }

  #unchanged(error) {
    this.chats.look();
    notice(t('list.not-renamed', { why: error.message }), { kind: 'bad' });
  }

  #itemKey(event, chat) {
    if (event.key === 'F2') this.#rename(chat);
    else if (event.key === 'Delete') this.#transfer('erase', this.chats, chat);
    else return;
    event.preventDefault();
  }

  #typed(event) {
    clearTimeout(this.patience);
    const { value } = event.target;
    this.patience = setTimeout(() => this.chats.find(value), value ? 180 : 0);
  }

  #searchKey(event) {
    if (event.key === 'ArrowDown') this.querySelector('.side-item a')?.focus();
    else if (event.key === 'Escape' && event.target.value) {
      event.target.value = '';
      void this.chats.find('');
    } else return;
    event.preventDefault();
  }

  #new(event) {
    event.preventDefault();
    go('#/');
    this.tell('side-done');
    this.tell('new-chat');
  }

  /** Reads on when the end comes near, or when there is too little for it to go out of sight. */
  #nearEnd() {
    const list = this.querySelector('.side-list');
    if (this.chats.known && list.scrollTop + list.clientHeight + 400 >= list.scrollHeight) void this.chats.readOn();
  }
}

define('fathom-side', Side);
