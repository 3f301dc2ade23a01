import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsBetween } from '../../../static/js/views/lesson/events.js';

const TASK = {
  ...{ kind: 'task', check: 'test_loss < 0.05 and neurons <= 4' },
  parts: [{ check: 'test_loss < 0.05' }, { check: 'neurons <= 4' }],
};
const QUESTION = { kind: 'question', ask: 'Which?', choices: [] };
/** @type {any} */
const LESSON = { key: '02-lines', steps: [{ parts: [QUESTION] }, { parts: [] }, { parts: [TASK] }] };
const NOTHING = { at: 0, done: [], answers: {} };
/** @type {any} */
const STANDING = {
  conditions: [
    [
      { holds: true, value: 0.031 },
      { holds: true, value: 3 },
    ],
  ],
};
const FORM = { source: 'nn-playground', version: 1, lesson: '02-lines', steps: 3 };

test('the first that is told is that the lesson is there, and how far it is', () => {
  assert.deepEqual(eventsBetween(LESSON, null, NOTHING, null), [
    { ...FORM, event: 'ready', step: 1, done: 0, ended: false },
  ]);
  const kept = { at: 3, done: [0, 2], answers: {}, ended: true };
  assert.deepEqual(eventsBetween(LESSON, null, kept, null), [
    { ...FORM, event: 'ready', step: 3, done: 3, ended: true },
  ]);
});

test('a step is done with what there is to do in it, and one with nothing to do when it is left', () => {
  const first = { ...NOTHING, done: [0] };
  assert.deepEqual(eventsBetween(LESSON, NOTHING, first, null), [
    { ...FORM, event: 'step_done', step: 1, done: 1 },
  ]);
  assert.deepEqual(eventsBetween(LESSON, first, { ...first, at: 1 }, null), []);
  assert.deepEqual(eventsBetween(LESSON, { ...first, at: 1 }, { ...first, at: 2 }, null), [
    { ...FORM, event: 'step_done', step: 2, done: 2 },
  ]);
});

test('a task that is done is told with the numbers that fulfilled it, before its step', () => {
  const before = { ...NOTHING, at: 2, done: [0] };
  const numbers = [
    { check: 'test_loss < 0.05', value: 0.031 },
    { check: 'neurons <= 4', value: 3 },
  ];
  assert.deepEqual(eventsBetween(LESSON, before, { ...before, done: [0, 2] }, STANDING), [
    { ...FORM, event: 'task_done', step: 3, done: 3, numbers },
    { ...FORM, event: 'step_done', step: 3, done: 3 },
  ]);
});

test('the end of a lesson is told once', () => {
  const before = { ...NOTHING, at: 2, done: [0, 2] };
  const ended = { ...before, at: 3, ended: true };
  assert.deepEqual(eventsBetween(LESSON, before, ended, null), [
    { ...FORM, event: 'lesson_done', step: 3, done: 3 },
  ]);
  assert.deepEqual(eventsBetween(LESSON, ended, { ...ended, at: 0 }, null), []);
});

test('who goes back undoes nothing, and is told of nothing', () => {
  const before = { ...NOTHING, at: 2, done: [0] };
  assert.deepEqual(eventsBetween(LESSON, before, { ...before, at: 1 }, null), []);
});
