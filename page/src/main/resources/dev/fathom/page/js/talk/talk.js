/**
 * The conversation: `<fathom-talk .chat=${id|null} .settings=${Settings} .models=${Model[]}>`. It stays the same
 * element while chats change. Its events are listed in app.js.
 */
import { define, element, FathomElement, html, nothing, repeat } from '../element.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { shortcut } from '../keys.js';
import { announce, notice } from '../notice.js';
import { go } from '../router.js';
import './answer.js';
import './composer.js';
import { Conversation } from './conversation.js';
import { watchDrops } from './drops.js';
import './question.js';
import { ReadingPlace } from './reading-place.js';
import { thinkingView } from './thinking-view.js';
import { forks, toolResults } from './tree.js';
import './trouble.js';
import { advice } from './trouble-words.js';

const DRAWN_AT_ONCE = 8; // messages from the end
const LOOK_MS = 300; // many reasons in a row are one look
const NONE = new Map();

class Talk extends FathomElement {
  static properties = {
    chat: { attribute: false },
    settings: { attribute: false },
    models: { attribute: false },
    away: { state: true }, // the reader is not at the end
    dropping: { state: true },
  };

  #conversation = new Conversation();
  #place;
  #ends = [];
  #said = '';
  #focusInside = false;
  #looking = 0;

  constructor() {
    super();
    this.chat = undefined;
    this.settings = {};
    this.models = [];
    this.away = false;
    this.dropping = false;
    this.#listen();
  }

  /** Puts text into the composer. */
  fill(text) {
    this.querySelector('fathom-composer').fill(text);
  }

  focusComposer() {
    this.querySelector('fathom-composer').focusText();
  }

  connectedCallback() {
    super.connectedCallback();
    const back = () => this.#lookAgain();
    const look = ({ detail }) => this.#look(detail.id);
    document.addEventListener('fathom-back', back);
    document.addEventListener('fathom-chat-changed', look);
    this.#ends = [
      () => document.removeEventListener('fathom-back', back),
      () => document.removeEventListener('fathom-chat-changed', look),
      shortcut({ keys: 'Escape', help: 'talk.key.stop', typing: true, run: () => this.#conversation.running && void this.#conversation.stop() }),
      shortcut({ keys: 'T', help: 'talk.key.thinking', run: () => this.#toggleThinking() }),
      shortcut({ keys: '/', help: 'talk.key.composer', run: () => this.focusComposer() }),
      watchDrops(this, over => (this.dropping = over), files => this.querySelector('fathom-composer').take(files)),
    ];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#ends.forEach(end => end());
    this.#place?.stop();
    this.#place = undefined;
  }

  willUpdate(changed) {
    if (changed.has('chat') && this.chat !== undefined && this.chat !== this.#conversation.id) void this.#open(this.chat);
    this.#focusInside = this.scroller?.contains(document.activeElement) ?? false;
  }

  updated() {
    this.#place ??= new ReadingPlace(this.scroller, this.column, atEnd => (this.away = !atEnd));
    // what had the focus may be gone (an answer replaced, a button done its work): it stays in the conversation
    if (this.#focusInside && document.activeElement === document.body) this.scroller.focus({ preventScroll: true });
  }

  #listen() {
    const on = (name, run) => this.#conversation.addEventListener(name, run);
    on('changed', () => this.requestUpdate());
    on('grown', () => this.#grown());
    on('created', ({ detail }) => {
      this.querySelector('fathom-composer').adopt(detail.chat.id);
      this.tell('chat-created', detail);
    });
    on('loaded', ({ detail }) => this.tell('chat-loaded', detail));
    on('stored', ({ detail }) => this.tell('chat-changed', detail));
    on('missing', ({ detail }) => this.tell('chat-missing', detail));
    on('ended', ({ detail }) => this.#ended(detail.message));
  }

  async #open(chat) {
    this.#said = '';
    await this.#conversation.open(chat);
    await this.updateComplete;
    this.#place?.toEnd();
  }

  #lookAgain() {
    if (this.#conversation.unread) void this.#open(this.#conversation.id);
    else void this.#conversation.refresh();
  }

  /** Another tab, or this one, has changed a chat. What the running answer brings is followed anyway. */
  #look(id) {
    if (id !== this.#conversation.id) return;
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => !this.#conversation.busy && this.#conversation.refresh(), LOOK_MS);
  }

  #grown() {
    const { live } = this.#conversation;
    if (!live) return;
    this.querySelector(`fathom-answer[data-id="${CSS.escape(live.message.id)}"]`)?.grow();
    if (live.phase === this.#said) return;
    this.#said = live.phase;
    if (live.phase === 'thinking' || live.phase === 'answering') announce(t(`talk.say.${live.phase}`));
  }

  #ended(message) {
    this.#said = '';
    announce(t(message.state === 'done' ? 'talk.say.done' : `talk.say.${message.state}`));
  }

  #toggleThinking() {
    thinkingView.toggle([...this.querySelectorAll('fathom-thought')].some(thought => thought.open));
  }

  render() {
    const { path, loading, unread, running } = this.#conversation;
    const bare = path.length === 0 && !loading && !unread;
    return html`
      <div class="talk-scroll" role="region" tabindex="0" aria-label=${t('talk.messages')} data-test="messages" ?hidden=${bare}
        ${element(scroller => (this.scroller = scroller))}>
        <div class="talk-column" ${element(column => (this.column = column))}>
          ${loading ? html`<p class="progress waiting"><i></i>${t('talk.loading')}</p>` : nothing}
          ${unread ? this.#unread(unread) : nothing}
          <ol class="messages" @show-version=${this.#show} @send-version=${this.#sendVersion} @regenerate=${this.#regenerate}
            @continue-answer=${event => this.#conversation.continueAnswer(event.detail.message)}
            @answer-now=${this.#answerNow} @tool-result=${this.#toolResult}>${this.#messages(path)}</ol>
          ${this.#unanswered()}
        </div>
      </div>
      <div class="talk-foot ${this.dropping ? 'dropping' : ''}">
        ${this.away && !bare ? html`<button type="button" class="to-end" data-test="to-end" @click=${this.#toEnd}>${icon('down')}${t('talk.to.end')}</button>` : nothing}
        ${this.#slip()}
        <fathom-composer .chat=${this.chat} .leaf=${this.#conversation.leaf} .running=${running} .settings=${this.settings}
          .limit=${this.#limit()} .send=${this.#send} @stop=${() => this.#conversation.stop()}></fathom-composer>
        ${this.dropping ? html`<p class="drop-here" aria-hidden="true">${t('talk.drop')}</p>` : nothing}
      </div>`;
  }

  #messages(path) {
    const branching = forks(this.#conversation.messages);
    const soon = path.length - DRAWN_AT_ONCE;
    const items = path.map((message, at) => ({ message, at })).filter(({ message }) => message.role !== 'tool');
    const lastAt = items.at(-1)?.at;
    return repeat(items, ({ message }) => message.id, ({ message, at }) => {
      const fork = branching.get(message.id);
      return html`<li class=${message.role}>${message.role === 'user'
        ? html`<fathom-question data-id=${message.id} .message=${message} .fork=${fork} .busy=${this.#conversation.running}></fathom-question>`
        : html`<fathom-answer data-id=${message.id} .message=${message} .fork=${fork} .live=${this.#liveOf(message)} .soon=${at >= soon}
            .results=${message.tool_calls?.length ? toolResults(path, at) : NONE} .last=${at === lastAt}
            .busy=${this.#conversation.running} .models=${this.models}></fathom-answer>`}</li>`;
    });
  }

  #liveOf(message) {
    const { live } = this.#conversation;
    return live?.message.id === message.id ? live : null;
  }

  #unread(error) {
    const { what, how } = advice(error);
    return html`<div class="ending failed" data-test="unread"><p><strong>${what}</strong> ${how}</p>
      <div class="ending-acts"><button type="button" @click=${() => this.#open(this.#conversation.id)}>${icon('again')}${t('talk.retry')}</button></div></div>`;
  }

  /** A question, or a tool's result, that nobody has answered. */
  #unanswered() {
    const { last, refused, running, loading, asking, openCalls } = this.#conversation;
    if (refused) return html`<fathom-trouble .error=${refused.error} .attempts=${refused.attempts ?? 0}
      @try-again=${this.#tryAgain} @edit-last=${this.#editLast} @new-chat=${() => go('#/')}></fathom-trouble>`;
    if (!last || running || loading || asking || last.role === 'assistant' || openCalls) return nothing;
    return html`<div class="ending interrupted" data-test="unanswered"><p>${t('talk.unanswered')}</p><div class="ending-acts">
      <button type="button" data-test="retry" @click=${() => this.#conversation.ask(last.id)}>${icon('again')}${t('talk.answer.it')}</button></div></div>`;
  }

  #slip() {
    const { slip } = this.#conversation;
    if (!slip) return nothing;
    const { what, how, said } = advice(slip);
    return html`<p class="refused" role="alert" data-test="slip"><span><strong>${what}</strong> ${how} ${said}</span>
      <button type="button" class="quiet icon-only" aria-label=${t('talk.dismiss')} @click=${this.#forgive}>${icon('close')}</button></p>`;
  }

  #forgive = () => {
    this.#conversation.slip = null;
    this.requestUpdate();
  };

  #limit() {
    const chosen = this.settings?.model;
    return this.models?.find(model => (chosen ? model.id === chosen : model.default))?.context;
  }

  #send = async (question, signal) => {
    this.#place?.toEnd();
    await this.#conversation.send({ ...question, settings: this.settings }, signal);
  };

  #sendVersion = async ({ detail: { message, content, attachments, resolve } }) => {
    try {
      await this.#conversation.send({ content, attachments, parent: message.parent });
      resolve(true);
      this.#place.toEnd();
      this.focusComposer();
    } catch (error) {
      const { what, how, said } = advice(error);
      notice([t('talk.not.sent'), what, how, said].join(' ').trim(), { kind: 'bad' });
      resolve(false);
    }
  };

  #regenerate = ({ detail: { message, model } }) => {
    this.#place.toEnd();
    void this.#conversation.regenerate(message, model && { ...this.settings, model });
  };

  #answerNow = async ({ target }) => {
    target.querySelector('[data-test="thinking-toggle"]')?.focus();
    await this.#conversation.answerNow();
  };

  #toolResult = async event => {
    const answer = event.target.closest('fathom-answer').message;
    try {
      await this.#conversation.giveResult(answer, event.detail.call, event.detail.content);
    } catch (error) {
      this.#conversation.slip = error;
      event.target.sending = false;
      this.requestUpdate();
    }
  };

  #tryAgain = event => {
    const { refused } = this.#conversation;
    void refused.again(event.detail.byItself ? (refused.attempts ?? 0) + 1 : 0);
  };

  #show = async ({ target, detail: { id } }) => {
    const arrow = document.activeElement?.dataset.test;
    await this.#conversation.show(id);
    await this.updateComplete;
    const shown = this.querySelector(`[data-id="${CSS.escape(id)}"]`) ?? target;
    shown.scrollIntoView({ block: 'nearest' });
    if (arrow) shown.querySelector(`[data-test="${arrow}"]`)?.focus({ preventScroll: true });
  };

  #editLast = () => {
    const questions = this.querySelectorAll('fathom-question');
    questions[questions.length - 1]?.querySelector('[data-test="edit"]')?.click();
  };

  #toEnd = () => {
    this.#place.toEnd();
    this.focusComposer();
  };
}

define('fathom-talk', Talk);
