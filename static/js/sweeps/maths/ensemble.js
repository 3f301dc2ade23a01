/** What pictures of many networks say together: bias and variance of curves, the mean over the plane and how
 * far they disagree. Pure.
 *
 * A picture's bytes are answers from -1 to 1 in steps of 1/127; what lies beyond is cut off there, so all
 * that is said here is said of answers that are cut off.
 */

/** The cells of a picture's side. */
export const SIDE = 32;
/** Where the middles of the outer cells lie. */
const REACH = 6;

/** The answer that a byte stands for. @param {number} byte */
export const answerOf = (byte) => (byte - 127) / 127;

/** A curve from the picture of a function of x₁, whose rows are all alike: its values at even distances.
 * @param {ArrayLike<number>} bytes @returns {number[]} */
export const curveOf = (bytes) => Array.from({ length: SIDE }, (_, i) => answerOf(bytes[i]));

/** The mean, and the mean square of what differs from it. @param {readonly number[]} values */
export function meanAndVariance(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

/**
 * The two parts of the mean square error of some curves for the true values, over places at even distances:
 * bias² = mean (f̄ − truth)², with f̄ the curves' mean; variance = mean of the curves' (f − f̄)².
 * S. Geman, E. Bienenstock and R. Doursat, Neural networks and the bias/variance dilemma, 1992.
 * @param {readonly (readonly number[])[]} curves at least one @param {readonly number[]} truth
 */
export function biasAndVariance(curves, truth) {
  let [bias, variance] = [0, 0];
  truth.forEach((value, i) => {
    const at = meanAndVariance(curves.map((curve) => curve[i]));
    bias += (at.mean - value) ** 2 / truth.length;
    variance += at.variance / truth.length;
  });
  return { bias, variance, sum: bias + variance };
}

/** The mean of pictures, and in each cell how far they are from it (the standard deviation), as answers.
 * @param {readonly ArrayLike<number>[]} pictures at least one */
export function meanAndSpread(pictures) {
  const n = pictures[0].length;
  const mean = new Float64Array(n);
  const spread = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    const at = meanAndVariance(pictures.map((picture) => answerOf(picture[i])));
    mean[i] = at.mean;
    spread[i] = Math.sqrt(at.variance);
  }
  return { mean, spread };
}

/** The answer at a place of the plane, between the middles of the four cells around it. Row 0 is the top.
 * @param {ArrayLike<number>} answers of a picture @param {number} x @param {number} y */
export function answerAt(answers, x, y) {
  const place = (/** @type {number} */ value) =>
    Math.min(SIDE - 1, Math.max(0, ((value + REACH) / (2 * REACH)) * (SIDE - 1)));
  const [column, row] = [place(x), place(-y)];
  const [left, top] = [Math.min(SIDE - 2, Math.floor(column)), Math.min(SIDE - 2, Math.floor(row))];
  const [across, down] = [column - left, row - top];
  const at = (/** @type {number} */ r, /** @type {number} */ c) => answers[(top + r) * SIDE + left + c];
  return (
    (1 - down) * ((1 - across) * at(0, 0) + across * at(0, 1)) +
    down * ((1 - across) * at(1, 0) + across * at(1, 1))
  );
}

/** @typedef {{ singles: number[], together: number[] }} Bagged
 *   singles: the share of points that each network tells right; together: what the mean of the first, of the
 *   first two, … of all of them does */

/** How well networks tell two classes, alone and together.
 * @param {readonly ArrayLike<number>[]} pictures
 * @param {readonly (readonly number[])[]} points [x₁, x₂, label]
 * @returns {Bagged} */
export function bagged(pictures, points) {
  const sums = new Float64Array(points.length);
  const singles = [];
  const together = [];
  for (const picture of pictures) {
    const answers = Float64Array.from({ length: SIDE * SIDE }, (_, i) => answerOf(picture[i]));
    let [own, all] = [0, 0];
    points.forEach(([x, y, label], i) => {
      const answer = answerAt(answers, x, y);
      sums[i] += answer;
      if (answer > 0 === label > 0) own += 1;
      if (sums[i] > 0 === label > 0) all += 1;
    });
    singles.push(own / points.length);
    together.push(all / points.length);
  }
  return { singles, together };
}
