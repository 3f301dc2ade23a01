// What the pictures of the page show, in words.
import { winnerShares } from '../maths/classes.js';
import { ZERO_BYTE } from '../maths/colours.js';
import { curveOf, gridOf } from '../protocol/frames.js';
import { choiceLabel } from './explanations.js';
import { loss, number, t } from './texts.js';
/** @import { Experiment } from '../messages.js' */
/** @import { Decision, Frame } from '../types.js' */

/** How far training is, and what the boundary looks like. @param {Frame | null} frame */
export function situation(frame) {
  if (!frame?.now) return '';
  const accuracy = frame.accuracy
    ? ` ${t('said.accuracy', { percent: number(100 * frame.accuracy.test, 1) })}`
    : '';
  const losses =
    t('said.losses', {
      epoch: number(frame.epoch, 0),
      train: loss(frame.now.train),
      test: loss(frame.now.test),
    }) + accuracy;
  const last = frame.layers.length;
  const curve = curveOf(frame.curves, last, 0);
  if (curve) return `${losses} ${functionInWords(curve)}`;
  if (frame.decision) return `${losses} ${decisionInWords(frame.decision)}`;
  const grid = gridOf(frame, last, 0);
  return grid ? `${losses} ${boundaryInWords(grid.bytes)}` : losses;
}

/** How much of the plane each class wins. @param {Decision} decision */
function decisionInWords(decision) {
  const shares = winnerShares(decision).map((share, k) =>
    t('said.class', { n: k + 1, percent: number(share, 0) }),
  );
  return t('said.classes', { shares: shares.join(', ') });
}

/** Where a function begins, ends, and how far it reaches in between. @param {Float32Array} values */
function functionInWords(values) {
  const digits = (/** @type {number} */ value) => number(value, 2);
  return t('said.function', {
    first: digits(values[0]),
    last: digits(values[values.length - 1]),
    least: digits(Math.min(...values)),
    most: digits(Math.max(...values)),
  });
}

/** How much of the plane is above zero. @param {Uint8Array} bytes */
function boundaryInWords(bytes) {
  const positive = bytes.reduce((count, byte) => count + (byte > ZERO_BYTE ? 1 : 0), 0);
  return t('said.boundary', { percent: number((100 * positive) / bytes.length, 0) });
}

/** The network in sentences: its shape, and what of it is not drawn.
 * @param {Experiment} experiment @param {readonly string[]} features  what the inputs are called
 * @param {number} outputs @param {boolean} isDeep  whether weak links are faint or left out */
export function networkInWords({ hidden, activation }, features, outputs = 1, isDeep = false) {
  const inputs = features.join(', ');
  const values = { inputs, layers: hidden.join(', '), activation: choiceLabel('activation', activation) };
  const shape = hidden.length === 0 ? t('said.network.none', { inputs }) : t('said.network', values);
  const end = outputs > 1 ? t('said.outputs', { n: outputs }) : t('said.output');
  return [shape, end, ...(isDeep ? [t('said.strongest')] : [])].join(' ');
}
