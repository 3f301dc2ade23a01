// An expression as values: a tree of constants, variables and calls.

/**
 * @typedef {{ value: number }} Constant finite and not negative
 * @typedef {{ name: string }} Variable
 * @typedef {{ sign: string, operands: Tree[] }} Call "-" is of one part or of two
 * @typedef {Constant | Variable | Call} Tree
 */

/** The names of all variables and named constants. @param {Tree} tree @returns {Set<string>} */
export function namesIn(tree) {
  if ('name' in tree) return new Set([tree.name]);
  return new Set('sign' in tree ? tree.operands.flatMap((each) => [...namesIn(each)]) : []);
}
