import assert from 'node:assert/strict';
import test from 'node:test';
import { axesAfter, axesOf } from '../../../static/js/views/inside/hidden/axes.js';

const flat = { n: 4, axes: [0, 0] };
const deep = { n: 4, axes: [0, 0, 0] };

test('a neuron on one axis brings others to the other axes', () => {
  assert.deepEqual(axesAfter(flat, 0, 3), { across: 3, up: 1, deep: undefined });
  assert.deepEqual(axesAfter(flat, 1, 1), { across: 2, up: 1, deep: undefined });
  assert.deepEqual(axesAfter(flat, 2, 1), { across: 2, up: 3, deep: 1 });
  assert.deepEqual(axesAfter({ n: 4, axes: [1, 2, 3] }, 0, 3), { across: 3, up: 2, deep: 1 });
});

test('a direction on one axis brings directions to all', () => {
  assert.deepEqual(axesAfter({ n: 4, axes: [1, 2, 3] }, 1, 0), { across: undefined, up: undefined, deep: 0 });
  assert.deepEqual(axesAfter(flat, 2, 0), { across: undefined, up: undefined, deep: 0 });
  assert.deepEqual(axesAfter({ n: 4, axes: [1, 2] }, 0, 0), {
    across: undefined,
    up: undefined,
    deep: undefined,
  });
});

test('without the third axis the other two stay', () => {
  assert.deepEqual(axesAfter({ n: 4, axes: [4, 2, 1] }, 2, null), { across: 4, up: 2, deep: undefined });
  assert.deepEqual(axesAfter(deep, 2, null), { across: undefined, up: undefined, deep: undefined });
});

test('two neurons make no space', () => {
  assert.deepEqual(axesAfter({ n: 2, axes: [0, 0, 0] }, 0, 2), { across: 2, up: 1, deep: undefined });
});

test('a layer has what is chosen on its axes, and directions where it has no such neurons', () => {
  assert.deepEqual(axesOf({ across: 3, up: 1 }, 4).axes, [3, 1]);
  assert.deepEqual(axesOf({ across: 3, up: 1 }, 2).axes, [0, 0]);
  assert.deepEqual(axesOf({ across: 3, up: 1, deep: 0 }, 4).axes, [0, 0, 0]);
  assert.deepEqual(axesOf({ across: 3, up: 1, deep: 2 }, 4).axes, [3, 1, 2]);
  assert.deepEqual(axesOf({ across: 3, up: 3 }, 4).axes, [0, 0]);
  assert.deepEqual(axesOf({ deep: 0 }, 2).axes, [0, 0, 0]);
});
