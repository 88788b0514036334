/** What the three dots at the foot of the side offer: everything that is not needed daily. */
import { key, keepKey } from '../api.js';
import { LANGUAGES, language, setLanguage, t } from '../i18n.js';
import { THEMES, setTheme, theme } from '../theme.js';
import { choose, eraseAll, saveAll } from './transfer.js';

/**
 * @param {import('./chats.js').Chats} chats
 * @param {import('../element.js').FathomElement} side tells `help` to the page
 * @returns {import('../menu.js').Item[]}
 */
export function moreItems(chats, side) {
  return [
    ...THEMES.map(name => ({ label: t(`theme.${name}`), icon: 'theme', checked: theme() === name, test: 'theme', value: name, run: () => setTheme(name) })),
    { line: true },
    ...Object.entries(LANGUAGES).map(([name, label]) => ({ label, icon: 'language', checked: language() === name, test: 'language', value: name, run: () => setLanguage(name) })),
    { line: true },
    { label: t('import.choose'), icon: 'upload', test: 'import', run: () => choose(chats) },
    { label: t('list.save-all'), icon: 'download', test: 'export-all', run: saveAll },
    { label: t('list.delete-all'), icon: 'trash', kind: 'bad', test: 'delete-all', run: () => eraseAll(chats) },
    { line: true },
    { label: t('help.title'), icon: 'keyboard', test: 'help', run: () => side.tell('help') },
    ...(key() ? [{ label: t('sign-out'), icon: 'leave', test: 'sign-out', run: signOut }] : []),
  ];
}

function signOut() {
  keepKey(null);
  location.assign('/');
}
