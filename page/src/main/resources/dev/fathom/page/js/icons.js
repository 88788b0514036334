/** The page's icons: one stroke weight, one grid of twenty, drawn for this page. */
import { html } from './element.js';

const PATHS = {
  plus: 'M10 4v12M4 10h12',
  close: 'M5 5l10 10M15 5L5 15',
  check: 'M4 10.5l4 4 8-9',
  search: 'M8.75 14.5a5.75 5.75 0 1 0 0-11.5 5.75 5.75 0 0 0 0 11.5zM13 13l4 4',
  sidebar: 'M3.5 4.5h13v11h-13zM8 4.5v11',
  more: 'M5.4 10a.9.9 0 1 1-1.8 0 .9.9 0 0 1 1.8 0zM10.9 10a.9.9 0 1 1-1.8 0 .9.9 0 0 1 1.8 0zM16.4 10a.9.9 0 1 1-1.8 0 .9.9 0 0 1 1.8 0z',
  sliders: 'M3 6h7M14 6h3M12 4v4M3 14h3M10 14h7M8 12v4',
  down: 'M5.5 8l4.5 4.5L14.5 8',
  up: 'M5.5 12L10 7.5l4.5 4.5',
  left: 'M12 5.5L7.5 10l4.5 4.5',
  right: 'M8 5.5l4.5 4.5L8 14.5',
  pencil: 'M4 16l.8-3.4L13.4 4l2.6 2.6-8.6 8.6z',
  trash: 'M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6M8.7 9v4.5M11.3 9v4.5',
  download: 'M10 3.5v9M6 9l4 4 4-4M4 16.5h12',
  upload: 'M10 13V4M6 7.5l4-4 4 4M4 16.5h12',
  layers: 'M10 3.5l7 3.5-7 3.5L3 7zM3 10.5l7 3.5 7-3.5M3 14l7 3.5 7-3.5',
  pulse: 'M3 10.5h3l2.5-6 3.5 11 2.5-5H17',
  keyboard: 'M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.5h7',
  language: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM3 10h14M10 3c2 2 3 4.4 3 7s-1 5-3 7c-2-2-3-4.4-3-7s1-5 3-7z',
  theme: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 3v14M13 4v12M15.5 6v8',
  key: 'M12.5 11.5a4 4 0 1 0-3.6-2.3L3.5 14.6v2h2.5v-1.7h1.7v-1.7l1.4-1.4',
  leave: 'M8 4H4v12h4M8.5 10h8M13.5 7l3 3-3 3',
  tool: 'M12 8l5-2.5a4.5 4.5 0 0 1-6 5.5L6 16a1.7 1.7 0 0 1-2.4-2.4L8.6 8.6a4.5 4.5 0 0 1 5.4-6L12 5z',
  copy: 'M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7',
  send: 'M10 16V4M4.5 9.5L10 4l5.5 5.5',
  stop: 'M5.5 5.5h9v9h-9z',
  attach: 'M15.5 9.5l-5.7 5.7a3.5 3.5 0 0 1-5-5l6-6a2.3 2.3 0 0 1 3.3 3.3l-5.9 5.9a1.1 1.1 0 0 1-1.6-1.6l5.3-5.3',
  again: 'M16 10a6 6 0 1 1-1.8-4.3L16 7.5M16 3.5v4h-4',
  play: 'M6.5 4.5v11l9-5.5z',
  file: 'M5 3h6.5L15.5 7v10H5zM11.5 3v4h4',
  warning: 'M10 3.5l7 12.5H3zM10 8.5v3.5M10 14h.01',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9v4.5M10 6.5h.01',
};

/**
 * An icon, hidden from screen readers: the control around it carries the name.
 *
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d=${PATHS[name]}></path></svg>`;
}

/** The house's mark: water, a sounding line with its marks, and the lead at its end. */
export function mark() {
  return html`<svg class="mark" viewBox="0 0 20 28" aria-hidden="true" focusable="false">
    <path d="M1 4c3-2.4 6-2.4 9 0s6 2.4 9 0M10 4v14M10 9h3.5M10 13.5h3.5"></path>
    <path class="mark-lead" d="M10 17.5c1.6 2 2.7 3.7 2.7 5.3a2.7 2.7 0 0 1-5.4 0c0-1.6 1.1-3.3 2.7-5.3z"></path>
  </svg>`;
}
