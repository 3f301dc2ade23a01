// What is chosen for the axes of a layer: pure.

/** @import { Choices } from '../parts/choices.js' */

/** @typedef {{ axes: number[], n: number }} Shown
 *   axes: two, or in a space three neurons, counted from 1, or 0 for directions; n: neurons of the layer */

export const AXES = /** @type {const} */ (['across', 'up', 'deep']);

/** What a layer of n neurons has on its axes: what is chosen, if it has these neurons, else directions.
 * @param {Choices} choices @param {number} n @returns {Shown} */
export function axesOf(choices, n) {
  const chosen = AXES.slice(0, choices.deep === undefined ? 2 : 3).map((axis) => choices[axis] ?? 0);
  const areNeurons = new Set(chosen).size === chosen.length && chosen.every((each) => each > 0 && each <= n);
  return { axes: areNeurons ? chosen : chosen.map(() => 0), n };
}

/**
 * What is chosen when one axis is chosen: all of them are neurons, each another, or all are directions.
 * @param {Shown} shown @param {number} axis
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
