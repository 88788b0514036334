/** An attached file in one line: name, size, what it costs in tokens. */
import { html, nothing } from '../element.js';
import { bytes, t } from '../i18n.js';
import { icon } from '../icons.js';

/**
 * @param {{name: string, bytes: number, tokens?: number, pages?: number, progress?: string}} file
 * @param {() => void} [remove]
 */
export function chip(file, remove) {
  const facts = file.progress ?? [
    bytes(file.bytes),
    file.pages && t('talk.pages', { count: file.pages }),
    file.tokens && t('talk.about.tokens', { count: file.tokens }),
  ].filter(Boolean).join(' · ');
  return html`<span class="chip" data-test="attachment">${icon('file')}
    <span class="chip-name" title=${file.name}>${file.name}</span> <span class="chip-facts">${facts}</span>
    ${remove ? html`<button type="button" class="quiet icon-only" data-test="attachment-remove"
      aria-label=${t('talk.attachment.remove', { name: file.name })} @click=${remove}>${icon('close')}</button>` : nothing}
  </span>`;
}
