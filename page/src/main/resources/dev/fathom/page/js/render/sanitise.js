/**
 * What a model writes is hostile until proved otherwise. Everything it writes becomes markup here and nowhere else,
 * by a list of what is allowed: no image, no form, no frame, no SVG, no style, no id, no name, no class but ours.
 */
import purify from '/lib/dompurify/purify.es.mjs';

const TAGS = [
  'a', 'blockquote', 'br', 'code', 'div', 'em', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'li', 'ol', 'p', 'pre', 's', 'span',
  'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul', 'wbr',
];

const ATTRIBUTES = ['aria-label', 'class', 'dir', 'href', 'rel', 'role', 'start', 'target'];

/** Class names that our own rules write; every other one is dropped. */
const CLASSES = new Set([
  'align-center', 'align-end', 'host', 'image', 'level-1', 'level-2', 'level-3', 'level-4', 'level-5', 'level-6',
  'math', 'math-block', 'math-open', 'table', 'task', 'task-done', 'tasks',
]);

const RULES = {
  ALLOWED_TAGS: TAGS,
  ALLOWED_ATTR: ATTRIBUTES,
  // only an address is to look like one
  ADD_URI_SAFE_ATTR: ATTRIBUTES.filter(name => name !== 'href'),
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOW_UNKNOWN_PROTOCOLS: false,
  FORBID_TAGS: ['style', 'svg', 'math'],
  FORBID_ATTR: ['style', 'id', 'name'],
  KEEP_CONTENT: true,
  RETURN_DOM_FRAGMENT: true,
};

purify.addHook('uponSanitizeAttribute', (_, attribute) => {
  if (attribute.attrName !== 'class') return;
  attribute.attrValue = attribute.attrValue.split(/\s+/).filter(name => CLASSES.has(name)).join(' ');
  attribute.keepAttr = attribute.attrValue !== '';
});

purify.addHook('afterSanitizeAttributes', element => {
  if (element.nodeName !== 'A') return;
  // whatever way a link came here, it leaves the page alone
  element.setAttribute('target', '_blank');
  element.setAttribute('rel', 'noopener noreferrer nofollow');
});

/**
 * @param {string} html
 * @returns {DocumentFragment} what is left of it
 */
export const sanitise = html => purify.sanitize(html, RULES);
