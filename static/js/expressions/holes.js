// Where a formula has no value that a network can be fed with: what engine/data/holes.py says of the plane.
import { evaluate } from './evaluation.js';
import { namesIn } from './tree.js';

/** @import { ReasonShown } from '../messages.js' */
/** @import { Tree } from './tree.js' */

const LARGEST = 1e30;
/** From -6 to 6 in steps of a tenth. */
const ALONG = Array.from({ length: 121 }, (_, i) => (i - 60) / 10);

/** Why a formula cannot be a feature of the plane; null where it can. One of further inputs is not looked at.
 * @param {string} formula @param {Tree} tree @returns {ReasonShown | null} */
export function holeInPlane(formula, tree) {
  const names = namesIn(tree);
  if ([...names].some((name) => /^x([3-9]|\d\d)$/.test(name))) return null;
  const used = ['x1', 'x2'].filter((name) => names.has(name));
  if (used.length === 0) return { code: 'value_constant', values: { formula } };
  for (const x1 of used.includes('x1') ? ALONG : [0])
    for (const x2 of used.includes('x2') ? ALONG : [0]) {
      const values = { x1, x2 };
      const value = Number(evaluate(tree, values));
      if (Math.abs(value) <= LARGEST) continue;
      const place = used.map((name) => `${name} = ${values[/** @type {'x1' | 'x2'} */ (name)]}`).join(', ');
      return Number.isFinite(value)
        ? { code: 'value_too_large', values: { formula, high: '1e+30', place } }
        : { code: 'value_not_finite', values: { formula, place } };
    }
  return null;
}
