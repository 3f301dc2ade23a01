/** Labels → classes, classes → shares of the plane: pure, no canvas and no page. */
/** @import { Decision } from '../types.js' */

/** From this many classes on each has a colour of its own; two are the ends of the scale of values. */
export const MANY = 3;

/**
 * Which class a label means; the labels are single floats.
 * @param {number} label @param {ArrayLike<number>} labels of the classes in turn
 */
export function classOf(label, labels) {
  for (let k = 0; k < labels.length; k += 1) if (labels[k] === label) return k;
  return 0;
}

/** What a class is called: as the table has it, else by its number from 1.
 * @param {{ classes: string[] } | null} table @param {number} k */
export const className = (table, k) => table?.classes[k] ?? String(k + 1);

/** The part of the plane that each class wins, in percent. @param {Decision} decision */
export function winnerShares({ classes, winner }) {
  const counts = Array(classes).fill(0);
  for (const k of winner) counts[k] += 1;
  return counts.map((count) => (100 * count) / winner.length);
}
