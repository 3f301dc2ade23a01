// A text → its tree: each operator takes what binds tighter than itself.
import { CONSTANTS, FUNCTIONS, INFIX, isComparison, MAX_DEPTH, PREFIX } from './grammar.js';
import { checkLength, ExpressionError, tokensOf } from './tokens.js';
import { written } from './writing.js';

/** @import { Kind } from './grammar.js' */
/** @import { Token } from './tokens.js' */
/** @import { Tree } from './tree.js' */

/** So many names are told of; of more the last one, too. */
const SHOWN_NAMES = 8;

/**
 * The tree of a text in which these names may stand; it comes to a number, or to true or false. Throws an
 * ExpressionError for anything else.
 * @param {string} text @param {readonly string[]} names @param {Kind} wanted @returns {Tree}
 */
export function parse(text, names, wanted = 'number') {
  const parser = new Parser(tokensOf(text), names);
  const whole = parser.expression(0);
  parser.expectEnd();
  mustBe(wanted, whole);
  checkLength(written(whole.tree));
  return whole.tree;
}

/** What it comes to and where it begins. @typedef {{ tree: Tree, kind: Kind, position: number }} Part */

/** @param {Kind} kind @param {Part} part */
function mustBe(kind, part) {
  if (part.kind !== kind) throw new ExpressionError(`formula_${kind}_wanted`, { position: part.position });
}

/** Where in the tokens of a text the reading is. */
class Parser {
  #tokens;
  #names;
  #next = 0;
  #depth = 0;

  /** @param {Token[]} tokens @param {readonly string[]} names */
  constructor(tokens, names) {
    this.#tokens = tokens;
    this.#names = names;
  }

  get #token() {
    return this.#tokens[this.#next];
  }

  /** @param {string} text */
  #isAt(text) {
    return this.#token.text === text;
  }

  #take() {
    this.#next += 1;
    return this.#tokens[this.#next - 1];
  }

  /** What stands here, as far as its operators bind at least with this power.
   * @param {number} power @returns {Part} */
  expression(power) {
    let left = this.#operand();
    for (;;) {
      const sign = this.#token.text;
      const operator = INFIX.get(sign);
      if (!operator || operator.power < power) return left;
      this.#take();
      const right = sign === '^' ? this.#inside(operator.power) : this.expression(operator.power + 1);
      for (const part of [left, right]) mustBe(operator.takes, part);
      const tree = { sign, operands: [left.tree, right.tree] };
      left = { tree, kind: operator.gives, position: left.position };
      if (isComparison(sign) && isComparison(this.#token.text))
        throw new ExpressionError('formula_comparisons', { position: this.#token.position });
    }
  }

  expectEnd() {
    if (this.#token.kind !== 'end') throw this.#leftOver();
  }

  /** An expression that is inside another one. @param {number} power @returns {Part} */
  #inside(power) {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH)
      throw new ExpressionError('formula_too_deep', { position: this.#token.position, high: MAX_DEPTH });
    const part = this.expression(power);
    this.#depth -= 1;
    return part;
  }

  /** A number, a name, a function's value, a sign with what it stands before, or parentheses.
   * @returns {Part} */
  #operand() {
    const token = this.#take();
    const { kind, text, position } = token;
    if (kind === 'number') {
      const value = Number(text);
      if (!Number.isFinite(value)) throw new ExpressionError('formula_number_too_large', { position });
      return { tree: { value }, kind: 'number', position };
    }
    if (kind === 'name') return this.#named(token);
    const prefix = PREFIX.get(text);
    if (prefix) {
      const part = this.#inside(prefix.power);
      mustBe(prefix.takes, part);
      return { tree: { sign: text, operands: [part.tree] }, kind: prefix.gives, position };
    }
    if (text === '(') {
      const part = this.#inside(0);
      this.#close(token);
      return { ...part, position };
    }
    if (kind === 'end') throw new ExpressionError('formula_ends', { position });
    throw new ExpressionError('formula_operand_missing', { position, found: text });
  }

  /** @param {Token} token @returns {Part} */
  #named(token) {
    const { text: name, position } = token;
    if (FUNCTIONS.has(name)) return this.#called(token);
    if (!this.#names.includes(name) && !CONSTANTS.has(name)) {
      const known = [...this.#names];
      if (known.length > SHOWN_NAMES) known.splice(SHOWN_NAMES - 1, known.length - SHOWN_NAMES, '…');
      const allowed = [...known, ...CONSTANTS.keys()].join(', ');
      const functions = [...FUNCTIONS.keys()].join(', ');
      throw new ExpressionError('formula_unknown_name', { position, found: name, allowed, functions });
    }
    return { tree: { name }, kind: 'number', position };
  }

  /** A function with its arguments. @param {Token} token @returns {Part} */
  #called({ text: found, position }) {
    const { least, most } = /** @type {{ least: number, most: number }} */ (FUNCTIONS.get(found));
    if (!this.#isAt('(')) throw new ExpressionError('formula_bare_function', { position, found });
    const opened = this.#take();
    const given = [this.#inside(0)];
    while (this.#isAt(',')) {
      this.#take();
      given.push(this.#inside(0));
    }
    this.#close(opened);
    for (const each of given) mustBe('number', each);
    if (given.length < least || given.length > most) {
      const code = most > least ? 'formula_arguments_or_more' : 'formula_arguments';
      throw new ExpressionError(code, { position, found, needed: least, got: given.length });
    }
    return { tree: { sign: found, operands: given.map(({ tree }) => tree) }, kind: 'number', position };
  }

  /** Takes the ) that belongs to a (. @param {Token} opened */
  #close({ position }) {
    if (this.#token.kind === 'end') throw new ExpressionError('formula_not_closed', { position });
    if (!this.#isAt(')')) throw this.#leftOver();
    this.#take();
  }

  /** The error for something that cannot follow on what was read. */
  #leftOver() {
    const { text: found, position } = this.#token;
    if (found === ')') return new ExpressionError('formula_not_opened', { position });
    if (found === ',') return new ExpressionError('formula_comma', { position });
    return new ExpressionError('formula_operator_missing', { position, found });
  }
}
