import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestOf, middleOf } from '../../../static/js/sweeps/summary.js';
import { arranged, gridOf, nextPlace, placeAt } from '../../../static/js/sweeps/wall/arranging.js';

/** @param {number} setting @param {number} repeat @param {number | null} value @returns {any} */
const row = (setting, repeat, value) => ({ setting, repeat, value });
const status = /** @type {any} */ ({ n_seeds: 2, n_trials: 6, is_largest_best: false });

test('networks stand in the order of the fields, and those that wait have their places', () => {
  const places = arranged(status, [row(2, 1, 0.1), row(0, 0, 0.3)], 'fields');
  assert.deepEqual(
    places.map((each) => each && [each.setting, each.repeat]),
    [[0, 0], null, null, null, null, [2, 1]],
  );
});

test('the best comes first, then what ran away, then what waits', () => {
  const rows = [row(0, 0, null), row(0, 1, 0.3), row(1, 0, 0.1)];
  const values = (/** @type {any} */ of) => arranged(of, rows, 'best').map((each) => each?.value);
  assert.deepEqual(values(status), [0.1, 0.3, null, undefined, undefined, undefined]);
  assert.deepEqual(values({ ...status, is_largest_best: true }).slice(0, 3), [0.3, 0.1, null]);
});

test('pictures shrink until all have room, and from then on the wall scrolls', () => {
  assert.equal(gridOf(20, 590, 300).side, 60);
  assert.ok(gridOf(400, 590, 300).side < 30);
  const many = gridOf(10_000, 590, 300);
  assert.equal(many.side, 18);
  assert.ok(many.height > 300);
});

test('a row holds whole groups where pictures are not much smaller for it', () => {
  assert.equal(gridOf(60, 590, 400, [12]).columns, 12);
  const grid = gridOf(180, 700, 400, [30, 5]);
  assert.equal(grid.columns % 5, 0);
  assert.notEqual(grid.columns, 30);
  assert.ok(grid.side >= 0.75 * gridOf(180, 700, 400).side);
});

test('a place is found under the pointer, and none between or beyond', () => {
  const grid = gridOf(20, 590, 300);
  const step = grid.side + grid.gap;
  assert.equal(placeAt(grid, 20, 1, 1), 0);
  assert.equal(placeAt(grid, 20, step + 1, step + 1), grid.columns + 1);
  assert.equal(placeAt(grid, 20, grid.columns * step + 1, 1), -1);
  assert.equal(placeAt(grid, 20, 1, 9 * step), -1);
});

test('keys go past what waits, and stay where nothing follows', () => {
  const places = [row(0, 0, 1), null, row(1, 0, 1), null];
  assert.equal(nextPlace(places, 0, 1), 2);
  assert.equal(nextPlace(places, 2, 1), 2);
  assert.equal(nextPlace(places, 2, -1), 0);
});

test('the middle of the seeds is the lower median, and what ran away is worse than any', () => {
  assert.deepEqual(middleOf([0.4, null, 0.1, 0.2], false), {
    middle: 0.2,
    best: 0.1,
    worst: null,
    ranAway: 1,
  });
  assert.equal(middleOf([0.4, null, 0.1, 0.2], true).middle, 0.1);
  assert.equal(middleOf([null, null, 0.1], false).middle, null);
});

test('the best has the least loss, or the largest accuracy', () => {
  const rows = [row(0, 0, null), row(0, 1, 0.3), row(1, 0, 0.1)];
  assert.equal(bestOf(rows, false)?.value, 0.1);
  assert.equal(bestOf(rows, true)?.value, 0.3);
  assert.equal(bestOf([row(0, 0, null)], false), null);
});
