import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  barOf,
  choiceThatHolds,
  followed,
  followsToDo,
  isRight,
  limitIn,
  linkOf,
  setsUp,
  toDo,
} from '../../../static/js/views/lesson/blocks.js';
import { closedBut, regionsOf, showsOf } from '../../../static/js/views/lesson/open_controls.js';
import { placed } from '../../../static/js/views/lesson/placing.js';
import { TEXTS } from '../../../static/js/views/lesson/texts.js';

/** @import { Block, Step } from '../../../static/js/views/lesson/blocks.js' */

/** @param {any[]} parts @returns {Step} */
const step = (...parts) => ({ title: 'A step', link: 'dataset=xor&seed=0.5', parts });
const TEXT = { kind: 'text', html: '<p>Words</p>' };
const CHOICES = [{ text: 'this' }, { text: 'that', right: true }];
const QUESTION = { kind: 'question', ask: 'Which?', choices: CHOICES };
const TASK = { kind: 'task', check: 'epoch >= 1', parts: [], solution: { link: 'seed=0.5', epochs: 1 } };
const PREDICTION = {
  ...{ kind: 'prediction', ask: 'How many?', outcome: 'test_loss', epochs: 50 },
  choices: [
    { text: 'few', when: 'test_loss < 1' },
    { text: 'many', when: 'test_loss >= 1' },
  ],
};

/** @param {boolean[][]} held @returns {any} */
const standing = (...held) => ({
  conditions: held.map((parts) => parts.map((holds) => ({ holds, value: null }))),
});

test('of a question and a task the task opens the next step, and text behind it waits for that', () => {
  const both = step(QUESTION, TASK, TEXT);
  assert.equal(toDo(both), 'task');
  assert.equal(toDo(step(TEXT)), undefined);
  assert.deepEqual(
    [0, 1, 2].map((i) => followsToDo(both, i)),
    [false, false, true],
  );
  assert.equal(followsToDo(step(TEXT, TEXT), 1), false);
});

test('a prediction is played to the epoch that it is about, a puzzle on its own points', () => {
  assert.equal(linkOf(step(PREDICTION)), 'dataset=xor&seed=0.5&stopEpoch=50');
  assert.equal(linkOf(step({ kind: 'puzzle', name: 'xor', link: 'inside=puzzle' })), 'inside=puzzle');
  assert.equal(linkOf(step(TASK)), 'dataset=xor&seed=0.5');
  assert.equal(setsUp(step({ kind: 'set-up', show: [] })), false);
  assert.equal(setsUp(step({ kind: 'set-up', link: 'seed=1' })), true);
});

test('the curve has to come below the loss that a task asks for', () => {
  /** @param {string} check @param {string} sign @param {number} number @returns {any} */
  const part = (check, sign, number) => ({ check, about: { kind: 'number', sign, number } });
  const limit = (/** @type {any[]} */ ...parts) => limitIn(/** @type {any} */ ({ parts }));
  assert.equal(limit(part('epoch <= 300', '<=', 300), part('test_loss < 0.05', '<', 0.05)), 0.05);
  assert.equal(limit(part('train_loss <= 0.1', '<=', 0.1)), 0.1);
  assert.equal(limit(part('test_loss > 0.05', '>', 0.05)), null);
  assert.equal(limit({ check: 'test_loss < train_loss', about: null }), null);
  assert.equal(limit(), null);
});

test('the server is asked for what a step is about, and for nothing where it is about nothing', () => {
  assert.deepEqual(followed(step(TASK)), { conditions: ['epoch >= 1'], outcome: null });
  assert.deepEqual(followed(step(PREDICTION)), {
    conditions: ['test_loss < 1', 'test_loss >= 1'],
    outcome: 'test_loss',
  });
  assert.equal(followed(step(TEXT, QUESTION)), null);
});

test('a choice holds when all parts of its condition do', () => {
  assert.equal(choiceThatHolds(standing([true, false], [true, true])), 1);
  assert.equal(choiceThatHolds(standing([false], [false])), -1);
});

test('an answer is a choice or a number within its tolerance', () => {
  assert.equal(isRight(/** @type {any} */ (QUESTION), 1), true);
  assert.equal(isRight(/** @type {any} */ (QUESTION), 0), false);
  assert.equal(isRight({ number: 7, tolerance: 0.5 }, 7.5), true);
  assert.equal(isRight({ number: 7, tolerance: 0 }, 7.5), false);
});

test('the bar of a loss is short far away, at its mark when the task is done, and never over its end', () => {
  const about = { kind: 'number', sign: '<', number: 0.05 };
  const bars = [10, 0.3, 0.05, 0.0001].map((value) => barOf(about, value));
  assert.deepEqual(
    bars.map((bar) => bar && Number(bar.share.toFixed(2))),
    [0, 0.23, 0.83, 1],
  );
  assert.ok(bars.every((bar) => bar?.mark === bars[2]?.share));
  assert.deepEqual(barOf({ kind: 'share', sign: '>=', number: 0.9 }, 0.6), { share: 0.6, mark: 0.9 });
  assert.equal(barOf({ kind: 'count', sign: '<=', number: 4 }, 3), null);
  assert.equal(barOf(about, null), null);
});

test('a step leaves open what it names, else what was open before, and no play before a prediction', () => {
  const steps = [
    step({ kind: 'set-up', show: ['play', 'hidden'] }, PREDICTION),
    step(QUESTION),
    step({ kind: 'puzzle', name: 'xor', link: '' }),
    step({ kind: 'set-up' }),
  ];
  assert.deepEqual(showsOf(steps, 0, false), ['hidden']);
  assert.deepEqual(showsOf(steps, 1, true), ['play', 'hidden']);
  assert.ok(showsOf(steps, 2, true)?.includes('neuron'));
  assert.equal(showsOf(steps, 3, true), null);
});

test('what is open says which parts of the page stand there, and all else is locked', () => {
  assert.deepEqual(regionsOf(['play', 'hidden']), []);
  assert.deepEqual(regionsOf(['learning_rate', 'noise', 'optimizer']), ['settings', 'data', 'drawer']);
  const fields = ['hidden', 'noise', 'features'];
  assert.deepEqual(closedBut(fields, ['hidden']), ['noise', 'features', 'formulas', 'by_hand', 'table']);
  assert.ok(!closedBut(fields, ['neuron']).includes('by_hand'));
});

test('a sentence stands under what it speaks of, over it where the window ends, within its column', () => {
  const card = { width: 150, height: 40 };
  const screen = { width: 800, height: 700 };
  assert.deepEqual(placed({ left: 100, top: 60, bottom: 100, width: 32 }, card, screen), [100, 110]);
  assert.deepEqual(placed({ left: 790, top: 660, bottom: 690, width: 32 }, card, screen), [650, 610]);
});

test('both languages say the same', () => {
  assert.deepEqual(Object.keys(TEXTS.de), Object.keys(TEXTS.en));
});
