// What an expression may be made of: the same as in engine/expressions/, which has the reasons for it.

export const MAX_LENGTH = 200; // characters but spaces, as typed and as written back
export const MAX_DEPTH = 32; // parentheses, functions, signs in front and powers inside each other

/** @typedef {'number' | 'truth'} Kind */

/**
 * Between two parts, or in front of one; the higher its power, the tighter it binds.
 * @typedef {{ power: number, takes: Kind, gives: Kind, of: (...operands: any[]) => number | boolean }}
 *   Operator
 * @typedef {{ of: (...x: number[]) => number, least: number, most: number }} FunctionOf
 */

/** As C has it: 1 to any power is 1. @param {number} x @param {number} y */
const power = (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y);

/** @param {number} binds @param {Kind} takes @param {Kind} gives @param {Operator['of']} of
 * @returns {Operator} */
const operator = (binds, takes, gives, of) => ({ power: binds, takes, gives, of });
/** @param {Operator['of']} of */
const comparison = (of) => operator(4, 'number', 'truth', of);
/** @param {number} binds @param {Operator['of']} of */
const arithmetic = (binds, of) => operator(binds, 'number', 'number', of);

/** Equal powers go from left to right, but ^ from right to left. @type {ReadonlyMap<string, Operator>} */
export const INFIX = new Map([
  ['or', operator(1, 'truth', 'truth', (x, y) => x || y)],
  ['and', operator(2, 'truth', 'truth', (x, y) => x && y)],
  ['<', comparison((x, y) => x < y)],
  ['<=', comparison((x, y) => x <= y)],
  ['>', comparison((x, y) => x > y)],
  ['>=', comparison((x, y) => x >= y)],
  ['==', comparison((x, y) => x === y)],
  ['!=', comparison((x, y) => x !== y)],
  ['+', arithmetic(5, (x, y) => x + y)],
  ['-', arithmetic(5, (x, y) => x - y)],
  ['*', arithmetic(6, (x, y) => x * y)],
  ['/', arithmetic(6, (x, y) => x / y)],
  ['^', arithmetic(8, power)],
]);

/** @type {ReadonlyMap<string, Operator>} */
export const PREFIX = new Map([
  ['not', operator(3, 'truth', 'truth', (x) => !x)],
  ['-', arithmetic(7, (x) => -x)],
]);

/** @param {string} sign */
export const isComparison = (sign) => {
  const found = INFIX.get(sign);
  return found?.takes === 'number' && found.gives === 'truth';
};

/** @param {FunctionOf['of']} of @returns {FunctionOf} */
const one = (of) => ({ of, least: 1, most: 1 });

/** @type {ReadonlyMap<string, FunctionOf>} */
export const FUNCTIONS = new Map([
  ['sin', one(Math.sin)],
  ['cos', one(Math.cos)],
  ['tan', one(Math.tan)],
  ['tanh', one(Math.tanh)],
  ['exp', one(Math.exp)],
  ['log', one(Math.log)],
  ['sqrt', one(Math.sqrt)],
  ['abs', one(Math.abs)],
  ['sign', one(Math.sign)],
  ['floor', one(Math.floor)],
  ['ceil', one(Math.ceil)],
  ['min', { of: Math.min, least: 2, most: MAX_LENGTH }],
  ['max', { of: Math.max, least: 2, most: MAX_LENGTH }],
]);

/** @type {ReadonlyMap<string, number>} */
export const CONSTANTS = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
]);
