// A tree → its text: the same for equal trees, with no parentheses but those that it needs.
import { FUNCTIONS, INFIX, PREFIX } from './grammar.js';

/** @import { Operator } from './grammar.js' */
/** @import { Tree } from './tree.js' */

const TIGHT = ['*', '/', '^'];
const IS_WORD = /^[a-z]+$/;

/** The text of a tree; parse makes an equal tree of it.
 * @param {Tree} tree @param {number} power with which something binds that stands beside it
 * @returns {string} */
export function written(tree, power = 0) {
  if ('value' in tree) return String(tree.value);
  if ('name' in tree) return tree.name;
  const { sign, operands } = tree;
  if (FUNCTIONS.has(sign)) return `${sign}(${operands.map((each) => written(each)).join(', ')})`;
  const isPrefix = operands.length === 1;
  const { power: own } = /** @type {Operator} */ ((isPrefix ? PREFIX : INFIX).get(sign));
  const text = isPrefix
    ? `${sign}${IS_WORD.test(sign) ? ' ' : ''}${written(operands[0], own)}`
    : betweenText(sign, operands, own);
  return own < power ? `(${text})` : text;
}

/** @param {string} sign @param {Tree[]} operands @param {number} own */
function betweenText(sign, [first, second], own) {
  const [left, right] = sign === '^' ? [own + 1, own] : [own, own + 1];
  // Another sign in front of what stands behind one needs no parentheses there.
  const isPrefixed = 'sign' in second && second.operands.length === 1;
  const between = TIGHT.includes(sign) ? sign : ` ${sign} `;
  return `${written(first, left)}${between}${written(second, isPrefixed ? 0 : right)}`;
}
