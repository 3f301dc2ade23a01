import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesInUnits, rangesOf } from '../../../static/js/state/units.js';

const ranges = Float32Array.of(1, 7, 0, 12, -1, 1);
const storeOf = (/** @type {object | null} */ table, /** @type {string[]} */ look) =>
  /** @type {any} */ ({
    state: { value: { roomState: { table, view: { look } } } },
    points: { value: { ranges } },
  });
const flowers = { names: ['a', 'b', 'c'], is_on_plane: false };

test('a place of a table is told in the units of the columns that are seen', () => {
  const store = storeOf(flowers, ['x1', 'x2']);
  assert.deepEqual(placesInUnits(store, [[-6, 0], [6]]), [[1, 4], [12]]);
  assert.deepEqual(placesInUnits(storeOf(flowers, ['x3', 'x1']), [[6], [-6]]), [[1], [1]]);
  assert.equal(rangesOf(store), ranges);
});

test('principal components and the plane have no units', () => {
  assert.deepEqual(placesInUnits(storeOf(flowers, []), [[3], [2]]), [[3], [2]]);
  for (const table of [null, { names: ['a', 'b'], is_on_plane: true }]) {
    assert.deepEqual(placesInUnits(storeOf(table, []), [[3], [2]]), [[3], [2]]);
    assert.equal(rangesOf(storeOf(table, [])), null);
  }
});
