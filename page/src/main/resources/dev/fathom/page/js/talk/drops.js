/** Files dragged over the page and let go: taken anywhere in the window, so that a near miss does not open them. */

/**
 * @param {Element} place that must be on show for files to be taken
 * @param {(over: boolean) => void} hover
 * @param {(files: File[]) => void} take
 * @returns {() => void} ends it
 */
export function watchDrops(place, hover, take) {
  let depth = 0;
  const carries = event => event.dataTransfer?.types.includes('Files') && place.isConnected
    && !document.querySelector('dialog:modal') && !event.target.closest?.('.side'); // chats to import go there
  const count = (event, by) => {
    if (!carries(event)) return;
    depth = Math.max(0, depth + by);
    hover(depth > 0);
  };
  const hands = {
    dragenter: event => count(event, 1),
    dragleave: event => count(event, -1),
    dragover: event => carries(event) && event.preventDefault(),
    drop: event => {
      if (!carries(event)) return;
      event.preventDefault();
      depth = 0;
      hover(false);
      take([...event.dataTransfer.files]);
    },
  };
  Object.entries(hands).forEach(([name, run]) => addEventListener(name, run));
  return () => Object.entries(hands).forEach(([name, run]) => removeEventListener(name, run));
}
