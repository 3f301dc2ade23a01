// What is chosen for the axes of a layer: pure.

/** @import { Choices } from './choices.js' */
/** @import { Stage } from './stages.js' */

export const AXES = /** @type {const} */ (['across', 'up', 'deep']);

/**
 * What is chosen when one axis is chosen: all of them are neurons, each another, or all are directions.
 * @param {Pick<Stage, 'axes' | 'n'>} stage as it is @param {number} axis
 * @param {number | null} chosen the neuron, 0: a direction; null: there is no such axis any more
 * @returns {Choices}
 */
export function axesAfter({ axes, n }, axis, chosen) {
  const count = Math.min(n, chosen === null ? 2 : Math.max(axes.length, axis + 1));
  const isDirections = chosen === 0 || (chosen === null && axes[0] === 0);
  if (isDirections) {
    const isDeep = chosen !== null && Math.max(axes.length, axis + 1) === 3;
    return { across: undefined, up: undefined, deep: isDeep ? 0 : undefined };
  }
  const found = AXES.map((_, k) => (k === axis ? (chosen ?? 0) : (axes[k] ?? 0)));
  for (let k = 0; k < count; k++) {
    if (k === axis && chosen) continue;
    const others = found.filter((_, other) => other !== k && other < count);
    if (found[k] && !others.includes(found[k])) continue;
    found[k] = 1;
    while (others.includes(found[k])) found[k]++;
  }
  return { across: found[0], up: found[1], deep: count === 3 ? found[2] : undefined };
}
