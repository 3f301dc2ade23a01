// Which data point somebody means: pure numbers, no element is touched here.

/**
 * The index of the point nearest to a place, or null if none is within reach.
 * @param {Float32Array} points  x, y, label in turn @param {number} x @param {number} y @param {number} reach  in units of the plane
 */
export function nearestPoint(points, x, y, reach) {
  let best = null;
  let nearest = reach;
  for (let i = 0; i < points.length; i += 3) {
    const distance = Math.hypot(points[i] - x, points[i + 1] - y);
    if (distance < nearest) [best, nearest] = [i / 3, distance];
  }
  return best;
}
