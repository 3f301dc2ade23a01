import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFrozen, isOff, linkMarks } from '../../../static/js/state/ablation.js';

/** @type {import('../../../static/js/messages.js').RoomState['frozen']} */
const frozen = [
  [2, 1, 0],
  [1, 0, null],
];

test('a neuron is off when its layer and number are told', () => {
  assert.equal(isOff([[1, 3]], 1, 3), true);
  assert.equal(isOff([[1, 3]], 3, 1), false);
});

test('a bias is frozen by itself, a weight by its source', () => {
  assert.equal(isFrozen(frozen, 1, 0, null), true);
  assert.equal(isFrozen(frozen, 1, 0, 0), false);
  assert.equal(isFrozen(frozen, 2, 1, 0), true);
});

test('links are marked where their weight is frozen or an end of theirs is off', () => {
  const marks = linkMarks({ off: [[1, 3]], frozen });
  assert.deepEqual(marks({ layer: 2, neuron: 1, source: 0 }), { frozen: true, pale: false });
  assert.deepEqual(marks({ layer: 1, neuron: 3, source: 0 }), { frozen: false, pale: true });
  assert.deepEqual(marks({ layer: 2, neuron: 0, source: 3 }), { frozen: false, pale: true });
  assert.deepEqual(marks({ layer: 1, neuron: 0, source: 1 }), { frozen: false, pale: false });
});
