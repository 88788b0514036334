/**
 * A calculator for models: + - * / % ^, parentheses, a few functions and constants, read by recursive descent. No
 * `eval`: what a model writes is never run as a program.
 */

const CONSTANTS = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };
const FUNCTIONS = {
  sqrt: Math.sqrt, cbrt: Math.cbrt, abs: Math.abs, exp: Math.exp, ln: Math.log, log: Math.log10, log2: Math.log2,
  log10: Math.log10, sin: Math.sin, cos: Math.cos, tan: Math.tan, asin: Math.asin, acos: Math.acos, atan: Math.atan,
  atan2: Math.atan2, floor: Math.floor, ceil: Math.ceil, round: Math.round, sign: Math.sign, min: Math.min,
  max: Math.max, hypot: Math.hypot, pow: Math.pow,
};
const LONGEST = 2000;
const DEEPEST = 100;
const TOKEN = /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-zπ][A-Za-z0-9_]*)|(\*\*|[-+*/%^(),!]))/y;

/**
 * The value of an expression such as `2 * (3 + 4)^2 / sqrt(2)`.
 *
 * @param {string} text
 * @returns {number}
 * @throws {Error} whose message tells a model what to write instead
 */
export function calculate(text) {
  if (text.length > LONGEST) throw new Error(`the expression has ${text.length} characters; ${LONGEST} at most`);
  const reader = new Reader(tokens(text.replaceAll('×', '*').replaceAll('·', '*').replaceAll('÷', '/').replaceAll('−', '-')));
  const value = reader.sum();
  if (reader.next) throw new Error(`unexpected '${reader.next}'`);
  if (Number.isNaN(value)) throw new Error('not a number');
  return value;
}

function tokens(text) {
  const found = [];
  const end = text.trimEnd().length;
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < end; ) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`cannot read '${text.slice(at, at + 12).trim()}'`);
    found.push(match[1] ?? match[2] ?? (match[3] === '**' ? '^' : match[3]));
  }
  if (found.length === 0) throw new Error('the expression is empty');
  return found;
}

class Reader {
  #at = 0;
  #depth = 0;

  constructor(words) {
    this.words = words;
  }

  get next() {
    return this.words[this.#at];
  }

  take(word) {
    if (this.next !== word) return false;
    this.#at++;
    return true;
  }

  want(word) {
    if (!this.take(word)) throw new Error(`wanted '${word}', found '${this.next ?? 'the end'}'`);
  }

  sum() {
    if (++this.#depth > DEEPEST) throw new Error('too many parentheses');
    let value = this.product();
    for (;;) {
      if (this.take('+')) value += this.product();
      else if (this.take('-')) value -= this.product();
      else break;
    }
    this.#depth--;
    return value;
  }

  product() {
    let value = this.signed();
    for (;;) {
      if (this.take('*')) value *= this.signed();
      else if (this.take('/')) value /= this.signed();
      else if (this.take('%')) value %= this.signed();
      else return value;
    }
  }

  /** A sign binds less than a power: -2^2 is -4. */
  signed() {
    let sign = 1;
    for (;;) {
      if (this.take('-')) sign = -sign;
      else if (!this.take('+')) return sign * this.power();
    }
  }

  power() {
    const value = this.factorial();
    if (!this.take('^')) return value;
    if (++this.#depth > DEEPEST) throw new Error('too many powers');
    const result = value ** this.signed();
    this.#depth--;
    return result;
  }

  factorial() {
    let value = this.atom();
    while (this.take('!')) value = product(value);
    return value;
  }

  atom() {
    const word = this.next;
    if (word === undefined) throw new Error('the expression ends too early');
    this.#at++;
    if (word === '(') {
      const value = this.sum();
      this.want(')');
      return value;
    }
    if (/^[\d.]/.test(word)) return Number(word);
    return this.named(word === 'π' ? 'pi' : word.toLowerCase());
  }

  named(name) {
    if (Object.hasOwn(CONSTANTS, name) && this.next !== '(') return CONSTANTS[name];
    if (!Object.hasOwn(FUNCTIONS, name)) throw new Error(`unknown name '${name}'; known are ${Object.keys(FUNCTIONS).join(', ')}, pi, e`);
    this.want('(');
    const values = [this.sum()];
    while (this.take(',')) values.push(this.sum());
    this.want(')');
    return FUNCTIONS[name](...values);
  }
}

function product(value) {
  if (!Number.isInteger(value) || value < 0 || value > 170) throw new Error('factorials are of whole numbers from 0 to 170');
  let result = 1;
  for (let factor = 2; factor <= value; factor++) result *= factor;
  return result;
}
