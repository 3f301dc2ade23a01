import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeFrame } from '../../../static/js/protocol/frames.js';
import {
  finer,
  heights,
  landscapeOf,
  walkedTo,
} from '../../../static/js/views/inside/landscape/landscape_sections.js';
import { encodeFrame } from '../fakes.js';

const { NaN: none } = Number;

/** @param {number} kind @param {number} count @param {number} size @param {number[]} values */
const section = (kind, count, size, values) => ({
  kind,
  layer: 0,
  count,
  size,
  payload: Float32Array.from(values),
});

test('a landscape comes with its ends, what it holds and the path', () => {
  const { inside } = decodeFrame(
    encodeFrame({ type: 7 }, [
      section(56, 2, 2, [1, 2, 3, 4]),
      section(57, 1, 8, [-1, 2, -3, 4, 0.5, none, 0.25, 0.125]),
      section(58, 2, 4, [...[-1, 0, 0, 2], ...[0.5, 1, 8, 1]]),
    ]),
  );
  const seen = landscapeOf(inside, 9);
  assert.deepEqual([seen?.side, seen?.across, seen?.up], [2, [-1, 2], [-3, 4]]);
  assert.deepEqual([seen?.share, seen?.eigenvalue, seen?.rate], [0.5, none, 0.25]);
  assert.deepEqual(seen?.walk, [
    { x: -1, y: 0, epoch: 0, loss: 2 },
    { x: 0.5, y: 1, epoch: 8, loss: 1 },
    { x: 0, y: 0, epoch: 9, loss: 0.125 },
  ]);
  assert.equal(landscapeOf([], 0), null);
});

test('each factor of the loss is the same height, and what has run away is the highest', () => {
  const [low, middle, high, away] = heights(Float32Array.from([0.01, 0.1, 1, Infinity]));
  assert.deepEqual([low, high, away], [0, 1, 1]);
  assert.ok(Math.abs(middle - 0.5) < 1e-3);
  assert.deepEqual([...heights(Float32Array.from([0, 0]))], [0, 0]);
});

test('places in between lie straight between those that were computed', () => {
  const fine = finer(Float32Array.from([0, 1, 2, 3]), 2, 3);
  assert.deepEqual([...fine], [0, 0.5, 1, 1, 1.5, 2, 2, 2.5, 3]);
});

test('a walk is looked at where it had come by an epoch, and without one at the ball', () => {
  const walk = [2, 4, 9].map((epoch) => ({ x: 0, y: 0, epoch, loss: 1 }));
  assert.deepEqual(
    [undefined, 0, 2, 5, 9, 50].map((epoch) => walkedTo(walk, epoch)),
    [2, 0, 0, 1, 2, 2],
  );
});
