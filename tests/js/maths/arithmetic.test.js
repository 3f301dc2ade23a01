import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arithmeticOf } from '../../../static/js/maths/arithmetic.js';

const floats = (/** @type {number[]} */ ...values) => Float32Array.from(values);
/** @typedef {import('../../../static/js/messages.js').Experiment} Experiment */
/** @type {{ experiment: Pick<Experiment, 'skip' | 'hidden' | 'loss'>, isOff: boolean }} */
const plain = { experiment: { skip: false, hidden: [2], loss: 'square' }, isOff: false };
/** @type {import('../../../static/js/types.js').Probe} */
const probe = {
  set: null,
  index: null,
  isMade: false,
  x: [1, 2],
  label: null,
  loss: null,
  meanLoss: null,
  share: null,
  targets: null,
  row: null,
  pre_activations: [floats(3, 4), floats(5)],
  outputs: [floats(1, 2), floats(0.5, 0.75), floats(0.25)],
  normalised: [],
};

test('without a point there is no arithmetic, nor for a neuron that is not there', () => {
  assert.equal(arithmeticOf(null, 1, 0, plain), null);
  assert.equal(arithmeticOf(probe, 1, 2, plain), null);
  assert.equal(arithmeticOf(probe, 4, 0, plain), null);
});

test('the sum is what the activation gets', () => {
  const expected = {
    inputs: floats(1, 2),
    sum: 4,
    normal: null,
    preActivation: 4,
    activated: 0.75,
    skip: null,
    together: null,
    output: 0.75,
  };
  assert.deepEqual(arithmeticOf(probe, 1, 1, plain), expected);
});

test('a normalisation stands between the sum and the activation', () => {
  const { sum, normal, preActivation } =
    arithmeticOf({ ...probe, normalised: [floats(9, 1, 2, 1, 8, 1, 3, 1)] }, 1, 1, plain) ?? {};
  assert.deepEqual([sum, normal, preActivation], [8, { value: 1, gain: 3, shift: 1 }, 4]);
});

test('a skip connection adds what came in, where a layer is as wide as the one before', () => {
  const skipping = { ...plain, experiment: { ...plain.experiment, skip: true } };
  const { activated, skip, output } = arithmeticOf(probe, 1, 0, skipping) ?? {};
  assert.deepEqual([activated, skip, output], [-0.5, 1, 0.5]);
  assert.equal(arithmeticOf(probe, 2, 0, skipping)?.skip, null);
});

test('what a neuron that is off would have said is not known', () => {
  assert.equal(arithmeticOf(probe, 1, 0, { ...plain, isOff: true })?.activated, null);
});

test('a softmax makes shares of all outputs, and of nothing before them', () => {
  const shared = { ...plain, experiment: { ...plain.experiment, loss: 'cross-entropy' } };
  const classes = { ...probe, pre_activations: [floats(3, 4), floats(1, 2, 3)] };
  const outputs = [floats(1, 2), floats(0.5, 0.75), floats(0.1, 0.2, 0.7)];
  assert.deepEqual(arithmeticOf({ ...classes, outputs }, 2, 1, shared)?.together, [1, 2, 3]);
  assert.equal(arithmeticOf({ ...classes, outputs }, 1, 1, shared)?.together, null);
});
