import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  barsPath,
  linePath,
  logShare,
  niceLimit,
  rebinned,
  scientific,
  sharedLimit,
  valueRange,
} from '../../../static/js/maths/histograms.js';

const near = (/** @type {number[]} */ found, /** @type {number[]} */ expected) =>
  found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-9, `${found} is not ${expected}`));

test('a scale ends at 1, 2 or 5 times a power of ten', () => {
  assert.deepEqual([0.9, 1, 1.1, 2.5, 5, 7, 0.012].map(niceLimit), [1, 1, 2, 5, 5, 10, 0.02]);
  assert.deepEqual([0, -1, NaN, Infinity].map(niceLimit), [1, 1, 1, 1]);
});

test('equal values lie in the middle of their only bin', () => {
  assert.deepEqual(valueRange({ low: -0.5, high: 0.5, counts: [0, 4, 0] }), [0, 0]);
  assert.deepEqual(valueRange({ low: -1, high: 3, counts: [1, 0, 1] }), [-1, 3]);
  assert.equal(valueRange({ low: 0, high: 0, counts: [0, 0, 0] }), null);
});

test('layers share a scale, and dead gradients do not stretch it', () => {
  const dead = { low: -0.5, high: 0.5, counts: [0, 9, 0] };
  const alive = { low: -0.003, high: 0.001, counts: [1, 1, 1] };
  assert.equal(sharedLimit([dead, alive]), 0.005);
  assert.equal(sharedLimit([dead]), 1);
});

test('counts are divided among the bins by width, and none is lost', () => {
  near(rebinned({ low: -1, high: 1, counts: [4, 2] }, -1, 1, 4), [2, 2, 1, 1]);
  near(rebinned({ low: -0.5, high: 0.5, counts: [1, 1] }, -1, 1, 2), [1, 1]);
  near(rebinned({ low: -4, high: 4, counts: [1, 1, 1, 1] }, -1, 1, 2), [2, 2]);
  near(rebinned({ low: -0.5, high: 0.5, counts: [0, 7, 0] }, -1, 1, 3), [0, 7, 0]);
  near(rebinned({ low: 8, high: 9, counts: [3, 3] }, -1, 1, 2), [0, 6]);
  near(rebinned({ low: 0, high: 0, counts: [0, 0] }, -1, 1, 2), [0, 0]);
});

test('bars stand on the ground and the highest fills the plot', () => {
  assert.equal(barsPath([0, 2, 1], 30, 10), 'M0,10V10H10V0H20V5H30V10Z');
  assert.equal(barsPath([0, 0], 30, 10), '');
});

test('a line goes from left to right, larger values higher up', () => {
  assert.equal(linePath([-1, 0, 1], [-1, 1], 20, 10), 'M0,10L10,5L20,0');
});

test('a gradient is as long as its power of ten', () => {
  near([1e-8, 1e-3, 1, 100, 1e9, 1e-20, 0].map(logShare), [0, 0.5, 0.8, 1, 1, 0, 0]);
  assert.deepEqual([0.00123, 4.96, 9.97].map(scientific), [
    [1.2, -3],
    [5, 0],
    [1, 1],
  ]);
  assert.deepEqual([0, null, Infinity].map(scientific), [null, null, null]);
});
