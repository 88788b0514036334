/** A fence at the end of a text that streams: its lines go to the code block as they come, and nothing is read twice. */
import { blockOf } from './finish.js';

export class OpenFence {
  /**
   * @param {object} token markdown-it's fence
   * @param {Element} element the code block that shows it
   * @param {string} source the whole text
   * @param {number} start where the fence begins in it
   * @returns {OpenFence|null} null when it is closed, or its first line is still coming
   */
  static watch(token, element, source, start) {
    const first = source.indexOf('\n', start);
    const block = blockOf(element);
    if (first < 0 || !block) return null;
    const fence = new OpenFence(token, block, { indent: /^ */.exec(source.slice(start, start + 4))[0].length, from: first + 1 });
    return fence.read(source) < 0 ? fence : null;
  }

  constructor(token, block, { indent, from }) {
    const mark = token.markup[0];
    this.close = new RegExp(`^ {0,3}${mark}{${token.markup.length},}[ \\t]*$`);
    this.half = new RegExp(`^ {0,3}${mark}{1,${token.markup.length}}$`);
    this.indent = new RegExp(`^ {0,${indent}}`);
    this.block = block;
    this.from = from;
    this.count = 0;
  }

  /**
   * Reads on.
   *
   * @returns {number} where the text goes on after the fence; -1 while it is open
   */
  read(source) {
    for (let end = source.indexOf('\n', this.from); end >= 0; end = source.indexOf('\n', this.from)) {
      const line = source.slice(this.from, end);
      this.from = end + 1;
      if (this.close.test(line)) return this.from;
      this.block.setLine(this.count++, `${line.replace(this.indent, '')}\n`);
    }
    const rest = source.slice(this.from);
    if (this.close.test(rest)) return -1;
    // what may be the beginning of its end is not code yet
    if (!this.half.test(rest) && rest) this.block.setLine(this.count, rest.replace(this.indent, ''));
    this.block.colour(true);
    return -1;
  }
}
