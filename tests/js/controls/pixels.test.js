import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourcesOfPixels, strongestFrom } from '../../../static/js/controls/pixels.js';

const pixel = (/** @type {string} */ name, formula = name) => ({ name, formula, isColumn: true });
const features = [pixel('x', 'x1'), pixel('y', 'x2'), pixel('x3'), pixel('x4')];

test('each pixel is the input that is fed in, in whatever order; those left out are none', () => {
  const other = { name: 'xSquared', formula: 'x1^2', isColumn: false };
  assert.deepEqual(
    [...sourcesOfPixels([...features, other], ['x', 'xSquared', 'x4', 'x3'], 2)],
    [0, -1, 3, 2],
  );
});

test('the strongest weight is that of any neuron, from pixels alone', () => {
  const weights = Float32Array.of(0.5, 9, -0.25, 0.5, 9, -2);
  const layer = { index: 1, weights, inputs: 3, count: 2, biases: new Float32Array(2) };
  assert.equal(strongestFrom(layer, Int32Array.of(0, 2, -1, -1)), 2);
  assert.equal(strongestFrom(layer, Int32Array.of(-1)), 1);
});
