/**
 * One chat as the page knows it, without anything of how it looks. It tells `changed` when messages came, went or
 * reached their last state, and `grown` when the running answer is longer (at most once per frame).
 *
 * @typedef {object} Message as in docs/formats/page-api.md
 * @property {string} id
 * @property {string} [parent]
 * @property {'user'|'assistant'|'tool'} role
 * @property {string} content
 * @property {string} [thinking]
 * @property {{id: string, name: string, arguments: string}[]} [tool_calls]
 * @property {string} [tool_call_id]
 * @property {{name: string, media_type: string, bytes: number, text: string}[]} [attachments]
 * @property {'done'|'running'|'stopped'|'interrupted'|'failed'} state
 * @property {string} [finish]
 * @property {{message: string, code: string}} [error]
 * @property {string} [model]
 * @property {number} created
 * @property {object} [usage]
 */
import { ApiError } from '../api.js';
import { sendNow } from '../chat-settings.js';
import { addMessage, answerNow, askForAnswer, changeChat, createChat, readChat, stopAnswer } from './calls.js';
import { LiveAnswer } from './live-answer.js';
import { isOwnTool, runOwnTool } from './own-tools.js';
import { branch, latestLeaf, toolResults } from './tree.js';

const MOST_ROUNDS = 10; // tools that the page runs by itself after one question

export class Conversation extends EventTarget {
  /** @type {string|null} */
  id = null;
  /** @type {Map<string, Message>} */
  messages = new Map();
  /** @type {string|undefined} */
  leaf;
  /** @type {LiveAnswer|null} */
  live = null;
  /** @type {object} the chat's own, as the server has them */
  settings = {};
  loading = false;
  /** @type {ApiError|null} why the chat could not be read */
  unread = null;
  /** An answer has been asked for, and neither come nor been refused yet. */
  asking = false;
  /** @type {{error: ApiError, attempts: number, again: (attempts?: number) => Promise<void>}|null} why there is no answer to the last message */
  refused = null;
  /** @type {ApiError|null} something smaller went wrong */
  slip = null;
  #mine = new Set();
  #path = null;
  #turn = 0;
  #edits = 0;

  /** The branch on show. */
  get path() {
    return (this.#path ??= branch(this.messages, this.leaf));
  }

  get running() {
    return this.live !== null;
  }

  /** Something of this tab's own is on its way; what the server said before may be older. */
  get busy() {
    return this.running || this.asking;
  }

  /** The last answer has called tools that have not all answered. */
  get openCalls() {
    const at = this.path.findLastIndex(message => message.role !== 'tool');
    const calls = this.path[at]?.tool_calls ?? [];
    const given = toolResults(this.path, at);
    return calls.some(call => !given.has(call.id));
  }

  get last() {
    return this.path.at(-1);
  }

  /** Shows another chat; null is one that does not exist yet. */
  async open(id) {
    const turn = ++this.#turn;
    this.#leave();
    this.#path = null;
    Object.assign(this, { id, messages: new Map(), leaf: undefined, settings: {}, unread: null, refused: null, slip: null, asking: false });
    this.loading = id !== null;
    this.#changed();
    if (id !== null) await this.#read(turn);
  }

  /** Reads the chat again: another tab may have gone on with it. */
  async refresh() {
    if (this.id === null || this.loading) return;
    await this.#read(this.#turn, true);
  }

  async #read(turn, again = false) {
    try {
      const edits = this.#edits;
      const chat = await readChat(this.id, { quiet: again });
      if (turn !== this.#turn || (again && edits !== this.#edits)) return;
      this.#accept(chat);
      this.unread = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      if (!again || error.status === 404) this.unread = asApiError(error);
      if (error.status === 404) this.#say('missing', { id: this.id });
    }
    this.loading = false;
    this.#changed();
  }

  #accept(chat) {
    const known = this.messages;
    this.messages = new Map(chat.messages.map(message => [message.id, kept(known.get(message.id), message)]));
    if (this.live) this.messages.set(this.live.message.id, this.live.message);
    this.settings = chat.settings ?? {};
    if (this.leaf !== chat.leaf) this.refused = null;
    this.leaf = chat.leaf ?? chat.messages.at(-1)?.id;
    this.#path = null;
    this.#followLeaf();
    this.#say('loaded', { chat });
  }

  /**
   * Stores a question and asks for its answer. Throws when the question could not be stored: then nothing has
   * changed, and the text is still the writer's. A refused answer is told by {@link refused} instead.
   *
   * @param {{content: string, attachments?: object[], settings?: object, parent?: string}} question parent: of the
   *     message this one is another version of; absent for the end of the branch
   * @param {AbortSignal} [signal]
   */
  async send({ content, attachments, settings, ...rest }, signal) {
    if (this.id === null) await this.#create(settings, signal);
    const parent = 'parent' in rest ? rest.parent : this.leaf;
    const body = { parent, role: 'user', content, attachments: attachments?.length ? attachments : undefined };
    this.#add(await addMessage(this.id, body, { signal }));
    this.#announceChange();
    void this.ask(this.leaf);
  }

  async #create(settings, signal) {
    const turn = this.#turn;
    const chat = await createChat({ settings }, { signal });
    if (turn !== this.#turn) throw new DOMException('another chat was opened', 'AbortError');
    this.id = chat.id;
    this.settings = chat.settings ?? settings ?? {};
    this.#say('created', { chat });
  }

  /**
   * Asks for an answer to `parent`, or, with `continue`, for more of it.
   *
   * @param {string} parent
   * @param {{settings?: object, continue?: boolean}} [how]
   * @param {number} [attempts] made by itself before this one
   */
  async ask(parent, how = {}, attempts = 0) {
    const turn = this.#turn;
    this.refused = null;
    this.asking = true;
    this.#changed();
    try {
      await sendNow(); // settings changed a moment ago are meant for this answer
      const message = await askForAnswer(this.id, { parent, ...how });
      if (turn !== this.#turn) return;
      this.#mine.add(message.id);
      this.asking = false;
      this.#add(message);
      this.#announceChange();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.asking = false;
      this.refused = { error: asApiError(error), attempts, again: (next = 0) => this.ask(parent, how, next) };
      this.#changed();
    }
  }

  /** Another answer to the same question; `settings` instead of the chat's own, all of them. */
  regenerate(message, settings) {
    return this.ask(message.parent, settings ? { settings } : {});
  }

  continueAnswer(message) {
    return this.ask(message.id, { continue: true });
  }

  stop() {
    return this.#trying(stopAnswer);
  }

  answerNow() {
    return this.#trying(answerNow);
  }

  /** A running answer may have ended a moment before it is stopped: 404 is as good as done. */
  async #trying(act) {
    if (!this.live) return;
    try {
      await act(this.id, this.live.message.id);
    } catch (error) {
      if (error.status !== 404) this.#slipped(error);
    }
  }

  /** Shows another version of a message, and what followed it. */
  async show(id) {
    this.#edits++;
    this.leaf = latestLeaf(this.messages, id);
    this.refused = null;
    this.#path = null;
    this.#followLeaf();
    this.#changed();
    try {
      await changeChat(this.id, { leaf: this.leaf });
    } catch (error) {
      this.#slipped(error);
    }
  }

  /**
   * Gives the model what a tool has found; after the last one it goes on.
   *
   * @param {Message} answer that made the call
   * @param {string} call its id
   * @param {string} content
   */
  async giveResult(answer, call, content) {
    this.#add(await addMessage(this.id, { parent: this.leaf, role: 'tool', tool_call_id: call, content }));
    const path = this.path;
    const given = toolResults(path, path.indexOf(answer));
    if (answer.tool_calls.every(({ id }) => given.has(id))) await this.ask(this.leaf);
  }

  async #runTools(answer) {
    const path = this.path;
    const rounds = path.length - path.findLastIndex(message => message.role === 'user');
    if (rounds > MOST_ROUNDS * 2 || path.at(-1) !== answer) return;
    try {
      for (const call of answer.tool_calls ?? []) {
        if (isOwnTool(call.name)) await this.giveResult(answer, call.id, runOwnTool(call.name, call.arguments));
      }
    } catch (error) {
      this.#slipped(error);
    }
  }

  #add(message) {
    this.#edits++;
    this.messages.set(message.id, message);
    this.leaf = message.id;
    this.#path = null;
    this.#followLeaf();
    this.#changed();
  }

  #followLeaf() {
    const leaf = this.messages.get(this.leaf);
    if (this.live && this.live.message.id === leaf?.id) return;
    this.#leave();
    if (leaf?.role !== 'assistant' || leaf.state !== 'running') return;
    this.live = new LiveAnswer(this.id, leaf, {
      grown: live => this.#grew(live),
      ended: message => this.#ended(message),
      lost: () => this.#lost(leaf),
    });
  }

  #grew(live) {
    this.messages.set(live.message.id, live.message);
    this.#path = null;
    this.dispatchEvent(new Event('grown'));
  }

  #ended(message) {
    this.#edits++;
    this.live = null;
    this.messages.set(message.id, message);
    this.#path = null;
    this.#changed();
    this.#announceChange();
    const mine = this.#mine.delete(message.id);
    this.#say('ended', { message });
    if (mine && message.finish === 'tool_calls') void this.#runTools(message);
  }

  /** The server was restarted and knows no such answer any more: what it kept of it is in the chat. */
  async #lost(message) {
    this.live = null;
    this.messages.set(message.id, { ...this.messages.get(message.id), state: 'interrupted' });
    this.#path = null;
    this.#changed();
    await this.refresh();
  }

  #leave() {
    this.live?.leave();
    this.live = null;
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #slipped(error) {
    this.slip = asApiError(error);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('changed'));
  }

  /** The chat's place in the list may be another one. */
  #announceChange() {
    this.#say('stored', { id: this.id });
  }
}

/** The message that is on show already, where nothing has changed about it: then nothing is drawn again. */
function kept(known, message) {
  const same = known && known.state === message.state && known.content === message.content
    && known.thinking === message.thinking && known.finish === message.finish && message.state !== 'running';
  return same ? known : message;
}

function asApiError(error) {
  return error instanceof ApiError ? error : new ApiError(0, error?.name ?? 'failed', String(error?.message ?? error));
}
