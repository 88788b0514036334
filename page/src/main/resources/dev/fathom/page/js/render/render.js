/**
 * Shows what a model writes: Markdown, formulas, code.
 *
 * While an answer streams, only its end is rendered again: a block at the top level is final as soon as the line that
 * begins the next one is complete. A code block that is open grows line by line without being read again. So what an
 * update costs depends on the last block, not on the answer.
 */
import { parse, write } from './markdown.js';
import { sanitise } from './sanitise.js';
import { complete } from './pending.js';
import { finish, settle } from './finish.js';
import { morph } from './morph.js';
import { OpenFence } from './open-fence.js';

/** Renderings dearer than this while streaming are followed by a rest of some times their length. */
const DEAR_MS = 8;
const REST = 4;

/** @type {WeakMap<Element, Prose>} */
const shown = new WeakMap();

/**
 * Shows `markdown` in `container`, which holds nothing else. May be called as often as text comes.
 *
 * @param {HTMLElement} container
 * @param {string} markdown all of it, from the beginning
 * @param {object} [how]
 * @param {boolean} [how.streaming] more may come
 */
export function renderInto(container, markdown, { streaming = false } = {}) {
  let prose = shown.get(container);
  if (!prose) shown.set(container, (prose = new Prose(container)));
  prose.show(markdown.replace(/\r\n?/g, '\n'), streaming);
}

class Prose {
  constructor(container) {
    this.container = container;
    container.classList.add('prose');
    this.clear();
  }

  clear() {
    this.container.replaceChildren();
    this.last = null;
    this.source = '';
    this.streaming = true;
    this.final = 0;
    this.depths = [];
    this.env = {};
    this.tail = [];
    this.fence = null;
    this.restUntil = 0;
  }

  show(markdown, streaming) {
    clearTimeout(this.later);
    if (this.foreign() || !markdown.startsWith(this.source.slice(0, this.final))) this.clear();
    if (markdown === this.source && streaming === this.streaming) return;
    const rest = this.restUntil - performance.now();
    if (streaming && rest > 0) {
      this.later = setTimeout(() => this.show(markdown, streaming), rest);
      return;
    }
    const begun = performance.now();
    this.draw(markdown, streaming);
    const took = performance.now() - begun;
    this.restUntil = took > DEAR_MS ? performance.now() + REST * took : 0;
  }

  /** Somebody else has emptied or filled the container. */
  foreign() {
    return this.container.lastChild !== this.last;
  }

  draw(markdown, streaming) {
    const grown = markdown.startsWith(this.source);
    this.source = markdown;
    this.streaming = streaming;
    if (!(this.fence && streaming && grown && this.growFence())) {
      this.fence = null;
      this.drawTail();
    }
    if (!streaming) this.close();
    this.last = this.container.lastChild;
  }

  /** @returns {boolean} whether the fence is still open */
  growFence() {
    const end = this.fence.read(this.source);
    if (end < 0) return true;
    this.fence.block.colour(false);
    this.final = end;
    this.tail = [];
    return false;
  }

  drawTail() {
    const text = this.source.slice(this.final);
    const env = { ...this.env, depths: [...this.depths], streaming: this.streaming };
    const tokens = parse(this.streaming ? complete(text) : text, env);
    const fresh = [...sanitise(write(tokens, env)).childNodes].filter(node => node.nodeType === Node.ELEMENT_NODE);
    this.tail = morph(this.container, this.tail, fresh).map(node => finish(node, this.streaming));
    if (this.streaming) this.settleBlocks(tokens, text, env);
  }

  /** Makes final what cannot change any more, and watches an open fence. */
  settleBlocks(tokens, text, env) {
    const blocks = tokens.filter(token => token.level === 0 && token.nesting >= 0 && token.map);
    const lines = lineStarts(text);
    const complete = line => line + 1 < lines.length;
    let last = blocks.length - 1;
    while (last > 0 && !complete(blocks[last].map[0])) last--;
    if (last < 0 || blocks.length !== this.tail.length) return;
    this.tail.slice(0, last).forEach(settle);
    this.keepDepths(tokens, blocks[last]);
    this.env.references = env.references;
    this.final += lines[blocks[last].map[0]];
    this.tail = this.tail.slice(last);
    const only = blocks[last];
    if (last === blocks.length - 1 && only.type === 'fence') this.fence = OpenFence.watch(only, this.tail[0], this.source, this.final);
  }

  keepDepths(tokens, until) {
    for (const token of tokens) {
      if (token === until) return;
      if (token.type !== 'heading_open') continue;
      while (this.depths.length && this.depths.at(-1) >= token.meta.level) this.depths.pop();
      this.depths.push(token.meta.level);
    }
  }

  /** The text is whole: references that came late are now known to what came before them. */
  close() {
    if (this.final > 0 && Object.keys(this.env.references ?? {}).length > 0) {
      this.final = 0;
      this.depths = [];
      this.tail = [...this.container.children];
      this.drawTail();
    }
    settle(this.container);
  }
}

function lineStarts(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
