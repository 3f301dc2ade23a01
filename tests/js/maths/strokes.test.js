import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { cellsOf, INK, inputsOf, MOST_DOTS } from '../../../static/js/maths/strokes.js';

const SIDE = 8;
/** @typedef {[number, number]} Place */
/** @type {Place[]} */
const ONE = [
  [0.7, 0.2],
  [0.7, 0.8],
]; // prettier-ignore
const ring = Array.from({ length: 41 }, (_, i) => {
  const turn = (2 * Math.PI * i) / 40;
  return /** @type {Place} */ ([0.3 + 0.1 * Math.sin(turn), 0.4 + 0.15 * Math.cos(turn)]);
});
const sum = (/** @type {readonly number[]} */ cells) => cells.reduce((all, each) => all + each, 0);

test('the digits have as much ink as the strokes get', () => {
  const file = new URL('../../../engine/data/sets/digits.csv.gz', import.meta.url);
  const rows = gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1);
  const mean = rows.reduce((all, row) => all + sum(row.split(',').slice(0, -1).map(Number)), 0) / rows.length;
  assert.ok(Math.abs(mean / (SIDE * SIDE * MOST_DOTS) - INK) < 0.005, String(mean));
});

test('a line stands in the middle, as high as the picture, wherever it was drawn and however small', () => {
  const cells = cellsOf([ONE], SIDE);
  const middle = cells.map((dots, i) => dots * ((i % SIDE) + 0.5 - SIDE / 2));
  assert.equal(sum(middle), 0);
  for (let row = 0; row < SIDE; row += 1) assert.ok(cells[row * SIDE + 3] > 8, `row ${row}`);
  assert.ok(Math.abs(sum(cells) / (SIDE * SIDE * MOST_DOTS) - INK) < 0.02);
  const smaller = ONE.map(([x, y]) => /** @type {Place} */ ([x / 2 + 0.1, y / 2]));
  assert.deepEqual(cellsOf([smaller], SIDE), cells);
});

test('a ring is empty within', () => {
  const cells = cellsOf([ring], SIDE);
  const within = [27, 28, 35, 36].map((i) => cells[i]);
  assert.ok(sum(within) <= 4, within.join());
  assert.ok(cells.every((dots) => dots >= 0 && dots <= MOST_DOTS));
});

test('a dot stays one, and nothing is nothing', () => {
  assert.ok(sum(cellsOf([[[0.2, 0.2]]], SIDE)) < 0.1 * SIDE * SIDE * MOST_DOTS);
  assert.equal(sum(cellsOf([], SIDE)), 0);
});

test('inputs are between paper and ink, and nowhere beyond what the training points are there', () => {
  const ranges = Float32Array.of(0, 16, 0, 4, 2, 10, 0, 0);
  assert.deepEqual(inputsOf([8, 16, 0, 16], ranges), [8, 4, 2, 0]);
});
