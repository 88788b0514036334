/** "2 / 3" with an arrow on either side, where a message has other versions. */
import { html, nothing } from '../element.js';
import { t } from '../i18n.js';
import { icon } from '../icons.js';

/**
 * @param {{at: number, of: string[]}|undefined} fork
 * @param {(id: string) => void} show
 */
export function branchArrows(fork, show) {
  if (!fork) return nothing;
  const { at, of } = fork;
  const arrow = (to, name, test, drawing) => html`<button type="button" class="quiet icon-only" data-test=${test}
    aria-label=${t(name)} title=${t(name)} aria-disabled=${to in of ? nothing : 'true'}
    @click=${() => to in of && show(of[to])}>${icon(drawing)}</button>`;
  return html`<span class="branches" role="group" aria-label=${t('talk.branch.label')}>
    ${arrow(at - 1, 'talk.branch.prev', 'branch-prev', 'left')}
    <span class="branch-count" data-test="branch-count">${at + 1} / ${of.length}</span>
    ${arrow(at + 1, 'talk.branch.next', 'branch-next', 'right')}
  </span>`;
}
