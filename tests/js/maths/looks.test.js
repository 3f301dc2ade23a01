import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inUnits, readLook, writeLook } from '../../../static/js/maths/looks.js';

test('a look is read as it was written, with what is held', () => {
  const look = {
    axes: [3, 1],
    held: new Map([
      [2, 4050.25],
      [4, -1e-3],
    ]),
  };
  assert.deepEqual(writeLook(look), ['x3', 'x1', 'x2:4050.25', 'x4:-0.001']);
  assert.deepEqual(readLook(writeLook(look), 4), look);
  assert.deepEqual(writeLook(readLook([], 4)), []);
});

test('what is shown is not held, and a look at inputs not there is one at the components', () => {
  assert.deepEqual(
    writeLook({
      axes: [1, 2],
      held: new Map([
        [2, 5],
        [3, 6],
      ]),
    }),
    ['x1', 'x2', 'x3:6'],
  );
  assert.deepEqual(writeLook({ axes: [], held: new Map([[2, 5]]) }), []);
  assert.deepEqual(readLook(['x1', 'x5', 'x2:3'], 4), { axes: [], held: new Map() });
});

test('the marks of an axis are in the units of its column', () => {
  const ranges = Float32Array.of(0, 1, 32, 56);
  assert.deepEqual(inUnits([-6, -3, 0, 3, 6], ranges, 2), [32, 38, 44, 50, 56]);
});
