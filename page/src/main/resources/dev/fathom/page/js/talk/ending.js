/** How an answer ended when it did not simply end, and what to do about it. */
import { html, nothing } from '../element.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';
import { advice } from './trouble-words.js';

/**
 * @param {import('./conversation.js').Message} message
 * @param {{last: boolean, busy: boolean}} place
 */
export function ending(message, { last, busy }) {
  const kind = kindOf(message);
  if (!kind) return nothing;
  const tell = name => event => event.currentTarget.dispatchEvent(new CustomEvent(name, { detail: { message }, bubbles: true }));
  return html`<div class="ending ${kind}" data-test="ending" data-kind=${kind}>
    <p>${words(kind, message)}</p>
    ${last && kind !== 'context' ? html`<div class="ending-acts">
      ${goesOn(kind, message) ? html`<button type="button" data-test="continue" ?disabled=${busy}
        @click=${tell('continue-answer')}>${icon('play')}${t('talk.continue')}</button>` : nothing}
      ${kind === 'failed' || kind === 'interrupted' ? html`<button type="button" data-test="retry" ?disabled=${busy}
        @click=${tell('regenerate')}>${icon('again')}${t('talk.retry')}</button>` : nothing}
    </div>` : nothing}
  </div>`;
}

function kindOf({ state, finish, content, thinking, tool_calls: calls }) {
  if (state === 'failed' || state === 'interrupted' || state === 'stopped') return state;
  if (finish === 'length' || finish === 'context') return finish;
  return state === 'done' && !content && !calls?.length ? (thinking ? 'wordless' : 'empty') : null;
}

function goesOn(kind, message) {
  if (message.tool_calls?.length) return false; // calls are answered, not gone on with
  if (kind === 'stopped' || kind === 'length' || kind === 'wordless') return true;
  return kind === 'interrupted' && Boolean(message.content || message.thinking);
}

function words(kind, { error }) {
  if (kind !== 'failed') return t(`talk.ending.${kind}`);
  const { what, how } = advice(error ?? {});
  return html`<strong>${what}</strong> ${how}`;
}
