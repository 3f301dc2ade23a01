import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisOf, lossAxis } from '../../../../static/js/classes/teach/ask/axis.js';
import { resultsOf, tally } from '../../../../static/js/classes/teach/ask/results.js';
import { listed, MOST_VALUES, stepped } from '../../../../static/js/classes/teach/ask/values.js';

test('values are listed between spaces, semicolons or commas', () => {
  assert.deepEqual(listed('1 2 4'), [1, 2, 4]);
  assert.deepEqual(listed('0,1; 0,3;1'), [0.1, 0.3, 1]);
  assert.deepEqual(listed('0.1, 0.3, 1/2'), [0.1, 0.3, 0.5]);
  for (const wrong of ['', ' ', 'one two', '1 x']) assert.equal(listed(wrong), null);
});

test('values go by equal sums or equal factors, and whole ones are there once', () => {
  assert.deepEqual(stepped(0, 1, 5, 'sum', false), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(stepped(1, 64, 7, 'factor', true), [1, 2, 4, 8, 16, 32, 64]);
  assert.deepEqual(stepped(0.001, 1, 4, 'factor', false), [0.001, 0.01, 0.1, 1]);
  assert.deepEqual(stepped(1, 3, 6, 'sum', true), [1, 2, 3]);
  assert.deepEqual(stepped(3, 1, 3, 'sum', true), [3, 2, 1]);
  assert.equal(stepped(0, 1, 4, 'factor', false), null);
  for (const count of [1, 2.5, MOST_VALUES + 1]) assert.equal(stepped(0, 1, count, 'sum', false), null);
});

test('an axis is logarithmic where the values reach far', () => {
  const widths = axisOf([1, 2, 64], 8);
  assert.deepEqual([widths.isLog, widths.ticks], [true, [1, 2, 4, 8, 16, 32, 64]]);
  assert.ok(Math.abs(widths.at(8) - 0.5) < 1e-9);
  assert.deepEqual(axisOf([0.001, 1], 6).ticks, [0.001, 0.01, 0.1, 1]);
  const noise = axisOf([0, 50], 6);
  assert.deepEqual([noise.isLog, noise.ticks], [false, [0, 10, 20, 30, 40, 50]]);
  assert.equal(axisOf([3, 3], 6).at(3), 0.5);
});

test('the axis of losses begins at zero and ends above the highest', () => {
  assert.equal(lossAxis([0.5], 6).at(0), 0);
  assert.ok(lossAxis([0.5], 6).at(0.5) < 1);
});

test('results arrive from who has trained with a value', () => {
  const trial = /** @type {any} */ ({ values: { a: 2, b: 4, c: 8 } });
  const people = /** @type {any[]} */ (
    ['a', 'b', 'c', 'd'].map((person) => ({ person, name: person.toUpperCase() }))
  );
  const cell = { epoch: 3, train_loss: 0.1, test_loss: 0.2, diverged: false };
  const cells = /** @type {any} */ (
    new Map([
      ['a', cell],
      ['b', { ...cell, diverged: true }],
      ['c', { ...cell, epoch: 0 }],
      ['d', cell],
    ])
  );
  assert.deepEqual(resultsOf(trial, people, cells), {
    results: [{ person: 'a', name: 'A', value: 2, train: 0.1, test: 0.2, epoch: 3 }],
    missing: ['B', 'C'],
  });
});

test('numbers that were answered stand by their size', () => {
  assert.deepEqual(tally([3, 1, 3]), [
    { value: 1, count: 1 },
    { value: 3, count: 2 },
  ]);
});
