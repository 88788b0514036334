/** Markdown as models write it, to markup that sanitise.js lets through. HTML in it stays text. */
import '/lib/markdown-it/markdown-it.min.js';
import { t } from '../i18n.js';
import { addMathRules } from './math-rules.js';

/** A paragraph longer than this is text and nothing else: nobody reads it, and marks in it cost too much to match. */
const LONGEST_INLINE = 20_000;

/** What has no place to break for this long gets some: browsers take seconds to look for one. */
const UNBROKEN = /[!-~]{1000}/;

const SAFE = /^(?:https?:\/\/[^\s/]|mailto:[^\s])/i;

const md = new globalThis.markdownit({ html: false, linkify: true, typographer: false, breaks: false, maxNesting: 40 });
const { escapeHtml } = md.utils;

md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false }).add('ftp:', null).add('//', null);
md.validateLink = address => SAFE.test(address) && addressOf(address) !== null;
addMathRules(md);
md.core.ruler.before('inline', 'too-long', tooLong);
md.core.ruler.push('dress', dress);

/** Reads `text`; `env` keeps what later parts of the same text need (references, depth of headings). */
export const parse = (text, env) => md.parse(text, env);

/** @returns {string} markup of some of what {@link parse} gave */
export const write = (tokens, env) => md.renderer.render(tokens, md.options, env);

const rules = md.renderer.rules;
rules.table_open = () => '<div class="table"><table>';
rules.table_close = () => '</table></div>\n';
rules.fence = rules.code_block = (tokens, index) => {
  const { info, content } = tokens[index];
  return `<pre aria-label="${escapeHtml(languageOf(info))}">${escapeHtml(`\n${content}`)}</pre>\n`;
};
rules.link_close = (tokens, index) => {
  const open = openingOf(tokens, index);
  return `</a>${open < 0 ? '' : hostOf(tokens[open], tokens.slice(open + 1, index))}`;
};
// an image would be a request to whomever the model names; a link waits for a click
rules.image = (tokens, index) => {
  const address = tokens[index].attrGet('src');
  const alt = tokens[index].content || t('render.image');
  const label = `<span class="image">${escapeHtml(alt)}</span>`;
  return tokens[index].meta?.linked ? label : `<a href="${escapeHtml(address)}">${label}</a>${hostSpan(address)}`;
};
rules.task = (tokens, index) => {
  const done = tokens[index].meta.done;
  return `<span class="task${done ? ' task-done' : ''}" role="img" aria-label="${escapeHtml(t(done ? 'render.taskDone' : 'render.taskOpen'))}"></span>`;
};

/** The first word after a fence, if it can be a language's name. */
export const languageOf = info => /^[\w+#.-]{1,24}/.exec(info ?? '')?.[0].toLowerCase() ?? '';

function addressOf(text) {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function openingOf(tokens, close) {
  for (let at = close - 1; at >= 0; at--) if (tokens[at].type === 'link_open' && tokens[at].level === tokens[close].level) return at;
  return -1;
}

/** Where a link leads is said beside it, unless its own words begin with it. */
function hostOf(open, inside) {
  const address = open.attrGet('href');
  const words = inside.map(token => token.content).join('').trim().toLowerCase();
  const place = placeOf(address);
  return place && words.replace(/^(https?:\/\/|mailto:)/, '').startsWith(place) ? '' : hostSpan(address);
}

function placeOf(address) {
  const url = addressOf(address);
  return (url?.protocol === 'mailto:' ? url.pathname : url?.host) ?? '';
}

function hostSpan(address) {
  const place = placeOf(address);
  return place ? `<span class="host" dir="ltr">${escapeHtml(place)}</span>` : '';
}

function tooLong(state) {
  for (const token of state.tokens) {
    if (token.type !== 'inline' || token.content.length <= LONGEST_INLINE) continue;
    const text = new state.Token('text', '', 0);
    text.content = token.content;
    token.children = [text];
    token.type = 'plain';
  }
}

rules.text = rules.plain = (tokens, index) => breakable(tokens[index].content);

function breakable(text) {
  if (text.length < 1000 || !UNBROKEN.test(text)) return escapeHtml(text);
  return text.match(/[^]{1,100}/gu).map(escapeHtml).join('<wbr>');
}

const DIRECTED = new Set(['paragraph_open', 'heading_open', 'list_item_open', 'blockquote_open', 'th_open', 'td_open']);

/** What markdown-it leaves out: direction, headings below the page's own, alignment without style, tasks. */
function dress(state) {
  const depths = (state.env.depths ??= []);
  for (const [index, token] of state.tokens.entries()) {
    // browsers look through all of a text for its direction, again for each piece of it
    if (DIRECTED.has(token.type) && state.tokens[index + 1].type !== 'plain') token.attrSet('dir', 'auto');
    if (token.type === 'heading_open') nest(token, state.tokens[index + 2], depths);
    if (token.type === 'th_open' || token.type === 'td_open') align(token);
    // the corner of many a table: nothing to head anything with
    if (token.type === 'th_open' && !state.tokens[index + 1].content.trim()) token.tag = state.tokens[index + 2].tag = 'td';
    if (token.type === 'inline') {
      tasks(state, index);
      markLinked(token.children);
    }
  }
}

/** Headings go on below the page's own and never skip one; how large they look is a class. */
function nest(open, close, depths) {
  const level = Number(open.tag[1]);
  while (depths.length && depths.at(-1) >= level) depths.pop();
  depths.push(level);
  open.attrSet('class', `level-${level}`);
  open.meta = { level };
  open.tag = close.tag = `h${Math.min(6, 1 + depths.length)}`;
}

function align(token) {
  const wanted = /text-align:(\w+)/.exec(token.attrGet('style') ?? '')?.[1];
  token.attrs = token.attrs.filter(([name]) => name !== 'style');
  if (wanted === 'right') token.attrSet('class', 'align-end');
  if (wanted === 'center') token.attrSet('class', 'align-center');
}

/** A picture within a link is not a link of its own. */
function markLinked(tokens) {
  let depth = 0;
  for (const token of tokens) {
    if (token.type === 'link_open' || token.type === 'link_close') depth += token.nesting;
    if (token.type === 'image' && depth > 0) token.meta = { linked: true };
  }
}

function tasks(state, index) {
  const [paragraph, item] = [state.tokens[index - 1], state.tokens[index - 2]];
  if (item?.type !== 'list_item_open' || paragraph?.type !== 'paragraph_open') return;
  const first = state.tokens[index].children[0];
  const box = first?.type === 'text' && /^\[([ xX])\]\s+/.exec(first.content);
  if (!box) return;
  first.content = first.content.slice(box[0].length);
  const task = new state.Token('task', '', 0);
  task.meta = { done: box[1] !== ' ' };
  state.tokens[index].children.unshift(task);
  item.attrSet('class', 'tasks');
}
