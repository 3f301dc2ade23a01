/** Functions of one number → limits, ticks and lines of a drawing: pure, no canvas and no page. */

const LEAST = 1.5;
const STEPS = [1, 1.5, 2, 3, 5, 8, 10];

/**
 * How far up and down a drawing reaches: 1.5, 2, 3, 5, 8, 10, 15, 20, … so that it seldom changes.
 * @param {number} most the greatest of the values without their signs
 */
export function axisLimit(most) {
  if (!(most > LEAST)) return LEAST;
  const unit = 10 ** Math.floor(Math.log10(most));
  return (STEPS.find((step) => step * unit >= most) ?? 10) * unit;
}

/** The ticks of an axis from -limit to limit, zero among them. @param {number} limit @returns {number[]} */
export function axisTicks(limit) {
  const unit = 10 ** Math.floor(Math.log10(limit));
  const step = ([0.5, 1, 2, 5].find((part) => limit / (part * unit) <= 4) ?? 5) * unit;
  const count = Math.floor(limit / step + 1e-9);
  return Array.from({ length: 2 * count + 1 }, (_, i) => (i - count) * step);
}

/** The greatest value without its sign.
 * @param {ArrayLike<number>} values @param {number} stride every so many values @param {number} first */
export function reach(values, stride = 1, first = 0) {
  let most = 0;
  for (let i = first; i < values.length; i += stride) most = Math.max(most, Math.abs(values[i]));
  return most;
}
