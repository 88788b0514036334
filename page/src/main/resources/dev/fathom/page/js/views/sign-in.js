/** A server with keys lets nobody in without one. */
import { FathomElement, define, html, nothing } from '../element.js';
import { get, key, keepKey } from '../api.js';
import { mark } from '../icons.js';
import { t } from '../i18n.js';

class SignIn extends FathomElement {
  static properties = { fault: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.fault = key() ? 'sign-in.refused' : '';
    this.busy = false;
  }

  firstUpdated() {
    this.querySelector('input').focus();
  }

  render() {
    return html`<main class="sign-in" data-test="sign-in">
      <form @submit=${this.#submit}>
        ${mark()}
        <h1>${t('sign-in.title')}</h1>
        <p class="quiet-text">${t('sign-in.text')}</p>
        <div class="field">
          <label for="key">${t('sign-in.key')}</label>
          <input id="key" name="key" type="password" autocomplete="current-password" required spellcheck="false" data-test="key"
            aria-invalid=${this.fault ? 'true' : 'false'} aria-describedby="key-fault" @input=${() => (this.fault = '')}>
          <p id="key-fault" class="wrong" role="alert" data-test="sign-in-error">${this.fault ? t(this.fault) : nothing}</p>
        </div>
        <label class="check-row"><input type="checkbox" name="remember"> ${t('sign-in.remember')}</label>
        <button class="primary" ?disabled=${this.busy} data-test="sign-in-go">${t('sign-in.go')}</button>
      </form>
    </main>`;
  }

  async #submit(event) {
    event.preventDefault();
    const { key: field, remember } = event.target.elements;
    keepKey(field.value.trim(), remember.checked);
    this.busy = true;
    try {
      await get('/api/me', { quiet: true });
      this.tell('signed-in');
    } catch (error) {
      if (error.status === 401) keepKey(null);
      this.fault = error.status === 401 ? 'sign-in.refused' : 'sign-in.unreachable';
      field.select();
    }
    this.busy = false;
  }
}

define('fathom-sign-in', SignIn);
