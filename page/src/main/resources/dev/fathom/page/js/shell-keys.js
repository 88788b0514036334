/** The keys of the shell; those of the conversation are added by talk. */
import { shortcut } from './keys.js';
import { chatAddress, go } from './router.js';

/** @param {any} app `<fathom-app>` */
export function shellKeys(app) {
  const goTo = steps => {
    const chat = app.side?.neighbour(steps);
    if (chat) go(chatAddress(chat.id));
    return chat !== undefined;
  };
  const fresh = () => {
    go('#/');
    app.drawer = false;
    requestAnimationFrame(() => app.talk?.focusComposer?.());
  };
  shortcut({ keys: 'Ctrl+Shift+O', help: 'keys.new', run: fresh });
  shortcut({ keys: 'Ctrl+K', help: 'keys.search', run: async () => (await app.shownSide()).focusSearch() });
  shortcut({ keys: 'Ctrl+B', help: 'keys.side', run: () => app.toggleSide() });
  shortcut({ keys: 'Alt+ArrowUp', help: 'keys.previous', run: () => goTo(-1) });
  shortcut({ keys: 'Alt+ArrowDown', help: 'keys.next', run: () => goTo(1) });
  shortcut({ keys: 'Ctrl+Shift+M', help: 'keys.model', run: () => app.querySelector('[data-test="model-switcher"]')?.click() });
  shortcut({ keys: 'Ctrl+,', help: 'keys.settings', run: () => app.querySelector('[data-test="settings"]')?.click() });
  shortcut({ keys: '?', help: 'keys.help', run: () => app.help() });
  // Escape closes the drawer first; only then is it the conversation's
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !app.drawer) return;
    event.stopImmediatePropagation();
    app.toggleSide();
  }, true);
}
