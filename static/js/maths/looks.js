/** Looks through which more than two inputs are seen, as views and links write them: the one across, the one
 * up, and after them others with what they are held at, in the units of their table, as in x3:4.5. */

/** @typedef {{ axes: number[], held: Map<number, number> }} Look
 *   axes: the inputs across and up, counted from 1; none: the principal components. held: by inputs */

/** @param {readonly string[]} look @param {number} count of the inputs there are @returns {Look} */
export function readLook(look, count) {
  const numberOf = (/** @type {string} */ name) => Number(name.slice(1));
  const axes = look.slice(0, 2).map(numberOf);
  if (axes.length === 0 || axes.some((index) => index > count)) return { axes: [], held: new Map() };
  const held = look.slice(2).map((text) => text.split(':'));
  return { axes, held: new Map(held.map(([name, value]) => [numberOf(name), Number(value)])) };
}

/** @param {Look} look */
export function writeLook({ axes, held }) {
  const others = [...held].filter(([index]) => axes.length > 0 && !axes.includes(index));
  return [
    ...axes.map((index) => `x${index}`),
    ...others.map(([index, value]) => `x${index}:${Number(value.toPrecision(6))}`),
  ];
}

/** What stands at marks of an axis in the units of a table.
 * @param {readonly number[]} marks places from -6 to 6 @param {Float32Array} ranges what both ends are, flat
 * @param {number} index of the input, counted from 1 */
export function inUnits(marks, ranges, index) {
  const [low, high] = ranges.subarray(2 * index - 2, 2 * index);
  return marks.map((mark) => Number((low + ((mark + 6) / 12) * (high - low)).toPrecision(3)));
}

/** What a number from -1 to 1 that is learnt, or answered, is in the units of its column.
 * @param {number} value @param {Float32Array} range what -1 and 1 are */
export const answerInUnits = (value, [low, high]) =>
  Number((low + ((value + 1) / 2) * (high - low)).toPrecision(4));
