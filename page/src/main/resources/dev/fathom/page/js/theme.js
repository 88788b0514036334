/** Day or night: as the system has it, or as chosen and kept. tokens.css does the rest. */
const KEPT = 'fathom-theme';

export const THEMES = ['system', 'light', 'dark'];

/** @returns {'system'|'light'|'dark'} */
export function theme() {
  return document.documentElement.dataset.theme ?? 'system';
}

/** @param {'system'|'light'|'dark'} name */
export function setTheme(name) {
  if (name === 'system') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(KEPT);
  } else {
    document.documentElement.dataset.theme = name;
    localStorage.setItem(KEPT, name);
  }
}

const kept = localStorage.getItem(KEPT);
if (THEMES.includes(kept)) setTheme(kept);
