/** Histograms and other small plots as numbers and SVG paths: pure, no page. */
/** @import { Histogram } from '../messages.js' */

/** The decades of a gradient's length that its bar spans: from 10^LOWEST to 10^HIGHEST. */
export const LOWEST = -8;
export const HIGHEST = 2;

/** The least of 1, 2, 5 times a power of ten that is not below the value: a scale that seldom changes.
 * @param {number} value */
export function niceLimit(value) {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5].map((step) => step * power).find((limit) => limit >= value * (1 - 1e-9)) ?? 10 * power;
}

/** Where a histogram's values lie. Of equal values only one bin, which reaches around them, is not empty.
 * @param {Histogram} histogram @returns {[number, number] | null} null without values */
export function valueRange({ low, high, counts }) {
  const filled = counts.filter((count) => count > 0).length;
  if (filled === 0) return null;
  return filled === 1 ? [(low + high) / 2, (low + high) / 2] : [low, high];
}

/** The scale that all of these histograms share: from minus this number to this number.
 * @param {readonly Histogram[]} histograms */
export function sharedLimit(histograms) {
  const ends = histograms.flatMap((histogram) => valueRange(histogram) ?? []);
  return niceLimit(Math.max(0, ...ends.map(Math.abs)));
}

/**
 * The counts of a histogram in other bins; those of a bin that is divided go to each part by its width, and
 * what lies beyond the ends goes to the bin at the end.
 * @param {Histogram} histogram @param {number} from @param {number} to @param {number} bins
 * @returns {number[]}
 */
export function rebinned(histogram, from, to, bins) {
  const result = Array(bins).fill(0);
  const range = valueRange(histogram);
  if (!range) return result;
  const place = (/** @type {number} */ value) =>
    Math.min(bins, Math.max(0, ((value - from) / (to - from)) * bins));
  const width = (range[1] - range[0]) / histogram.counts.length;
  histogram.counts.forEach((count, i) => {
    const [left, right] =
      width === 0 ? [range[0], range[0]] : [histogram.low + i * width, histogram.low + (i + 1) * width];
    share(result, count, place(left), place(right));
  });
  return result;
}

/** Gives a count to the bins between two places.
 * @param {number[]} bins @param {number} count @param {number} left @param {number} right */
function share(bins, count, left, right) {
  const first = Math.min(bins.length - 1, Math.floor(left));
  const last = Math.min(bins.length - 1, Math.max(first, Math.ceil(right) - 1));
  for (let i = first; i <= last; i += 1) {
    const part = first === last ? 1 : (Math.min(right, i + 1) - Math.max(left, i)) / (right - left);
    bins[i] += count * part;
  }
}

/** The outline of bars standing on the ground, the highest as high as there is room.
 * @param {readonly number[]} bins @param {number} width @param {number} height */
export function barsPath(bins, width, height) {
  const most = Math.max(...bins);
  if (!(most > 0)) return '';
  const step = width / bins.length;
  const tops = bins.map((count, i) => `V${short(height * (1 - count / most))}H${short((i + 1) * step)}`);
  return `M0,${short(height)}${tops.join('')}V${short(height)}Z`;
}

/**
 * A line through values at even distances.
 * @param {readonly number[]} values
 * @param {readonly [number, number]} range the values at the bottom and at the top
 * @param {number} width @param {number} height
 */
export function linePath(values, [bottom, top], width, height) {
  const at = (/** @type {number} */ value) => short(height * (1 - (value - bottom) / (top - bottom)));
  return values
    .map((value, i) => `${i ? 'L' : 'M'}${short((i / (values.length - 1)) * width)},${at(value)}`)
    .join('');
}

/** How long the bar of a gradient's length is, from 0 to 1, on a logarithmic scale. @param {number} norm */
export function logShare(norm) {
  if (!(norm > 0)) return 0;
  return Math.min(1, Math.max(0, (Math.log10(norm) - LOWEST) / (HIGHEST - LOWEST)));
}

/** A positive number as digits and power of ten: 0.00123 is [1.2, -3]; null for none.
 * @param {number | null} value @returns {[number, number] | null} */
export function scientific(value) {
  if (value === null || !(value > 0) || !Number.isFinite(value)) return null;
  const [digits, power] = value.toExponential(1).split('e').map(Number);
  return [digits, power];
}

/** @param {number} value */
const short = (value) => String(Math.round(value * 100) / 100);
