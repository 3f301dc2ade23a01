import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberIn } from '../../../static/js/views/bring/choosing.js';

test('a number in a cell is what the server reads as one', () => {
  const numbers = ['3', '-2.5', '.5', '4.', '1e-3', '−7', '+1'];
  assert.deepEqual(
    numbers.map((cell) => numberIn(cell, 'point')),
    [3, -2.5, 0.5, 4, 0.001, -7, 1],
  );
  for (const cell of [null, '', 'old', '0x10', 'Infinity', '1,5', '1O', '1e', '.']) {
    assert.ok(Number.isNaN(numberIn(cell, 'point')), String(cell));
  }
});

test('with a comma for the decimal sign a point makes no number', () => {
  assert.equal(numberIn('1,5', 'comma'), 1.5);
  assert.ok(Number.isNaN(numberIn('1.5', 'comma')));
});
