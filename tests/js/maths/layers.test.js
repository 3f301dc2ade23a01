import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawnLayers, weightOf } from '../../../static/js/maths/layers.js';

const layer = (/** @type {number[]} */ weights, inputs = 3) => ({
  index: 1,
  weights: Float32Array.from(weights),
  inputs,
  count: weights.length / inputs,
  biases: new Float32Array(weights.length / inputs),
});

test('where each link has one weight the layers are drawn as they are', () => {
  const layers = [layer([1, 2, 3])];
  assert.equal(drawnLayers(layers, [[0], [1], [2]]), layers);
});

test('a link of several weights has their root mean square, without a sign', () => {
  const layers = [layer([3, -4, -1, 0, 0, 2]), layer([7, 8], 2)];
  const drawn = drawnLayers(layers, [[0, 1], [2]]);
  assert.ok(Math.abs((weightOf(drawn, 1, 0, 0) ?? 0) - Math.sqrt(12.5)) < 1e-6);
  assert.deepEqual(
    [weightOf(drawn, 1, 0, 1), weightOf(drawn, 1, 1, 0), weightOf(drawn, 1, 1, 1)],
    [-1, 0, 2],
  );
  assert.equal(weightOf(drawn, 2, 0, 1), 8);
});

test('of a frame of another shape nothing is drawn', () => {
  assert.equal(weightOf(drawnLayers([layer([1, 2, 3])], [[0, 1]]), 1, 0, 0), null);
});
