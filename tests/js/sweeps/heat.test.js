import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldAxis } from '../../../static/js/sweeps/maths/fields.js';
import { darkness, heatCells, middleRow } from '../../../static/js/sweeps/maths/heat.js';
import { rowsOf } from './rows.js';

/** @param {string} name @param {string[]} values */
const axis = (name, values) => fieldAxis({ name, values, range: null }, 'grid');
const rates = axis('learning_rate', ['0.01', '0.1']);
const widths = axis('width', ['2', '8']);

test('a cell holds the networks of its two values, whatever else varies', () => {
  const rows = rowsOf([0.4, 0.2, 0.3, 0.9], (i) => ({
    values: { learning_rate: i < 3 ? '0.1' : '0.01', width: '8', noise: String(i % 2) },
  }));
  const cells = heatCells(rows, rates, widths, {}, false);
  assert.deepEqual(
    cells.map(({ across, up, spread }) => [across, up, spread.n, spread.middle]),
    [
      [1, 1, 3, 0.3],
      [0, 1, 1, 0.9],
    ],
  );
  const held = heatCells(rows, rates, widths, { noise: '0' }, false);
  assert.deepEqual(
    held.map(({ spread }) => [spread.n, spread.middle]),
    [[2, 0.3]],
  );
  assert.equal(heatCells(rows, rates, null, {}, false).length, 2);
});

test('choosing a cell chooses the network in its middle', () => {
  const rows = rowsOf([0.4, null, 0.3], () => ({ values: { learning_rate: '0.1' } }));
  assert.equal(middleRow(heatCells(rows, rates, null, {}, false)[0]).value, 0.4);
});

test('the best is darkest, and half a loss is as much darker everywhere', () => {
  const dark = darkness([0.8, 0.1, null], false);
  assert.deepEqual([0.1, 0.8].map(dark), [1, 0]);
  assert.ok(Math.abs(dark(0.2) - dark(0.4) - (dark(0.1) - dark(0.2))) < 1e-9);
  const accuracy = darkness([0.5, 1], true);
  assert.deepEqual([1, 0.5, 0.75].map(accuracy), [1, 0, 0.5]);
  assert.equal(darkness([0.3], false)(0.3), 0.5);
  assert.equal(darkness([], false)(0.3), 0.5);
});
