/**
 * Colours code away from the page, so that neither a long file nor a hostile one can hold it up.
 *
 * in `{id, code, language}`, out `{id, lines}`: per line `[kind, text, kind, text, ...]`, kind "" for plain text;
 * `lines` is null for a language that is not known.
 */
const LIBRARY = '/lib/highlight/highlight.min.js';
const own = { createScriptURL: address => (address === LIBRARY ? address : '') };
const policy = self.trustedTypes?.createPolicy('fathom', own) ?? own;

importScripts(policy.createScriptURL(LIBRARY));

/** highlight.js's many names to the few kinds that prose.css colours. */
const KINDS = new Map([
  ['keyword', 'keyword'], ['built_in', 'type'], ['type', 'type'], ['literal', 'number'], ['number', 'number'],
  ['operator', ''], ['punctuation', ''], ['property', 'name'], ['regexp', 'string'], ['string', 'string'],
  ['char', 'string'], ['symbol', 'number'], ['class', 'title'], ['function', ''], ['variable', 'name'],
  ['title', 'title'], ['params', ''], ['comment', 'comment'], ['doctag', 'comment'], ['meta', 'meta'],
  ['section', 'title'], ['tag', ''], ['name', 'keyword'], ['attr', 'name'], ['attribute', 'name'],
  ['bullet', 'keyword'], ['code', 'string'], ['emphasis', 'emphasis'], ['strong', 'strong'], ['formula', 'string'],
  ['link', 'string'], ['quote', 'comment'], ['selector-tag', 'keyword'], ['selector-id', 'title'],
  ['selector-class', 'title'], ['selector-attr', 'name'], ['selector-pseudo', 'name'], ['template-tag', 'meta'],
  ['template-variable', 'name'], ['addition', 'added'], ['deletion', 'removed'], ['subst', ''],
]);

const ENTITIES = new Map([['amp', '&'], ['lt', '<'], ['gt', '>'], ['quot', '"'], ['#x27', "'"]]);
const PIECE = /<span class="([^"]*)">|(<\/span>)|&(amp|lt|gt|quot|#x27);|(\n)|[^<&\n]+|[<&]/g;

self.onmessage = ({ data: { id, code, language } }) => {
  self.postMessage({ id, lines: self.hljs.getLanguage(language) ? colour(code, language) : null });
};

function colour(code, language) {
  const lines = [[]];
  const kinds = [''];
  for (const [text, opened, closed, entity, newline] of self.hljs.highlight(code, { language, ignoreIllegals: true }).value.matchAll(PIECE)) {
    if (opened !== undefined) kinds.push(kindOf(opened, kinds.at(-1)));
    else if (closed) kinds.pop();
    else if (newline) lines.push([]);
    else add(lines.at(-1), kinds.at(-1), entity ? ENTITIES.get(entity) : text);
  }
  return lines;
}

function kindOf(classes, outer) {
  const name = classes.split(' ')[0].replace(/^(hljs-|language-)/, '');
  return KINDS.get(name) ?? outer;
}

function add(line, kind, text) {
  if (line.length && line.at(-2) === kind) line[line.length - 1] += text;
  else line.push(kind, text);
}
