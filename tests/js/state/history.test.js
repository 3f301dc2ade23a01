import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyHistory, MAX_POINTS, mergeLosses } from '../../../static/js/state/history.js';

/** Losses that say their epoch. @param {number[]} epochs @param {number} stride */
const losses = (epochs, stride = 1) => ({
  stride,
  epochs,
  train: epochs.map((e) => e / 2),
  test: epochs.map((e) => e / 4),
});
/** @param {number} from @param {number} to @param {number} stride */
const range = (from, to, stride = 1) =>
  Array.from({ length: Math.floor((to - from) / stride) + 1 }, (_, i) => from + i * stride);
/** @param {number[]} epochs @param {number} stride @param {number} generation */
const historyOf = (epochs, stride = 1, generation = 1) => ({ generation, ...losses(epochs, stride) });

/** @type {[string, any, any, number[], boolean][]} */
const MERGED = [
  ['nothing to nothing', [], losses([]), [], false],
  ['the first losses', [], losses([0]), [0], false],
  ['the next losses', [0, 1], losses([2, 3]), [0, 1, 2, 3], false],
  ['losses known in part', [0, 1, 2], losses([1, 2, 3]), [0, 1, 2, 3], false],
  ['losses that are all known', [0, 1, 2, 3], losses([1, 2]), [0, 1, 2, 3], false],
  ['losses of a wider stride', [0, 1, 2, 3], losses([2, 4], 2), [0, 2, 4], false],
  ['losses with some missing before them', [0, 1], losses([5, 6]), [0, 1], true],
  ['late losses to nothing', [], losses([5]), [], true],
];
for (const [name, history, added, epochs, gap] of MERGED) {
  test(`a history takes ${name}`, () => {
    const merged = mergeLosses(historyOf(history), added);
    assert.deepEqual(merged.history.epochs, epochs);
    assert.deepEqual(
      merged.history.train,
      epochs.map((e) => e / 2),
    );
    assert.deepEqual(
      merged.history.test,
      epochs.map((e) => e / 4),
    );
    assert.equal(merged.gap, gap);
  });
}

test('of two losses for one epoch the newer one counts', () => {
  const { history } = mergeLosses(historyOf([0, 1]), { stride: 1, epochs: [1], train: [9], test: [8] });
  assert.deepEqual(
    [history.train, history.test],
    [
      [0, 9],
      [0, 8],
    ],
  );
});

test('a history never has more than its most points, and then every other one goes', () => {
  const full = historyOf(range(0, MAX_POINTS - 1));
  const { history } = mergeLosses(full, losses([MAX_POINTS]));
  assert.equal(history.stride, 2);
  assert.deepEqual(history.epochs, range(0, MAX_POINTS, 2));
});

test('a frame from before the thinning adds nothing wrong', () => {
  const { history, gap } = mergeLosses(historyOf([0, 2, 4], 2), losses([3, 4, 5]));
  assert.deepEqual([history.epochs, gap], [[0, 2, 4], false]);
});

test('a new generation begins with an empty history', () => {
  const { history } = mergeLosses(historyOf([0, 1, 2]), losses([0]), 2);
  assert.deepEqual(history, { ...emptyHistory(2), epochs: [0], train: [0], test: [0] });
});

test('the history given is not changed', () => {
  const history = historyOf([0, 1]);
  mergeLosses(history, losses([1, 2]));
  assert.deepEqual(history, historyOf([0, 1]));
});

test('frame by frame the page has the same history as the server', () => {
  let history = emptyHistory(1);
  let server = historyOf([]);
  for (let epoch = 0; epoch <= 5000; epoch++) {
    if (epoch % server.stride === 0) server = historyOf([...server.epochs, epoch], server.stride);
    if (server.epochs.length > MAX_POINTS)
      server = historyOf(
        server.epochs.filter((e) => e % (2 * server.stride) === 0),
        2 * server.stride,
      );
    if (epoch % 90 !== 0) continue;
    const merged = mergeLosses(history, losses(server.epochs.slice(-128), server.stride));
    assert.equal(merged.gap, false);
    history = merged.history;
    assert.deepEqual(history.epochs, server.epochs);
  }
});
