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
    { label: t('theme.title'), items: THEMES.map(themeItem) },
    { label: t('language.title'), items: Object.entries(LANGUAGES).map(languageItem) },
    { line: true },
    { label: t('import.choose'), icon: 'upload', test: 'import', run: () => choose(chats) },
    { label: t('list.save-all'), icon: 'download', test: 'export-all', run: saveAll },
    { label: t('list.delete-all'), icon: 'trash', kind: 'bad', test: 'delete-all', run: () => eraseAll(chats) },
    { line: true },
    { label: t('help.title'), icon: 'keyboard', test: 'help', run: () => side.tell('help') },
    ...(key() ? [{ label: t('sign-out'), icon: 'leave', test: 'sign-out', run: signOut }] : []),
  ];
}

function themeItem(name) {
  return { label: t(`theme.${name}`), checked: theme() === name, test: 'theme', value: name, run: () => setTheme(name) };
}

function languageItem([name, label]) {
  return { label, checked: language() === name, test: 'language', value: name, run: () => setLanguage(name) };
}

function signOut() {
  keepKey(null);
  location.assign('/');
}
