// Which data point is under the pointer, and which is the next one: pure numbers.

/**
 * The index of the point nearest to a place, or null if none is within reach.
 * @param {Float32Array} points x, y, label in turn @param {number} x @param {number} y
 * @param {number} reach in units of x
 * @param {{ up: 1 | 2, stretch: number }} how up: what is drawn upwards, y (1) or the label (2); stretch: the
 *   units of x that are as long as one of those
 */
export function nearestPoint(points, x, y, reach, { up, stretch } = { up: 1, stretch: 1 }) {
  let best = null;
  let nearest = reach;
  for (let i = 0; i < points.length; i += 3) {
    const distance = Math.hypot(points[i] - x, (points[i + up] - y) * stretch);
    if (distance < nearest) [best, nearest] = [i / 3, distance];
  }
  return best;
}

/**
 * The index of the next point, around the end to the first; of a curve's points the next one to the right.
 * @param {Float32Array} points x, y, label in turn; at least one
 * @param {number | null} index null: there is none yet
 * @param {1 | -1} by @param {boolean} isCurve
 */
export function nextPoint(points, index, by, isCurve) {
  const order = Array.from({ length: points.length / 3 }, (_, i) => i);
  if (isCurve) order.sort((a, b) => points[3 * a] - points[3 * b]);
  const at = index === null ? 0 : order.indexOf(index) + by;
  return order[(at + order.length) % order.length];
}
