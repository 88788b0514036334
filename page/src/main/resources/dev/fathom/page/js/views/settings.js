/** How a chat is answered: system prompt, sampling, thinking, length, tools. A sheet at the side. */
import { FathomElement, define, html, live } from '../element.js';
import { open, redraw } from '../dialog.js';
import { sendNow } from '../chat-settings.js';
import { models } from '../models.js';
import { t } from '../i18n.js';
import './parameters.js';
import './tools.js';

/**
 * Opens the sheet; every change is told at once, as `settings-changed` from the head.
 *
 * @param {any} head
 */
export async function openSettings(head) {
  const draw = () => redraw(document.querySelector('dialog.settings'));
  models.addEventListener('change', draw);
  await open({
    title: () => t('settings.title'),
    kind: 'sheet settings',
    test: 'settings-panel',
    body: () => html`<fathom-settings
      .settings=${head.settings}
      .fresh=${!head.chat}
      .model=${models.named(head.settings.model)}
      @changed=${event => {
        head.tell('settings-changed', { settings: event.detail });
        head.updateComplete.then(draw);
      }}></fathom-settings>`,
  });
  models.removeEventListener('change', draw);
  await sendNow();
}

class SettingsForm extends FathomElement {
  static properties = { settings: { attribute: false }, model: { attribute: false }, fresh: { attribute: false } };

  render() {
    const { system = '', tools = [], parameters = {} } = this.settings;
    return html`
      <p class="settings-scope quiet-text small">${t(this.fresh ? 'settings.next' : 'settings.this')}</p>
      <section>
        <h3><label for="system-prompt">${t('settings.system')}</label></h3>
        <textarea id="system-prompt" data-test="system-prompt" rows="4" aria-describedby="system-help"
          .value=${live(system)} @input=${event => this.#change({ system: event.target.value })}></textarea>
        <p id="system-help" class="hint">${t('settings.system-help')}</p>
      </section>
      <fathom-parameters .values=${parameters} .model=${this.model}
        @changed=${event => this.#take(event, { parameters: event.detail })}></fathom-parameters>
      <fathom-tools .tools=${tools} .able=${this.model?.tools ?? true}
        @changed=${event => this.#take(event, { tools: event.detail })}></fathom-tools>`;
  }

  #take(event, change) {
    event.stopPropagation();
    this.#change(change);
  }

  #change(change) {
    this.settings = { ...this.settings, ...change };
    this.tell('changed', this.settings);
  }
}

define('fathom-settings', SettingsForm);
