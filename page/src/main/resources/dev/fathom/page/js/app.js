/**
 * The page as a whole: what is shown where, and who tells whom.
 *
 * The conversation is TALK's: `<fathom-talk .chat=${id|null} .models=${Model[]} .settings=${Settings}>`. It stays the
 * same element while chats change; `chat` null is a new chat that does not exist on the server yet, and then it shows
 * nothing but its composer (an ancestor has the class `fresh`, and the greeting stands around it).
 *
 * Shared events (they bubble; `detail` as written)
 *
 * | event | from | detail | meaning |
 * |---|---|---|---|
 * | `chat-created`  | talk  | `{chat}` | POST /api/chats answered: the address becomes `#/c/<id>`; the draft settings were in it |
 * | `chat-loaded`   | talk  | `{chat}` | GET /api/chats/{id} answered: title and settings for the head |
 * | `chat-changed`  | talk  | `{id}`   | title, leaf or running state is another: the list looks again |
 * | `chat-missing`  | talk  | `{id}`   | 404: it has been deleted elsewhere |
 * | `settings-changed` | head, panel | `{settings}` | the chat's settings are another: PATCHed here, or kept for the next new chat |
 * | `fathom-chat-changed` | list, on `document` | `{id, title, updated}` | the server says that a chat has changed, in this tab or another |
 * | `fathom-back`   | banner, on `document` | | the server answers again after it did not: whoever shows its state looks again |
 *
 * Methods of `<fathom-talk>` that the shell calls: `fill(text)` puts text into the composer and focuses it,
 * `focusComposer()`. Keys: import `shortcut` from keys.js; Escape (stop), T (thinking) and / (composer) are talk's.
 */
import './theme.js';
import './notice.js';
import './banner.js';
import './list/side.js';
import './views/head.js';
import './views/greeting.js';
import { FathomElement, classes, define, html, nothing } from './element.js';
import { get, health } from './api.js';
import { draft, keepDraft, send, sendNow, tidy } from './chat-settings.js';
import { Chats } from './list/chats.js';
import { models } from './models.js';
import { notice } from './notice.js';
import { chatAddress, go, route } from './router.js';
import { shellKeys } from './shell-keys.js';
import { t } from './i18n.js';
import { forgetDraft } from './talk/drafts.js';

const SIDE_HIDDEN = 'fathom-side-hidden';
const narrow = matchMedia('(max-width: 899px)');
void import('./talk/talk.js').catch(() => {}); // as early as can be; shown and asked for again below

class App extends FathomElement {
  static properties = {
    route: { state: true },
    title: { state: true },
    settings: { state: true },
    sideHidden: { state: true },
    drawer: { state: true },
    stranger: { state: true },
    dropping: { state: true },
  };

  constructor() {
    super();
    this.chats = new Chats();
    this.route = route();
    this.title = '';
    this.settings = draft();
    this.sideHidden = localStorage.getItem(SIDE_HIDDEN) !== null;
    this.drawer = false;
    this.stranger = false;
    this.#listen();
  }

  firstUpdated() {
    shellKeys(this);
    this.#lookAround();
    void this.#show();
  }

  /** Reads everything that the shell itself shows. */
  #lookAround() {
    get('/api/me').then(me => (this.me = me)).catch(() => {});
    void models.read();
    this.chats.start();
  }

  #listen() {
    addEventListener('hashchange', () => this.#moved());
    addEventListener('popstate', () => this.#moved());
    document.addEventListener('fathom-back', () => (this.#lookAround(), this.#show()));
    health.addEventListener('ill', ({ error }) => error.status === 401 && this.#askForKey());
    models.addEventListener('change', () => this.requestUpdate());
    narrow.addEventListener('change', () => (this.drawer = false));
    this.chats.addEventListener('deleted', ({ id }) => this.#deleted(id));
    this.addEventListener('chat-created', event => this.#created(event.detail.chat));
    this.addEventListener('chat-loaded', event => this.#loaded(event.detail.chat));
    this.addEventListener('chat-changed', () => this.chats.look());
    this.addEventListener('chat-missing', () => this.#missing());
    this.addEventListener('settings-changed', event => this.#set(event.detail.settings));
    this.addEventListener('side-toggle', () => this.toggleSide());
    this.addEventListener('side-done', () => (this.drawer = false));
    this.addEventListener('new-chat', () => this.talk?.focusComposer?.());
    this.addEventListener('ask', event => this.talk?.fill?.(event.detail.text));
    this.addEventListener('help', () => this.help());
    this.addEventListener('signed-in', () => location.reload());
    this.#acceptFiles();
  }

  get talk() {
    return this.querySelector('fathom-talk');
  }

  get side() {
    return this.querySelector('fathom-side');
  }

  render() {
    if (this.stranger) return html`<fathom-sign-in></fathom-sign-in><fathom-notices></fathom-notices>`;
    const { view } = this.route;
    const out = narrow.matches ? !this.drawer : this.sideHidden;
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>${t('skip')}</a>
      <div class=${classes({ frame: true, 'side-out': out, drawer: narrow.matches && this.drawer })}>
        <nav class="side" aria-label=${t('side.name')} ?inert=${out}>
          <fathom-side .chats=${this.chats} .chosen=${this.route.chat} .view=${view}></fathom-side>
        </nav>
        ${this.drawer ? html`<div class="scrim" @click=${() => this.toggleSide()}></div>` : nothing}
        <div class="stage" ?inert=${narrow.matches && this.drawer}>
          <fathom-banner></fathom-banner>
          <main id="main" tabindex="-1" aria-label=${this.#name()} data-view=${view}>
            <fathom-head .chat=${this.route.chat} .view=${view} .title=${this.title} .settings=${this.settings} .sideOut=${out}></fathom-head>
            ${view === 'chat' ? this.#conversation() : view === 'models' ? html`<fathom-models></fathom-models>` : html`<fathom-status></fathom-status>`}
          </main>
        </div>
        ${this.dropping ? html`<div class="import-here" aria-hidden="true"><p>${t('import.drop')}</p></div>` : nothing}
      </div>
      <fathom-notices></fathom-notices>`;
  }

  #conversation() {
    const { chat } = this.route;
    const model = models.named(this.settings.model);
    return html`<div class=${classes({ room: true, fresh: !chat })}>
      ${chat ? nothing : html`<fathom-greeting .model=${model}></fathom-greeting>`}
      <fathom-talk .chat=${chat} .models=${models.all} .settings=${this.settings}></fathom-talk>
      ${chat ? nothing : html`<fathom-examples .model=${model}></fathom-examples>`}
    </div>`;
  }

  updated() {
    const name = this.#name();
    document.title = name === 'Fathom' ? name : `${name} · Fathom`;
  }

  /** Hides or shows the side; as a drawer it takes the focus with it. */
  async toggleSide() {
    if (narrow.matches) this.drawer = !this.drawer;
    else {
      this.sideHidden = !this.sideHidden;
      if (this.sideHidden) localStorage.setItem(SIDE_HIDDEN, 'yes');
      else localStorage.removeItem(SIDE_HIDDEN);
    }
    await this.updateComplete;
    const open = narrow.matches ? this.drawer : !this.sideHidden;
    this.querySelector(open ? '[data-test="side-hide"]' : '[data-test="side-show"]')?.focus();
  }

  /** The side, shown if it was not. */
  async shownSide() {
    if (narrow.matches ? !this.drawer : this.sideHidden) await this.toggleSide();
    return this.side;
  }

  async help() {
    const { help } = await import('./views/help.js');
    await help();
  }

  #name() {
    const { view, chat } = this.route;
    if (view !== 'chat') return t(`${view}.title`);
    if (!chat) return 'Fathom';
    return this.chats.all.find(other => other.id === chat)?.title || this.title || t('chat.untitled');
  }

  async #moved() {
    const now = route();
    if (now.view === this.route.view && now.chat === this.route.chat) return;
    await sendNow();
    const other = now.view !== this.route.view;
    this.route = now;
    this.title = '';
    if (!now.chat) this.settings = draft();
    await this.#show();
    // unless somebody has begun to write meanwhile
    if (other && !document.activeElement?.matches('input, textarea')) this.querySelector('#main')?.focus({ preventScroll: true });
  }

  /** Views that are not the conversation are fetched when somebody goes there. */
  async #show() {
    const { view } = this.route;
    try {
      await import(view === 'chat' ? './talk/talk.js' : `./views/${view}.js`);
    } catch (error) {
      console.error(error);
      notice(t('view-missing'), { kind: 'bad' });
    }
  }

  #created(chat) {
    this.#loaded(chat);
    this.route = { view: 'chat', chat: chat.id };
    go(chatAddress(chat.id), true);
    this.chats.look();
  }

  #loaded(chat) {
    this.title = chat.title;
    this.settings = chat.settings ?? {};
  }

  #deleted(id) {
    forgetDraft(id);
    if (id === this.route.chat) go('#/', true);
  }

  #missing() {
    notice(t('chat.missing'));
    go('#/', true);
  }

  #set(settings) {
    this.settings = tidy(settings);
    if (this.route.chat) send(this.route.chat, this.settings);
    else keepDraft(this.settings);
  }

  async #askForKey() {
    await import('./views/sign-in.js');
    this.stranger = true;
  }

  #skip(event) {
    event.preventDefault();
    this.querySelector('#main').focus();
  }

  /** Files dropped on the side are chats to import; over the conversation they are TALK's attachments. */
  #acceptFiles() {
    const files = event => event.dataTransfer?.types.includes('Files') && event.target instanceof Element && event.target.closest('.side');
    this.addEventListener('dragover', event => {
      this.dropping = !!files(event);
      if (this.dropping) event.preventDefault();
    });
    this.addEventListener('dragleave', event => event.relatedTarget ?? (this.dropping = false));
    this.addEventListener('drop', async event => {
      this.dropping = false;
      if (!files(event)) return;
      event.preventDefault();
      const { take } = await import('./list/transfer.js');
      await take(this.chats, [...event.dataTransfer.files]);
    });
  }
}

define('fathom-app', App);
