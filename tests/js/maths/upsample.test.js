import assert from 'node:assert/strict';
import test from 'node:test';
import { sidesOfZero, upsampleBytes, upsampleWinners } from '../../../static/js/maths/upsample.js';

/** @param {number[]} values */
const bytes = (...values) => Uint8Array.from(values);

test('what is below zero is one side, zero and what has no number the other', () => {
  const { winner, confidence } = sidesOfZero(bytes(0, 126, 127, 255), 2);
  assert.deepEqual([...winner], [0, 0, 1, 1]);
  assert.deepEqual([...confidence], [127, 1, 0, 0]);
});

test('one winner everywhere wins everywhere between', () => {
  const fine = upsampleWinners({ size: 2, winner: bytes(3, 3, 3, 3), confidence: bytes(0, 9, 200, 255) }, 3);
  assert.deepEqual([...new Set(fine)], [3]);
});

test('the edge between two sides lies where the straight line passes zero', () => {
  // From -1 in the left column to +3 in the right one: zero is a quarter of the way.
  const { winner, confidence } = sidesOfZero(bytes(126, 130, 126, 130), 2);
  const row = [...upsampleWinners({ size: 2, winner, confidence }, 100)].slice(0, 200);
  assert.equal(row.indexOf(1), 50 + 25);
  assert.equal(row.lastIndexOf(0), 50 + 24);
});

test('a slanted edge has no steps as large as the computed points', () => {
  const size = 20;
  const slope = Uint8Array.from(
    { length: size * size },
    (_, i) => 127 + (i % size) * 2 - Math.floor(i / size) - 10,
  );
  const fine = upsampleWinners(sidesOfZero(slope, size), 4);
  const edges = Array.from({ length: size * 4 }, (_, row) =>
    fine.subarray(row * size * 4, (row + 1) * size * 4).indexOf(1),
  );
  const steps = edges.slice(1).map((edge, i) => edge - edges[i]);
  assert.ok(
    steps.every((step) => step >= 0 && step <= 1),
    `steps of ${Math.max(...steps)} points`,
  );
});

test('of three classes each keeps the corner it wins', () => {
  const fine = upsampleWinners({ size: 2, winner: bytes(0, 1, 2, 2), confidence: bytes(80, 80, 80, 80) }, 10);
  assert.deepEqual([fine[0], fine[19], fine[19 * 20], fine[19 * 20 + 19]], [0, 1, 2, 2]);
});

test('a picture goes straight from each value to the next, and not beyond the outermost', () => {
  const fine = upsampleBytes(bytes(100, 140, 100, 140), 2, 4);
  assert.deepEqual([...fine.subarray(0, 8)], [100, 100, 105, 115, 125, 135, 140, 140]);
  assert.deepEqual([...fine.subarray(56)], [...fine.subarray(0, 8)]);
});

test('what has no number is drawn as zero', () => {
  assert.deepEqual([...new Set(upsampleBytes(bytes(255, 255, 255, 255), 2, 3))], [127]);
});
