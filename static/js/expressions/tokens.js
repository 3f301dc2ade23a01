// A text cut into numbers, names and signs.
import { INFIX, MAX_LENGTH, PREFIX } from './grammar.js';

/** @import { ReasonShown } from '../messages.js' */

/** A text that is no expression; the reason names the position, counted from 1. */
export class ExpressionError extends Error {
  /** @type {ReasonShown} */
  reason;

  /** @param {string} code @param {ReasonShown['values']} values */
  constructor(code, values = {}) {
    super(code);
    this.reason = { code, values };
  }
}

/**
 * A piece of the text. Words such as "and" are signs; the end has an empty text.
 * @typedef {{ kind: 'number' | 'name' | 'sign' | 'end', text: string, position: number }} Token
 */

const TOKEN = new RegExp(
  String.raw`[ \t\r\n]+` +
    String.raw`|((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)` +
    '|([A-Za-z_][A-Za-z0-9_]*)' +
    '|([<>=!]=|[-+*/^(),<>])' +
    '|(.)',
  'gsu',
);
/** ASCII, Latin, Greek, small figures, mathematics: what does no harm where it is shown. */
const SHOWN = /^[!-~¡-ɏͰ-Ͽ⁰-₟∀-⋿]$/u;

/** The pieces of a text, the end last; throws an ExpressionError for what is none.
 * @param {string} text @returns {Token[]} */
export function tokensOf(text) {
  checkLength(text);
  /** @type {Token[]} */
  const found = [];
  for (const { index, 1: number, 2: name, 3: sign, 4: stranger } of text.matchAll(TOKEN)) {
    const position = index + 1;
    if (stranger) throw strangerError(stranger, position);
    if (number) found.push({ kind: 'number', text: number, position });
    else if (name && !INFIX.has(name) && !PREFIX.has(name))
      found.push({ kind: 'name', text: name, position });
    else if (name || sign) found.push({ kind: 'sign', text: name || sign, position });
  }
  if (found.length === 0) throw new ExpressionError('formula_empty');
  return [...found, { kind: 'end', text: '', position: text.length + 1 }];
}

/** Throws an ExpressionError for a text that is too long. @param {string} text */
export function checkLength(text) {
  const { length } = [...text.replace(/[ \t\r\n]/g, '')];
  if (length > MAX_LENGTH) throw new ExpressionError('formula_too_long', { high: MAX_LENGTH, got: length });
}

/** @param {string} sign @param {number} position */
function strangerError(sign, position) {
  if (sign === '=') return new ExpressionError('formula_equals', { position });
  const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return new ExpressionError('formula_stranger', { position, found: SHOWN.test(sign) ? sign : `U+${code}` });
}
