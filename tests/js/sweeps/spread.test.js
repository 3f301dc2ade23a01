import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestFirst, bestTenth, settingsOf, spreadOf } from '../../../static/js/sweeps/maths/spread.js';
import { row, rowsOf } from './rows.js';

test('the middle is the lower median, and the middle half lies between the quartiles', () => {
  assert.deepEqual(spreadOf([0.5, 0.1, 0.3, 0.2, 0.4], false), {
    ...{ middle: 0.3, low: 0.2, high: 0.4, n: 5, nAway: 0 },
  });
  assert.equal(spreadOf([0.1, 0.2, 0.3, 0.4], false).middle, 0.2);
  assert.deepEqual(spreadOf([0.7], false), { middle: 0.7, low: 0.7, high: 0.7, n: 1, nAway: 0 });
});

test('what diverged is worse than any number, of losses and of accuracies', () => {
  assert.deepEqual(spreadOf([null, 0.1, null], false), {
    middle: null,
    low: 0.1,
    high: null,
    n: 3,
    nAway: 2,
  });
  assert.equal(spreadOf([null, 0.1, 0.2], false).middle, 0.2);
  assert.deepEqual(spreadOf([null, 0.9, null], true), { middle: null, low: null, high: 0.9, n: 3, nAway: 2 });
});

test('settings come best first, those trained longest before all, and what diverged last', () => {
  const rows = [
    ...[0.9, 0.5, null].flatMap((value, setting) =>
      rowsOf([value, value], (i) => ({ setting, repeat: 1 - i, values: { noise: String(setting) } })),
    ),
    row({ setting: 3, value: 0.1, epochs: 10 }),
  ];
  const settings = settingsOf(rows, false);
  assert.deepEqual(
    settings.map(({ setting, spread }) => [setting, spread.middle]),
    [
      [1, 0.5],
      [0, 0.9],
      [2, null],
      [3, 0.1],
    ],
  );
  assert.deepEqual(
    settings[0].rows.map(({ repeat }) => repeat),
    [0, 1],
  );
});

test('the best tenth of a few is one, and none of those that diverged', () => {
  const rows = rowsOf([0.5, 0.1, null, 0.7]);
  assert.deepEqual(
    bestTenth(rows, false).map(({ value }) => value),
    [0.1],
  );
  assert.deepEqual(
    bestTenth(rows, true).map(({ value }) => value),
    [0.7],
  );
  assert.deepEqual(bestTenth(rowsOf([null]), false), []);
  assert.equal(bestFirst(rows, false).at(-1)?.value, null);
  assert.equal(bestTenth(rowsOf(Array(21).fill(0.5)), false).length, 3);
});
