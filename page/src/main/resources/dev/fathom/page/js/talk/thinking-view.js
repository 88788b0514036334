/**
 * Whether the model's thinking is on show: by itself (open while it thinks, folded once it answers), always, or
 * never. One choice for all answers of all chats, remembered in this browser.
 */
const KEY = 'fathom-thinking';

class ThinkingView extends EventTarget {
  /** @type {'auto'|'open'|'folded'} */
  mode = ['open', 'folded'].find(mode => mode === stored()) ?? 'auto';

  /** Shows all thinking, or hides all where any of it is on show. */
  toggle(anyOpen) {
    this.mode = anyOpen ? 'folded' : 'open';
    try {
      localStorage.setItem(KEY, this.mode);
    } catch {
      // a browser that keeps nothing: the choice lasts as long as the page
    }
    this.dispatchEvent(new Event('changed'));
  }
}

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export const thinkingView = new ThinkingView();
