import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestPoint, nextPoint } from '../../../static/js/maths/nearest.js';

const points = Float32Array.from([0, 0, 1, 3, 0, -1, -3, 0, 0.5]);

test('the nearest point within reach is meant', () => {
  assert.equal(nearestPoint(points, 0.2, 0.1, 1), 0);
  assert.equal(nearestPoint(points, 2.6, 0, 1), 1);
  assert.equal(nearestPoint(points, 1.5, 1.5, 1), null);
});

test('on a curve it is near in value too, in the measure of the drawing', () => {
  const how = { up: /** @type {2} */ (2), stretch: 4 };
  assert.equal(nearestPoint(points, 0, 0.9, 1, how), 0);
  assert.equal(nearestPoint(points, 0, 0.7, 1, how), null);
  assert.equal(nearestPoint(points, 3, -0.8, 1, how), 1);
});

test('the next point is the next of the list and begins with the first, in both directions', () => {
  assert.deepEqual(
    [null, 0, 2].map((index) => nextPoint(points, index, 1, false)),
    [0, 1, 0],
  );
  assert.deepEqual(
    [null, 0, 2].map((index) => nextPoint(points, index, -1, false)),
    [0, 2, 1],
  );
});

test('on a curve the next point is the one to the right', () => {
  assert.deepEqual(
    [null, 2, 0, 1].map((index) => nextPoint(points, index, 1, true)),
    [2, 0, 1, 2],
  );
  assert.deepEqual(
    [2, 0].map((index) => nextPoint(points, index, -1, true)),
    [1, 2],
  );
});
