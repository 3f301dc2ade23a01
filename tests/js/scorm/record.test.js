import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginRecord, findApi, timeText } from '../../../static/scorm/record.js';

/** A platform with memory: what it was told, and in which order. @param {Record<string, string>} known */
function platform(known = {}) {
  const values = /** @type {Record<string, string>} */ ({
    ...{ 'cmi.core.lesson_status': 'not attempted', 'cmi.core.lesson_location': '' },
    ...{ 'cmi.core.score.raw': '', ...known },
  });
  /** @type {string[]} */
  const calls = [];
  const called = (/** @type {string} */ name) => String(calls.push(name) > 0);
  const api = {
    LMSInitialize: () => called('initialize'),
    LMSGetValue: (/** @type {string} */ name) => values[name] ?? '',
    LMSSetValue: (/** @type {string} */ name, /** @type {string} */ to) => String((values[name] = to) === to),
    LMSCommit: () => called('commit'),
    LMSFinish: () => called('finish'),
  };
  const core = (/** @type {string} */ name) => values[`cmi.core.${name}`];
  return { api, calls, core };
}

const STEP_DONE = { event: 'step_done', step: 3, steps: 7, done: 3 };
const LESSON_DONE = { event: 'lesson_done', step: 7, steps: 7, done: 7 };

test('a visit begins incomplete, at the step where the last one ended', () => {
  const { api, core, calls } = platform({ 'cmi.core.lesson_location': '4' });
  const record = beginRecord(api);
  assert.equal(record.step, 4);
  assert.equal(core('lesson_status'), 'incomplete');
  assert.deepEqual([core('score.min'), core('score.max')], ['0', '100']);
  assert.deepEqual(calls, ['initialize', 'commit']);
  assert.equal(beginRecord(platform().api).step, 1);
});

test('each step that is done raises the score and moves the place on', () => {
  const { api, core } = platform();
  beginRecord(api).note(STEP_DONE);
  assert.equal(core('score.raw'), '43');
  assert.equal(core('lesson_location'), '4');
  assert.equal(core('lesson_status'), 'incomplete');
});

test('the end of the lesson completes it, also one that was reached before', () => {
  for (const event of [LESSON_DONE, { ...LESSON_DONE, event: 'ready', ended: true }]) {
    const { api, core } = platform();
    beginRecord(api).note(event);
    assert.equal(core('lesson_status'), 'completed');
    assert.equal(core('score.raw'), '100');
    assert.equal(core('lesson_location'), '7');
  }
});

test('another browser that is less far takes nothing back', () => {
  const known = { lesson_status: 'completed', 'score.raw': '100', lesson_location: '7' };
  const { api, core } = platform(
    Object.fromEntries(Object.entries(known).map(([name, value]) => [`cmi.core.${name}`, value])),
  );
  beginRecord(api).note({ event: 'ready', step: 1, steps: 7, done: 0, ended: false });
  for (const [name, value] of Object.entries(known)) assert.equal(core(name), value);
});

test('a visit ends once, with its time, to be gone on with where it is not complete', () => {
  let now = 0;
  const { api, core, calls } = platform();
  const record = beginRecord(api, () => now);
  now = 754_000;
  record.end();
  record.end();
  record.note(LESSON_DONE);
  assert.equal(core('session_time'), '0000:12:34');
  assert.equal(core('exit'), 'suspend');
  assert.equal(core('lesson_status'), 'incomplete');
  assert.deepEqual(calls.slice(2), ['commit', 'finish']);
});

test('one that is complete ends for good', () => {
  const { api, core } = platform();
  const record = beginRecord(api);
  record.note(LESSON_DONE);
  record.end();
  assert.equal(core('exit'), '');
});

test('a length of time has hours, minutes and seconds', () => {
  assert.equal(timeText(0), '0000:00:00');
  assert.equal(timeText(3_723_999), '0001:02:03');
  assert.equal(timeText(1e12), '9999:00:00');
  assert.equal(timeText(-1), '0000:00:00');
});

test('the platform is found in the windows around, or around the one that opened the page', () => {
  const { api } = platform();
  /** @param {any} window @param {any} [parent] */
  const at = (window, parent) => Object.assign(window, { parent: parent ?? window });
  const top = at({ API: api });
  assert.equal(findApi(at({}, at({}, top))), api);
  assert.equal(findApi(at({ opener: at({}, top) })), api);
  assert.equal(findApi(at({})), null);
});

test('windows of other sites, and circles of them, are not looked into', () => {
  const foreign = Object.defineProperty({}, 'API', {
    get: () => {
      throw new DOMException('cross-origin');
    },
  });
  assert.equal(findApi(/** @type {any} */ ({ parent: foreign })), null);
  const one = /** @type {any} */ ({});
  one.parent = { parent: one };
  assert.equal(findApi(one), null);
});
