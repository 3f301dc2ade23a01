import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linearTicks } from '../../../static/js/maths/ticks.js';

test('ticks are round and have room', () => {
  assert.deepEqual(linearTicks(0, 0.54, 6), [0, 0.2, 0.4]);
  assert.deepEqual(linearTicks(0, 0.5, 6), [0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  assert.deepEqual(linearTicks(3, 3, 6), [3]);
});
