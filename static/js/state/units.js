// What inputs and answers count in: the network sees inputs from -6 to 6 and learns numbers from -1 to 1;
// columns of a table have units of their own.
import { inUnits, readLook } from '../maths/looks.js';

/** @import { Store } from './store.js' */

/** What -6 and 6 are of each column of a table, flat; null where the inputs are those of the plane.
 * @param {Store} store */
export function rangesOf({ state, points }) {
  const { table } = state.value.roomState;
  return table && !table.is_on_plane ? (points.value?.ranges ?? null) : null;
}

/** What -1 and 1 are of the number that is learnt, if it is a table's; else null. @param {Store} store */
export const answersOf = ({ points }) => points.value?.labelRange ?? null;

/** The inputs across and up, counted from 1; none: the principal components, or the plane.
 * @param {Store} store */
export function axesOf({ state }) {
  const { table, view } = state.value.roomState;
  const n = table && !table.is_on_plane ? table.names.length : 0;
  return n === 2 ? [1, 2] : readLook(view.look, n).axes;
}

/** Places across and up in the units of these axes; principal components have none. @param {Store} store
 * @param {readonly [readonly number[], readonly number[]]} places from -6 to 6
 * @returns {readonly (readonly number[])[]} */
export function placesInUnits(store, places) {
  const ranges = rangesOf(store);
  const axes = axesOf(store);
  return ranges && axes.length > 0 ? axes.map((index, k) => inUnits(places[k], ranges, index)) : places;
}
