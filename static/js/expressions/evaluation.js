// The value of an expression.
import { CONSTANTS, FUNCTIONS, INFIX, PREFIX } from './grammar.js';

/** @import { Operator } from './grammar.js' */
/** @import { Tree } from './tree.js' */

/**
 * A number, or whether it is true. x^2 is x*x to the bit, as on the server; other powers, sin, cos, tan,
 * tanh, exp and log may differ from the server's in the last digits.
 * @param {Tree} tree @param {Readonly<Record<string, number>>} values of the variables
 * @returns {number | boolean}
 */
export function evaluate(tree, values) {
  if ('value' in tree) return tree.value;
  if ('name' in tree) return CONSTANTS.get(tree.name) ?? values[tree.name];
  const { sign, operands } = tree;
  const given = operands.map((each) => evaluate(each, values));
  if (sign === '^' && 'value' in operands[1] && operands[1].value === 2)
    return Number(given[0]) * Number(given[0]);
  const known = FUNCTIONS.get(sign) ?? (operands.length === 1 ? PREFIX : INFIX).get(sign);
  return /** @type {Operator} */ (known).of(...given);
}
