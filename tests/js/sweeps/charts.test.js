import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestSoFar } from '../../../static/js/sweeps/maths/best.js';
import { brackets, lossAfter } from '../../../static/js/sweeps/maths/brackets.js';
import { medianCurve, nearestCurve, reachOf } from '../../../static/js/sweeps/maths/course.js';
import { fieldAxis } from '../../../static/js/sweeps/maths/fields.js';
import { measureAxis } from '../../../static/js/sweeps/maths/measure.js';
import { coordinates, isWithin, nearestLine } from '../../../static/js/sweeps/maths/parallel.js';
import { row, rowsOf, status } from './rows.js';

test('the best so far gets better with each step, in the order of training, and skips what diverged', () => {
  const rows = rowsOf([null, 0.5, 0.6, 0.3, 0.3, 0.4]);
  const told = bestSoFar(rows.toReversed(), false).map(({ n, value }) => [n, value]);
  assert.deepEqual(told, [
    [2, 0.5],
    [4, 0.3],
  ]);
  assert.deepEqual(
    bestSoFar(rows, true).map(({ n }) => n),
    [2, 3],
  );
  assert.deepEqual(bestSoFar(rowsOf([null]), false), []);
});

test('a network that went on is told after earlier rungs as its curve was then', () => {
  const one = row({ epochs: 9, test_loss: 0.1, looks: [1, 3, 9], test_curve: [0.9, 0.5, 0.1] });
  assert.deepEqual(
    [1, 3, 9].map((epochs) => lossAfter(epochs)(one)),
    [0.9, 0.5, 0.1],
  );
  assert.ok(Math.abs(Number(lossAfter(2)(one)) - 0.7) < 1e-9);
  assert.equal(lossAfter(6)({ ...one, test_curve: [0.9, 0.5, null] }), null);
});

test('of each rung it is told how many began, how many went on, and the best', () => {
  const looks = [1, 3, 9];
  const rows = [
    row({ setting: 0, epochs: 9, test_loss: 0.1, value: 0.1, looks, test_curve: [0.6, 0.4, 0.1] }),
    row({ setting: 1, epochs: 3, test_loss: 0.5, value: 0.5, looks: [1, 3], test_curve: [0.7, 0.5] }),
    row({ setting: 2, epochs: 1, test_loss: 0.9, value: 0.9, looks: [1], test_curve: [0.9] }),
    row({ setting: 3, epochs: 1, test_loss: null, value: null, looks: [1], test_curve: [null] }),
  ];
  const { rungs, ways } = brackets(rows, { rungs: looks, is_largest_best: false });
  assert.deepEqual(
    rungs.map(({ began, wentOn, best, bestSetting }) => [began, wentOn, best, bestSetting]),
    [
      [4, 2, 0.6, 0],
      [2, 1, 0.4, 0],
      [1, 0, 0.1, 0],
    ],
  );
  assert.deepEqual(
    ways.map(({ losses }) => losses.length),
    [3, 2, 1, 1],
  );
});

test('the median of some curves is theirs after each look, and the reach holds them all', () => {
  const rows = [0.1, 0.2, 0.3].map((loss, i) => row({ repeat: i, test_curve: [1, i === 2 ? null : loss] }));
  assert.deepEqual(medianCurve(rows, 'test_curve'), { looks: [1, 100], curve: [1, 0.2] });
  assert.deepEqual(reachOf(rows, 'test_curve'), { last: 100, range: [0.1, 1] });
  assert.deepEqual(reachOf([], 'test_curve').last, 1);
});

test('the curve under the pointer is the nearest one that is there at this epoch', () => {
  const rows = [0.2, 0.6].map((loss, setting) => row({ setting, test_curve: [loss, loss] }));
  const at = (/** @type {number} */ height) =>
    nearestCurve(rows, 'test_curve', 50, (loss) => 100 * loss, height, 9)?.setting ?? null;
  assert.deepEqual([at(22), at(58), at(40)], [0, 1, null]);
  assert.equal(
    nearestCurve(rows, 'test_curve', 200, (loss) => 100 * loss, 20, 9),
    null,
  );
});

test('the axes are those of the fields, of the seed where there are several, and of the losses', () => {
  const fields = [fieldAxis({ name: 'width', values: ['2', '8'], range: null }, 'grid')];
  const rows = rowsOf([0.1, null], (i) => ({ values: { width: '8' }, repeat: i }));
  const axes = coordinates(rows, fields, status({ n_seeds: 2 }));
  assert.deepEqual(
    axes.map(({ name }) => name),
    ['width', 'seed', 'train_loss', 'test_loss'],
  );
  assert.deepEqual(
    axes.slice(0, 2).map(({ at }) => at(rows[1])),
    [1, 1],
  );
  const [, test_loss] = axes.slice(2);
  assert.ok(test_loss.isAwayShown);
  assert.equal(test_loss.at(rows[1]), 1);
  assert.ok(
    test_loss.ticks(9).every(({ at }) => at < 0.9),
    'what diverged stands apart',
  );
  assert.equal(coordinates(rows, fields, status()).length, 3);
});

test('an interval lights the lines that pass through it, several those that pass through all', () => {
  assert.ok(isWithin([0.2, 0.8], new Map()));
  assert.ok(isWithin([0.2, 0.8], new Map([[1, [0.8, 1]]])));
  assert.ok(
    !isWithin(
      [0.2, 0.8],
      new Map([
        [0, [0, 0.1]],
        [1, [0.5, 1]],
      ]),
    ),
  );
});

test('the line under the pointer is found between the axes, as it is bent', () => {
  const places = [
    [0, 1, 0],
    [0, 0, 0],
  ];
  assert.equal(nearestLine(places, 1, 0.97, 0.1), 0);
  assert.equal(nearestLine(places, 0.5, 0.5, 0.1), 0);
  assert.equal(nearestLine(places, 0.5, 0.02, 0.1), 1);
  assert.equal(nearestLine(places, 0.5, 0.25, 0.1), null);
  assert.equal(nearestLine([], 0.5, 0.25, 0.1), null);
});

test('on the axis of a measure what diverged stands apart from all numbers', () => {
  const { y, ticks } = measureAxis([0.01, 1, null], false, 200, 0);
  assert.equal(y(null), 0);
  assert.ok(y(1) > 15 && y(0.01) === 200);
  assert.ok(Math.abs(y(0.1) - (y(1) + y(0.01)) / 2) < 1e-9);
  assert.ok(ticks.includes(0.1));
  const share = measureAxis([0.6, 0.9], true, 200, 0);
  assert.deepEqual([share.y(1), share.y(0.5)], [0, 200]);
});
