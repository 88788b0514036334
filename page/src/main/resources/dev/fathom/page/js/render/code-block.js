/**
 * A block of code: its language, a button that copies, and the lines, coloured when highlight.js has read them.
 *
 * Lines are elements of their own, so that adding one costs the same in a block of five thousand as in one of five,
 * and colouring again what has grown leaves the lines as they were that did not change.
 */
import { t } from '../i18n.js';
import { LANGUAGE_CHANGED } from '../element.js';
import { announce } from '../notice.js';
import { clipboard } from '../talk/copy-button.js';
import { colours } from './highlight.js';
import { scrolls } from './scroll-stops.js';

const LINES_PER_CHUNK = 40;
const LINES_PER_SLICE = 250;
const LIVE_LIMIT = 120_000;
const LIMIT = 600_000;
const REST_MS = 250;

/** Marks that turn the order of letters around: harmless in prose, a way to lie in code. */
const TURNING = /([\u202a-\u202e\u2066-\u2069\u200e\u200f])/;

export class CodeBlock {
  /** @param {string} language as written after the fence, or empty */
  constructor(language) {
    this.language = language;
    this.lines = [];
    this.version = 0;
    this.coloured = -1;
    this.restUntil = 0;
    this.element = document.createElement('div');
    this.element.className = 'code-block';
    this.element.dir = 'ltr';
    this.element.dataset.test = 'code-block';
    this.code = document.createElement('code');
    this.element.append(this.head(), this.body());
  }

  head() {
    const head = document.createElement('div');
    head.className = 'code-head';
    const label = document.createElement('span');
    label.className = 'code-language';
    label.textContent = this.language;
    const copy = document.createElement('button');
    copy.type = 'button';
    copy.className = 'code-copy';
    copy.dataset.test = 'code-copy';
    copy.textContent = t('render.copy');
    copy.addEventListener('click', () => this.copy(copy));
    head.append(label, copy);
    return head;
  }

  body() {
    const pre = document.createElement('pre');
    const { language } = this;
    scrolls(pre, () => (language ? t('render.codeIn', { language }) : t('render.code')));
    pre.append(this.code);
    return pre;
  }

  get text() {
    return this.lines.map(line => line.text).join('');
  }

  async copy(button) {
    const done = await clipboard(this.text.replace(/\n$/, '')).then(() => true, () => false);
    const said = t(done ? 'render.copied' : 'render.copyFailed');
    button.textContent = said;
    announce(said);
    setTimeout(() => (button.textContent = t('render.copy')), 2000);
  }

  /** Shows `text`; what the block has of it already stays. */
  update(text) {
    const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    let same = Math.max(0, Math.min(lines.length, this.lines.length) - 1);
    while (same > 0 && this.lines[same - 1].text !== lines[same - 1]) same--;
    for (let at = same; at < lines.length; at++) this.setLine(at, lines[at]);
    while (this.lines.length > lines.length) this.lines.pop().element.remove();
  }

  /** Puts `text` (with its line's end, if it has one) at line `at`, which is there or the next one. */
  setLine(at, text) {
    const line = (this.lines[at] ??= this.newLine(at));
    if (line.text === text) return;
    line.text = text;
    this.version++;
    line.colours = null;
    fill(line.element, ['', text]);
  }

  newLine(at) {
    if (at % LINES_PER_CHUNK === 0) {
      const chunk = document.createElement('span');
      chunk.className = 'chunk';
      this.code.append(chunk);
    }
    const element = document.createElement('span');
    this.code.lastChild.append(element);
    return { element, text: '', colours: null };
  }

  /**
   * Colours what is there now; while the block grows, only as often as leaves the machine in peace.
   *
   * @param {boolean} growing
   */
  async colour(growing) {
    this.growing = growing;
    if (!this.language || this.colouring || this.coloured === this.version || (growing && this.resting())) return;
    const { text, version } = this;
    if (text.length > (growing ? LIVE_LIMIT : LIMIT)) return;
    this.colouring = true;
    const begun = performance.now();
    const found = await colours(text, this.language);
    if (found) await this.paint(found);
    this.colouring = false;
    this.coloured = version;
    this.restUntil = performance.now() + Math.max(REST_MS, 4 * (performance.now() - begun));
    if (found && !this.growing) await this.colour(false);
  }

  resting() {
    return performance.now() < this.restUntil;
  }

  async paint(found) {
    for (let from = 0; from < found.length; from += LINES_PER_SLICE) {
      if (from > 0) await new Promise(resolve => setTimeout(resolve, 16));
      for (let at = from; at < Math.min(found.length, from + LINES_PER_SLICE); at++) this.paintLine(at, found[at]);
    }
  }

  /** A line that has changed meanwhile waits for the next time. */
  paintLine(at, colours) {
    const line = this.lines[at];
    const text = line?.text.replace(/\n$/, '');
    if (!text || same(line.colours, colours) || textOf(colours) !== text) return;
    line.colours = colours;
    fill(line.element, line.text.length > text.length ? [...colours, '', '\n'] : colours);
  }
}

const same = (one, other) => one?.length === other.length && one.every((part, at) => part === other[at]);
const textOf = colours => colours.filter((_, at) => at % 2 === 1).join('');

function fill(line, parts) {
  const nodes = [];
  for (let at = 0; at < parts.length; at += 2) {
    if (parts[at]) nodes.push(span(`code-${parts[at]}`, parts[at + 1]));
    else nodes.push(...plain(parts[at + 1]));
  }
  const only = nodes.length === 1 && line.childNodes.length === 1 && nodes[0].nodeType === 3 && line.firstChild.nodeType === 3;
  if (only && nodes[0].data.startsWith(line.firstChild.data)) line.firstChild.appendData(nodes[0].data.slice(line.firstChild.length));
  else line.replaceChildren(...nodes);
}

const plain = text => text.split(TURNING).filter(Boolean).map(part => (TURNING.test(part) ? turning(part) : document.createTextNode(part)));

function turning(mark) {
  const element = span('code-turning', mark);
  element.dataset.mark = `U+${mark.codePointAt(0).toString(16).toUpperCase()}`;
  return element;
}

function span(kind, text) {
  const element = document.createElement('span');
  element.className = kind;
  if (kind !== 'code-turning' && TURNING.test(text)) element.append(...plain(text));
  else element.textContent = text;
  return element;
}

document.addEventListener(LANGUAGE_CHANGED, () => {
  for (const button of document.querySelectorAll('.code-copy')) button.textContent = t('render.copy');
});
