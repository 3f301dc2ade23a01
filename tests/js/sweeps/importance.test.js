import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldAxis } from '../../../static/js/sweeps/maths/fields.js';
import { explainedByAll, importances, ranksOf } from '../../../static/js/sweeps/maths/importance.js';
import { rowsOf } from './rows.js';

/** @param {string} name @param {string[]} values */
const axis = (name, values) => fieldAxis({ name, values, range: null }, 'grid');
const axes = [axis('width', ['2', '8']), axis('noise', ['0', '10'])];

test('equal ones share the mean of their ranks, what diverged is last, who went on before who ended', () => {
  assert.deepEqual(ranksOf(rowsOf([0.3, null, 0.1, 0.3, null]), false), [2.5, 4.5, 1, 2.5, 4.5]);
  assert.deepEqual(ranksOf(rowsOf([0.3, 0.1, null]), true), [1, 2, 3]);
  const rows = rowsOf([0.1, 0.9], (i) => ({ epochs: i ? 300 : 100 }));
  assert.deepEqual(ranksOf(rows, false), [2, 1]);
});

test('a field that decides everything explains nearly all, and one that decides nothing nothing', () => {
  const rows = rowsOf(
    Array.from({ length: 40 }, (_, i) => (i % 2 ? 1 : 2) + i / 1000),
    (i) => ({ values: { width: i % 2 ? '8' : '2', noise: i % 4 < 2 ? '0' : '10' } }),
  );
  const [first, second] = importances(rows, axes, false);
  assert.deepEqual([first.name, first.best], ['width', '8']);
  assert.ok(first.share > 0.7, `${first.share}`);
  assert.ok(second.share < 0.05, `${second.share}`);
  assert.equal(importances(rows, axes, true)[0].best, '2');
});

test('it is the share that the ranks by hand come to', () => {
  // Ranks 1, 2, 4 against 3, 5, 6: H = 12/(6*7) * (7²/3 + 14²/3) - 3*7 = 7/3, and (H - 1)/(6 - 2) = 1/3.
  const rows = rowsOf([0.1, 0.2, 0.4, 0.3, 0.5, null], (i) => ({ values: { width: i < 3 ? '2' : '8' } }));
  const [{ share }] = importances(rows, axes.slice(0, 1), false);
  assert.ok(Math.abs(share - 1 / 3) < 1e-9, `${share}`);
});

test('that everything diverges when the rate is high counts', () => {
  const rows = rowsOf(
    Array.from({ length: 20 }, (_, i) => (i % 2 ? null : 0.3)),
    (i) => ({ values: { width: i % 2 ? '8' : '2' } }),
  );
  assert.ok(importances(rows, axes.slice(0, 1), false)[0].share > 0.99);
});

test('what all fields explain together leaves the seeds, and is not told where there is one seed', () => {
  const rows = rowsOf([0.1, 0.2, 0.5, 0.6, 0.8, 0.9], (i) => ({ setting: i >> 1, repeat: i % 2 }));
  assert.ok(Number(explainedByAll(rows, false)) > 0.8);
  assert.equal(explainedByAll(rowsOf([0.1, 0.2]), false), null);
});

test('nothing is explained by a value alone, nor of networks that are all alike', () => {
  const alike = rowsOf([0.1, 0.1, 0.1], (i) => ({ values: { width: i ? '8' : '2' } }));
  assert.equal(importances(alike, axes.slice(0, 1), false)[0].share, 0);
  const one = rowsOf([0.1, 0.2, 0.3], () => ({ values: { width: '2' } }));
  assert.equal(importances(one, axes.slice(0, 1), false)[0].share, 0);
  assert.deepEqual(importances([], axes.slice(0, 1), false), [{ name: 'width', share: 0, best: null }]);
});
