/**
 * One answer while the server writes it. It grows event by event and tells at most once per frame that it has grown:
 * at 200 tokens a second a reader sees sixty pictures, not two hundred.
 */
import { follow } from '../events.js';
import { eventsOf } from './calls.js';

const SLOW_MS = 15_000;

/**
 * @typedef {import('./conversation.js').Message} Message
 * @typedef {object} Hands
 * @property {(live: LiveAnswer) => void} grown
 * @property {(message: Message) => void} ended
 * @property {(error: import('../api.js').ApiError) => void} lost the server no longer knows of it
 */
export class LiveAnswer {
  /** @type {'waiting'|'reading'|'thinking'|'answering'} */
  phase = 'waiting';
  thinkingTokens = 0;
  answerTokens = 0;
  /** Nothing has come for a while, though the line is open. */
  slow = false;
  /** When the next attempt is made, in ms since 1970; 0 while the line is open. */
  retryAt = 0;
  #thinkingSince = 0;
  #thinkingMs = 0;
  #frame = 0;
  #patience = 0;
  #stop = () => {};

  /**
   * @param {string} chat
   * @param {Message} message
   * @param {Hands} hands
   */
  constructor(chat, message, hands) {
    this.message = message;
    this.hands = hands;
    this.#counted(message.usage);
    this.#stop = follow(eventsOf(chat, message.id), {
      open: () => this.#opened(),
      event: (name, data) => this.#take(name, data),
      broken: (error, wait) => this.#broken(wait),
      refused: error => this.#finish(() => hands.lost(error)),
    });
  }

  /** Looks away; the server goes on. */
  leave() {
    this.#finish(() => {});
  }

  /** How long it has been thinking, or thought. */
  get thinkingMs() {
    return this.#thinkingMs + (this.#thinkingSince ? performance.now() - this.#thinkingSince : 0);
  }

  #take(name, data) {
    this.#alive();
    if (name === 'end') {
      this.#finish(() => this.hands.ended(data.message));
      return true;
    }
    if (name === 'snapshot') this.#snapshot(data.message);
    else if (name === 'state') this.#enter(data.phase);
    else if (name === 'thought') this.#thought(data);
    else if (name === 'answer') this.#answer(data);
    else if (name === 'tool') this.#call(data.index, { id: data.id, name: data.name, arguments: '' });
    else if (name === 'arguments') this.#arguments(data);
    this.#grown();
    return false;
  }

  #snapshot(message) {
    this.message = { ...message, content: message.content ?? '', thinking: message.thinking ?? '' };
    this.#counted(message.usage);
    if (message.content) this.#enter('answering');
    else if (message.thinking) this.#enter('thinking');
  }

  #counted(usage) {
    this.thinkingTokens = usage?.thinking_tokens ?? this.thinkingTokens;
    this.answerTokens = usage?.answer_tokens ?? this.answerTokens;
    if (usage?.thinking_ms) this.#thinkingMs = usage.thinking_ms;
  }

  #enter(phase) {
    if (phase === this.phase) return;
    if (phase === 'thinking') this.#thinkingSince = performance.now();
    else if (this.phase === 'thinking') {
      this.#thinkingMs = this.thinkingMs;
      this.#thinkingSince = 0;
    }
    this.phase = phase;
  }

  #thought({ text, tokens }) {
    this.#enter('thinking');
    this.message.thinking = (this.message.thinking ?? '') + text;
    this.thinkingTokens = tokens ?? this.thinkingTokens + 1;
  }

  #answer({ text, tokens }) {
    this.#enter('answering');
    this.message.content = (this.message.content ?? '') + text;
    this.answerTokens = tokens ?? this.answerTokens + 1;
  }

  #call(index, call) {
    this.#enter('answering');
    const calls = [...(this.message.tool_calls ?? [])];
    calls[index] = call;
    this.message.tool_calls = calls.filter(Boolean);
  }

  #arguments({ index, text }) {
    const call = this.message.tool_calls?.[index];
    if (call) this.#call(index, { ...call, arguments: call.arguments + text });
  }

  #opened() {
    this.retryAt = 0;
    this.#alive();
    this.#grown();
  }

  #broken(wait) {
    clearTimeout(this.#patience);
    this.retryAt = Date.now() + wait;
    this.slow = false;
    this.#grown();
  }

  #alive() {
    this.slow = false;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => {
      this.slow = true;
      this.#grown();
    }, SLOW_MS);
  }

  #grown() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.hands.grown(this);
    });
  }

  #finish(then) {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#patience);
    this.#stop();
    then();
  }
}
