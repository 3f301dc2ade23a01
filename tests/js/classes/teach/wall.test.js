import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countMarks, markOf } from '../../../../static/js/classes/teach/wall/marks.js';
import { keptOrder, sorted, sortedByColumn } from '../../../../static/js/classes/teach/wall/sorting.js';
import { agreement, extremes, meanPicture } from '../../../../static/js/classes/teach/wall/together.js';

const PERSON = { person: 'p', name: 'Ada', here: true, away_seconds: 0, done: false };
const CELL = { test_loss: 0.3, train_loss: 0.2, epoch: 5, parameters: 9, playing: true, diverged: false };

/** @returns {any} */
function student(/** @type {string} */ name, { person = {}, cell = {}, idle = 0 } = /** @type {any} */ ({})) {
  const whole = /** @type {any} */ ({ ...PERSON, name, person: name, ...person });
  const own = /** @type {any} */ (cell && { ...CELL, stuck: null, stuck_seconds: 0, ...cell });
  return { person: whole, cell: own, mark: markOf(whole, own), idle };
}
const stuck = (/** @type {number} */ seconds) => ({
  stuck: { code: 'x', values: {} },
  stuck_seconds: seconds,
});
const names = (/** @type {any[]} */ students) => students.map(({ person }) => person.name);

test('the most urgent mark is shown, and for how long it has been so', () => {
  assert.deepEqual(student('a', { cell: { diverged: true, ...stuck(5) } }).mark?.kind, 'diverged');
  assert.deepEqual(student('a', { cell: stuck(5), person: { here: false } }).mark, {
    kind: 'stuck',
    seconds: 5,
  });
  assert.deepEqual(student('a', { person: { here: false, away_seconds: 40 } }).mark, {
    kind: 'away',
    seconds: 40,
  });
  assert.equal(student('a', { cell: stuck(5), person: { done: true } }).mark?.kind, 'done');
  assert.equal(student('a').mark, null);
  const later = /** @type {any} */ ({ ...CELL, ...stuck(5) });
  assert.equal(markOf(/** @type {any} */ (PERSON), later, 30)?.seconds, 35);
});

const CLASS = [
  student('ok low', { cell: { test_loss: 0.1 } }),
  student('done', { person: { done: true } }),
  student('stuck short', { cell: stuck(10) }),
  student('ok high', { cell: { test_loss: 0.5 } }),
  student('away', { person: { here: false, away_seconds: 5 } }),
  student('stuck long', { cell: stuck(100) }),
  student('diverged', { cell: { diverged: true, test_loss: null } }),
];

test('who needs help comes first, who has done all comes last', () => {
  assert.deepEqual(names(sorted(CLASS, 'help')), [
    'diverged',
    'stuck long',
    'stuck short',
    'away',
    'ok high',
    'ok low',
    'done',
  ]);
  assert.deepEqual(countMarks(CLASS), { diverged: 1, stuck: 2, away: 1, done: 1 });
});

test('the wall is sorted by name, loss or activity too', () => {
  const some = [
    student('Zoe 10', { cell: { test_loss: 0.1, playing: false }, idle: 25 }),
    student('zoe 2', { cell: { test_loss: 0.2 } }),
    student('Ada', { cell: null }),
    student('Bob', { cell: { test_loss: 0.1, playing: false }, idle: 3 }),
  ];
  assert.deepEqual(names(sorted(some, 'name')), ['Ada', 'Bob', 'zoe 2', 'Zoe 10']);
  assert.deepEqual(names(sorted(some, 'loss')), ['Bob', 'Zoe 10', 'zoe 2', 'Ada']);
  assert.deepEqual(names(sorted(some, 'activity')), ['zoe 2', 'Bob', 'Zoe 10', 'Ada']);
  assert.deepEqual(names(sortedByColumn(some, 'test', true)), ['Ada', 'zoe 2', 'Bob', 'Zoe 10']);
  assert.deepEqual(names(sortedByColumn(some, 'name', true)), ['Zoe 10', 'zoe 2', 'Bob', 'Ada']);
});

test('nobody changes places under the pointer', () => {
  const before = ['a', 'b', 'c'];
  assert.deepEqual(keptOrder(before, ['d', 'c', 'a'], true), ['a', 'c', 'd']);
  assert.deepEqual(keptOrder(before, ['d', 'c', 'a'], false), ['d', 'c', 'a']);
  assert.equal(keptOrder(before, ['c', 'b', 'a'], true), before);
});

test('a class answers together what it answers on average', () => {
  const [up, down] = [new Uint8Array(4).fill(227), new Uint8Array(4).fill(27)];
  const mixed = Uint8Array.of(227, 227, 27, 255);
  assert.deepEqual([...meanPicture([up, down])], [127, 127, 127, 127]);
  assert.deepEqual([...meanPicture([up, mixed])], [227, 227, 127, 177]);
  assert.equal(agreement([up, up, mixed]), 0.5);
  assert.deepEqual(extremes([up, up, down]), { nearest: 0, farthest: 2 });
});
