/** The keys, as they are now: what talk has added is in the list too. */
import { html } from '../element.js';
import { open } from '../dialog.js';
import { all, caps, setSingleKeys, singleKeys } from '../keys.js';
import { t } from '../i18n.js';

export function help() {
  return open({
    title: () => t('help.title'),
    test: 'help',
    body: () => html`
      <dl class="keys">${all().map(({ keys, help }) => html`<div><dt>${t(help)}</dt>
        <dd>${caps(keys).map(cap => html`<kbd>${cap}</kbd> `)}</dd></div>`)}
        <div><dt>${t('keys.rename')}</dt><dd><kbd>F2</kbd></dd></div>
        <div><dt>${t('keys.delete')}</dt><dd><kbd>${t('keys.delete-cap')}</kbd></dd></div>
      </dl>
      <label class="switch-row"><span><span class="label">${t('help.single')}</span><span class="hint">${t('help.single-help')}</span></span>
        <input type="checkbox" role="switch" class="switch" .checked=${singleKeys()} @change=${event => setSingleKeys(event.target.checked)}></label>`,
  });
}
