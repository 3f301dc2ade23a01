import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredIn } from '../../../static/js/classes/lesson_answers.js';
import { closedIn, setUpsOf } from '../../../static/js/classes/teach/course/set_ups.js';
import { byStep, helpIn, longSeconds } from '../../../static/js/classes/teach/parts/in_lesson.js';
import { standingText, whereText } from '../../../static/js/classes/teach/parts/place_text.js';
import { LESSON_TEXTS } from '../../../static/js/classes/teach/parts/texts_lesson.js';
import { markOf } from '../../../static/js/classes/teach/wall/marks.js';
import { markText } from '../../../static/js/classes/teach/wall/students.js';

/** @import { LessonPlace, PersonShown } from '../../../static/js/messages.js' */
/** @import { WrittenLesson } from '../../../static/js/views/lesson/blocks.js' */

const CHOICES = [{ text: 'this' }, { text: 'that', right: true }];
const LINK = 'dataset=xor&seed=0.5';
const TASK = { kind: 'task', check: 'epoch >= 1', parts: [], solution: { link: 'seed=0.7', epochs: 9 } };
const HINT = { kind: 'hint', text: 'Look.' };
const SET_UP = { kind: 'set-up', link: LINK, show: ['hidden', 'play', 'formula'] };
const PREDICTION = { kind: 'prediction', ask: '?', number: 1, outcome: 'test_loss', epochs: 50 };

/** @param {any[][]} steps @returns {WrittenLesson} */
const courseOf = (...steps) =>
  /** @type {any} */ ({
    minutes: 20,
    n_steps: steps.length,
    steps: steps.map((parts) => ({ title: 'A step', link: LINK, parts })),
  });
const COURSE = courseOf([{ kind: 'text', html: '' }], [SET_UP, TASK, HINT, HINT], [PREDICTION]);

/** @param {Partial<LessonPlace>} more @returns {LessonPlace} */
const place = (more) => ({
  ...{ step: 1, seconds: 0, step_done: false, n_done: 1, hints: 0, solution: false },
  ...more,
});
/** @param {string} id @param {LessonPlace | null} lesson @returns {PersonShown} */
const person = (id, lesson) => ({
  ...{ person: id, name: id, here: true, away_seconds: 0, waiting: false, done: false, follows: true },
  ...{ note: '', answer: null, value: null, lesson },
});

test('answers to a step are counted by its choices, and the right one is known', () => {
  const asks = { kind: 'question', choices: CHOICES };
  const found = {
    step: 1,
    n_answers: 4,
    answers: /** @type {[number, number][]} */ ([
      [1, 3],
      [7, 1],
    ]),
  };
  const seen = { n_seen: 0, outcome: null, right: null };
  const answered = answeredIn(asks, { ...found, ...seen });
  assert.deepEqual(answered.counts, [0, 3], 'a choice that there is not is no bar');
  assert.deepEqual([answered.right, answered.isFirst, answered.n_answers], [1, true, 4]);
  assert.deepEqual(answeredIn(asks, null).counts, [0, 0]);
});

test('what a prediction comes to is told when half of the runs have come there', () => {
  const found = {
    step: 2,
    n_answers: 4,
    answers: /** @type {[number, number][]} */ ([
      [0.5, 3],
      [2, 1],
    ]),
  };
  const asks = { kind: 'prediction', number: 1 };
  const early = answeredIn(asks, { ...found, n_seen: 1, outcome: 0.7, right: -1 });
  assert.deepEqual([early.answers, early.right, early.isFirst], [[0.5, 0.5, 0.5, 2], null, false]);
  assert.equal(answeredIn(asks, { ...found, n_seen: 2, outcome: 0.7, right: -1 }).right, 0.7);
  const chosen = { kind: 'prediction', choices: CHOICES };
  assert.equal(answeredIn(chosen, { ...found, n_seen: 4, outcome: 0.7, right: 0 }).right, 0);
  assert.equal(answeredIn(chosen, { ...found, n_seen: 4, outcome: 0.7, right: -1 }).right, null);
});

test('somebody may need help who is long in a step, has taken all hints or has played its solution', () => {
  assert.equal(longSeconds(COURSE), 800);
  assert.equal(longSeconds({ minutes: 1, n_steps: 7 }), 120);
  assert.deepEqual(helpIn(place({ seconds: 790, hints: 1 }), COURSE), []);
  assert.deepEqual(helpIn(place({ seconds: 800 }), COURSE), ['long']);
  assert.deepEqual(helpIn(place({ hints: 2, solution: true }), COURSE), ['solution', 'hints']);
  assert.deepEqual(helpIn(place({ step_done: true, solution: true, seconds: 9000 }), COURSE), []);
  assert.deepEqual(helpIn(place({ step: 0, seconds: 9000 }), COURSE), [], 'there is nothing to do in it');
  assert.deepEqual(helpIn(place({ step: 2, hints: 0 }), COURSE), [], 'it has no hints');
  assert.deepEqual(helpIn(place({ step: 3 }), COURSE), [], 'the end');
  assert.deepEqual(helpIn(null, COURSE), []);
  assert.deepEqual(helpIn(place({ seconds: 9000 }), null), []);
});

test('who is stuck in the lesson has a mark that says why, unless somebody is away', () => {
  const stuck = person('ada', place({ hints: 2, seconds: 50 }));
  const mark = markOf(stuck, null, 0, COURSE);
  assert.deepEqual(mark, { kind: 'stuck', seconds: 50, step: 1, help: ['hints'] });
  assert.equal(markText(mark), 'step 2: all hints taken');
  assert.equal(markText(markOf(person('b', place({ seconds: 840 })), null, 0, COURSE)), 'step 2: for 14 min');
  assert.equal(markOf({ ...stuck, here: false }, null, 0, COURSE)?.kind, 'away');
  assert.equal(markOf(stuck, null)?.kind, undefined, 'no lesson is open');
  const cell = /** @type {any} */ ({ diverged: false, stuck: { code: 'x', values: {} }, stuck_seconds: 9 });
  assert.equal(markOf(person('c', place({})), cell, 0, COURSE)?.step, undefined);
  assert.equal(markOf(person('d', place({ step_done: true })), cell, 0, COURSE), null);
});

test('people are counted by their steps, those who are through at last', () => {
  const people = [person('a', place({})), person('b', place({ step: 3 })), person('c', null)];
  const counts = byStep(people, 3).map((those) => those.map(({ name }) => name));
  assert.deepEqual(counts, [[], ['a'], [], ['b']]);
  assert.equal(whereText(place({}), 3), 'step 2');
  assert.equal(whereText(place({ step_done: true }), 3), 'step 2 ✓');
  assert.equal(whereText(place({ step: 3 }), 3), 'through');
  assert.equal(whereText(null, 3), '');
  const standing = standingText(place({ seconds: 130, hints: 1, solution: true }), COURSE);
  assert.equal(standing, 'for 2 min · hint 1 of 2 · solution played');
});

test('rooms are let open each set-up and each solution as they are opened', () => {
  assert.deepEqual(setUpsOf(COURSE), [LINK, 'seed=0.7&stopEpoch=9', `${LINK}&stopEpoch=50`]);
  const long = courseOf([{ ...TASK, solution: { link: 'x'.repeat(600), epochs: 1 } }]);
  assert.deepEqual(setUpsOf(long), [LINK]);
  const many = courseOf(...Array.from({ length: 100 }, (_, i) => [{ ...PREDICTION, epochs: i }]));
  assert.equal(setUpsOf(many).length, 100);
});

test('what the pace has closed and a task needs is named, with its steps', () => {
  const options = /** @type {any} */ ({ hidden: {}, learning_rate: {} });
  assert.deepEqual(closedIn(COURSE, options, null), { steps: [], names: [] });
  const pace = { fields: ['learning_rate'], examples: {} };
  assert.deepEqual(closedIn(COURSE, options, pace), { steps: [1], names: ['hidden', 'layers', 'formulas'] });
  const puzzle = courseOf([{ kind: 'puzzle', name: 'xor', link: 'inside=puzzle' }]);
  assert.deepEqual(closedIn(puzzle, options, pace).names, ['by_hand']);
});

test('the texts on lessons of a class are there in both languages', () => {
  assert.deepEqual(Object.keys(LESSON_TEXTS.de), Object.keys(LESSON_TEXTS.en));
});
