/** What a class answers together: the mean of its pictures, and where it agrees. Pure, no page. */
import { NO_NUMBER_BYTE, ZERO_BYTE } from '../../../maths/colours.js';

/** Who agrees: nine in ten. */
const AGREEING = 0.9;

/** The mean of pictures of one output. @param {readonly Uint8Array[]} pictures of the same size
 * @returns {Uint8Array} */
export function meanPicture(pictures) {
  const sums = new Float64Array(pictures[0].length);
  for (const picture of pictures) for (let i = 0; i < sums.length; i += 1) sums[i] += numberOf(picture[i]);
  return Uint8Array.from(sums, (sum) => Math.round(sum / pictures.length));
}

/** The share of the plane on which nine in ten answer the same, from 0 to 1.
 * @param {readonly Uint8Array[]} pictures */
export function agreement(pictures) {
  let agreed = 0;
  const { length } = pictures[0];
  for (let i = 0; i < length; i += 1) {
    const above = pictures.filter((picture) => numberOf(picture[i]) > ZERO_BYTE).length / pictures.length;
    if (Math.max(above, 1 - above) >= AGREEING) agreed += 1;
  }
  return agreed / length;
}

/** The indices of the pictures nearest to and farthest from their mean.
 * @param {readonly Uint8Array[]} pictures @returns {{ nearest: number, farthest: number }} */
export function extremes(pictures) {
  const mean = meanPicture(pictures);
  const distances = pictures.map((picture) =>
    picture.reduce((sum, byte, i) => sum + (numberOf(byte) - mean[i]) ** 2, 0),
  );
  return {
    nearest: distances.indexOf(Math.min(...distances)),
    farthest: distances.indexOf(Math.max(...distances)),
  };
}

/** @param {number} byte */
const numberOf = (byte) => (byte === NO_NUMBER_BYTE ? ZERO_BYTE : byte);
