/** Copies a text, and says so for two seconds. */
import { html } from '../element.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { announce, notice } from '../notice.js';

/** @param {() => string} text */
export function copyButton(text) {
  return html`<button type="button" class="quiet icon-only copy" data-test="copy" aria-label=${t('talk.copy')}
    title=${t('talk.copy')} @click=${event => copy(event.currentTarget, text())}>${icon('copy')}${icon('check')}</button>`;
}

async function copy(button, text) {
  try {
    await clipboard(text);
    button.classList.add('copied');
    setTimeout(() => button.classList.remove('copied'), 2000);
    announce(t('talk.copied'));
  } catch {
    notice(t('talk.copy.failed'), { kind: 'bad' });
  }
}

/** Over plain HTTP from another machine there is no clipboard API; the old way still works there. */
export async function clipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement('textarea'), { value: text, className: 'unseen' });
  document.body.append(area);
  const before = document.activeElement;
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  before?.focus();
  if (!done) throw new Error('refused');
}
