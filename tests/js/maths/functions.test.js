import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisLimit, axisTicks, reach } from '../../../static/js/maths/functions.js';

for (const [most, limit] of [
  [0, 1.5],
  [1.5, 1.5],
  [1.51, 2],
  [2.4, 3],
  [7, 8],
  [9.99, 10],
  [10, 10],
  [12, 15],
  [36, 50],
  [80.1, 100],
  [NaN, 1.5],
]) {
  test(`a drawing of values up to ${most} reaches to ${limit}`, () => assert.equal(axisLimit(most), limit));
}

for (const [limit, expected] of /** @type {[number, number[]][]} */ ([
  [1.5, [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]],
  [2, [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2]],
  [3, [-3, -2, -1, 0, 1, 2, 3]],
  [8, [-8, -6, -4, -2, 0, 2, 4, 6, 8]],
  [50, [-40, -20, 0, 20, 40]],
])) {
  test(`an axis up to ${limit} has the ticks ${expected}`, () =>
    assert.deepEqual(axisTicks(limit), expected));
}

test('the reach is that of the greatest value, whatever its sign', () => {
  assert.equal(reach([1, -3, 2]), 3);
  assert.equal(reach([9, 9, 1, 9, 9, -2], 3, 2), 2);
  assert.equal(reach([]), 0);
});
