import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answerAt,
  answerOf,
  bagged,
  biasAndVariance,
  curveOf,
  meanAndSpread,
  SIDE,
} from '../../../static/js/sweeps/maths/ensemble.js';
import { descents, middleOfSize, sizesOf } from '../../../static/js/sweeps/maths/parameters.js';
import { apart, goalOf, lossAt, placesAt, reached } from '../../../static/js/sweeps/maths/race.js';

/** @param {number} actual @param {number} wanted */
const near = (actual, wanted) => assert.ok(Math.abs(actual - wanted) < 1e-9, `${actual}, not ${wanted}`);

/** A picture of a function of the plane. @param {(x: number, y: number) => number} f */
const pictureOf = (f) =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const x = -6 + (12 * (i % SIDE)) / (SIDE - 1);
    const y = 6 - (12 * Math.floor(i / SIDE)) / (SIDE - 1);
    return Math.round(127 * Math.max(-1, Math.min(1, f(x, y)))) + 127;
  });

test('bytes are answers from -1 to 1', () => {
  assert.deepEqual([0, 127, 254].map(answerOf), [-1, 0, 1]);
});

test('the curve of a function of x₁ goes from left to right', () => {
  const curve = curveOf(pictureOf((x) => x / 6));
  near(curve[0], -1);
  near(curve[SIDE - 1], 1);
});

test('what all are wrong alike is bias, and what each is in its own way is variance', () => {
  const truth = [0, 0];
  assert.deepEqual(biasAndVariance([[0.5, 0.5]], truth), { bias: 0.25, variance: 0, sum: 0.25 });
  const apart = [
    [1, -1],
    [-1, 1],
  ];
  assert.deepEqual(biasAndVariance(apart, truth), { bias: 0, variance: 1, sum: 1 });
});

test('bias and variance are together the mean square error', () => {
  const truth = [0.1, -0.4, 0.7];
  const curves = [
    [0.3, -0.2, 0.1],
    [0, 0.5, 0.9],
    [-0.6, -0.4, 0.2],
  ];
  const errors = curves.flatMap((curve) => curve.map((value, i) => (value - truth[i]) ** 2));
  near(biasAndVariance(curves, truth).sum, errors.reduce((sum, each) => sum + each, 0) / errors.length);
});

test('where pictures agree nothing is spread', () => {
  const { mean, spread } = meanAndSpread([pictureOf((x) => x), pictureOf((_, y) => y)]);
  near(mean[0], 0); // above left one says -1, the other 1
  near(spread[0], 1);
  near(mean[SIDE - 1], 1);
  near(spread[SIDE - 1], 0);
});

test('between cells the answer is between theirs, and beyond the plane that of its edge', () => {
  const answers = Array.from(
    pictureOf((x, y) => x / 12 - y / 12),
    answerOf,
  );
  for (const [x, y] of [
    [1.3, 2.1],
    [-5.9, 5.7],
    [0, 0],
    [6, -6],
  ])
    assert.ok(Math.abs(answerAt(answers, x, y) - (x - y) / 12) < 0.01);
  near(answerAt(answers, 60, 60), answerAt(answers, 6, 6));
});

test('the mean of networks that err in different places errs nowhere', () => {
  const right = (/** @type {number} */ x) => Math.sign(x) * 0.5;
  const pictures = [-4, 0, 4].map((place) =>
    pictureOf((x, y) => (Math.abs(y - place) < 1 ? -1 : 1) * right(x)),
  );
  const points = [-4, 0, 4].flatMap((y) => [
    [3, y, 1],
    [-3, y, -1],
  ]);
  const { singles, together } = bagged(pictures, points);
  for (const single of singles) near(single, 4 / 6);
  near(together[0], 4 / 6);
  near(together[2], 1);
});

const racers = [
  { looks: [1, 5, 10], test_curve: [0.5, 0.4, 0.3] },
  { looks: [1, 5, 10], test_curve: [0.5, 0.1, 0.05] },
  { looks: [1, 5, 10], test_curve: [0.5, 0.6, null] },
];

test('places follow the losses of the last look, and what ran away is last', () => {
  assert.deepEqual(placesAt(racers, 0), [1, 1, 1]);
  assert.deepEqual(placesAt(racers, 7), [2, 1, 3]);
  assert.deepEqual(placesAt(racers, 10), [2, 1, 3]);
  assert.equal(lossAt(racers[0], 7), 0.4);
  assert.equal(lossAt(racers[2], 10), null);
});

test('the goal lies between the beginning and the best, and who has not reached it says so', () => {
  const goal = goalOf(racers);
  assert.equal(goal, 0.15);
  assert.deepEqual(
    racers.map((racer) => reached(racer, 0.15)),
    [null, 5, null],
  );
  assert.equal(goalOf([{ test_curve: [null] }]), null);
});

test('names are moved apart, in their order, and stay within bounds', () => {
  assert.deepEqual(apart([50, 10, 12, 11], 5, 0, 100), [50, 10, 20, 15]);
  assert.deepEqual(apart([98, 99], 5, 0, 100), [95, 100]);
  assert.deepEqual(apart([30], 5, 0, 100), [30]);
});

/** @param {number} setting @param {number} parameters @param {number | null} loss @returns {any} */
const row = (setting, parameters, loss, repeat = 0) => ({
  ...{ setting, repeat, n_parameters: parameters, test_loss: loss, train_loss: loss },
});

test('sizes stand in the order of their parameters, with the median of their losses', () => {
  const rows = [row(1, 30, 0.3), row(0, 5, 0.2), row(1, 30, 0.9, 1), row(1, 30, 0.5, 2)];
  const sizes = sizesOf(rows);
  assert.deepEqual(
    sizes.map(({ parameters, test: { middle } }) => [parameters, middle]),
    [
      [5, 0.2],
      [30, 0.5],
    ],
  );
  assert.equal(middleOfSize(sizes[1]).repeat, 2);
});

test('a double descent is told where there is one', () => {
  const told = (/** @type {number[]} */ losses) => {
    const found = descents(sizesOf(losses.map((loss, i) => row(i, i, loss))));
    return found && [found.before, found.peak, found.last].map(({ setting }) => setting);
  };
  assert.deepEqual(told([0.4, 0.2, 0.3, 0.9, 0.5, 0.1]), [1, 3, 5]);
  assert.equal(told([0.4, 0.3, 0.2]), null);
  assert.equal(told([0.1, 0.3]), null);
});
