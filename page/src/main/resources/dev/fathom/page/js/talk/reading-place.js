/**
 * Keeps the end in sight while the reader is there, and leaves the reader alone elsewhere. Whoever scrolls up, by
 * whatever means, stays where they are; whoever comes back to the end is taken along again.
 */
const NEAR = 48; // pixels from the end that still count as there

export class ReadingPlace {
  atEnd = true;
  #before = 0;
  #sizes;

  /**
   * @param {HTMLElement} scroller
   * @param {HTMLElement} content its growing child
   * @param {(atEnd: boolean) => void} moved
   */
  constructor(scroller, content, moved) {
    this.scroller = scroller;
    this.moved = moved;
    scroller.addEventListener('scroll', this.#scrolled, { passive: true });
    this.#sizes = new ResizeObserver(() => this.keep());
    this.#sizes.observe(content);
    this.#sizes.observe(scroller);
  }

  /** Something has grown. */
  keep() {
    if (this.atEnd) this.#jump();
    else this.#tell(this.#near());
  }

  /** Goes to the end and stays there. */
  toEnd() {
    this.#tell(true);
    this.#jump();
  }

  stop() {
    this.#sizes.disconnect();
    this.scroller.removeEventListener('scroll', this.#scrolled);
  }

  #jump() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#before = this.scroller.scrollTop;
  }

  /** Only a way upwards leaves the end: a growing page alone moves nothing, and what is folded moves the end itself. */
  #scrolled = () => {
    const top = this.scroller.scrollTop;
    if (this.#near()) this.#tell(true);
    else if (top < this.#before - 1) this.#tell(false);
    this.#before = top;
  };

  #near() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #tell(atEnd) {
    if (atEnd === this.atEnd) return;
    this.atEnd = atEnd;
    this.moved(atEnd);
  }
}
