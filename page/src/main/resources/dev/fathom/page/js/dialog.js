/** Native dialogs: the browser keeps the focus inside, closes on Escape and gives the focus back. */
import { html, nothing, render, LANGUAGE_CHANGED } from './element.js';
import { icon } from './icons.js';
import { t } from './i18n.js';

let count = 0;

/**
 * Opens a modal dialog.
 *
 * @param {object} options
 * @param {() => string} options.title
 * @param {(dialog: HTMLDialogElement) => unknown} options.body drawn anew after {@link redraw} and with the language
 * @param {string} [options.kind] class: `sheet` stands at the side, `small` for questions
 * @param {string} [options.test] for `data-test`
 * @returns {Promise<string>} what it was closed with; empty after Escape
 */
export function open({ title, body, kind = '', test = '' }) {
  const dialog = document.createElement('dialog');
  const id = `dialog-${++count}`;
  dialog.className = `dialog ${kind}`;
  dialog.dataset.test = test;
  dialog.setAttribute('aria-labelledby', id);
  const draw = () => render(html`
    <header class="dialog-head">
      <h2 id=${id} tabindex="-1" autofocus>${title()}</h2>
      <button class="quiet icon-only" aria-label=${t('close')} @click=${() => dialog.close()}>${icon('close')}</button>
    </header>
    <div class="dialog-body">${body(dialog)}</div>`, dialog);
  dialog.addEventListener('redraw', draw);
  document.addEventListener(LANGUAGE_CHANGED, draw);
  closeOutside(dialog);
  draw();
  document.body.append(dialog);
  dialog.showModal();
  return closed(dialog).finally(() => document.removeEventListener(LANGUAGE_CHANGED, draw));
}

/** The event alone will not do: Chromium keeps it back while the tab is behind another. */
function closed(dialog) {
  const close = dialog.close.bind(dialog);
  return new Promise(resolve => {
    const finish = () => {
      dialog.remove();
      resolve(dialog.returnValue);
    };
    dialog.addEventListener('close', finish, { once: true });
    dialog.close = value => {
      close(value);
      finish();
    };
  });
}

/** Draws the body of an open dialog again. */
export function redraw(dialog) {
  dialog.dispatchEvent(new Event('redraw'));
}

/**
 * Asks before something that cannot be taken back.
 *
 * @param {object} question
 * @param {string} question.title
 * @param {string} question.text what will happen
 * @param {string} question.yes what the button does, in a verb
 * @returns {Promise<boolean>}
 */
export async function confirmed({ title, text, yes }) {
  const answer = await open({
    title: () => title,
    kind: 'small',
    test: 'confirm',
    body: dialog => html`<p>${text}</p>
      <div class="dialog-acts">
        <button data-test="confirm-no" @click=${() => dialog.close()}>${t('cancel')}</button>
        <button class="bad" data-test="confirm-yes" @click=${() => dialog.close('yes')}>${yes || nothing}</button>
      </div>`,
  });
  return answer === 'yes';
}

/** A press and release on the backdrop closes; one that only ends there (selecting text) does not. */
function closeOutside(dialog) {
  let outside = false;
  dialog.addEventListener('pointerdown', event => (outside = event.target === dialog && !within(dialog, event)));
  dialog.addEventListener('click', event => {
    if (outside && event.target === dialog && !within(dialog, event)) dialog.close();
  });
}

function within(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
}
