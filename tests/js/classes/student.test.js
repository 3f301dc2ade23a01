import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lasting } from '../../../static/js/classes/join/lasting.js';
import { TEXTS as JOIN_TEXTS } from '../../../static/js/classes/join/texts.js';
import { CLASS_REASONS, refusalText } from '../../../static/js/classes/reasons.js';
import { barsOf } from '../../../static/js/classes/student/bars.js';
import { placeOf, timeLeft } from '../../../static/js/classes/student/place.js';
import { TEXTS } from '../../../static/js/classes/student/texts.js';

/** @type {import('../../../static/js/messages.js').Me} */
const me = {
  type: 'me',
  person: 'p',
  name: 'Ada',
  seat: 's',
  waiting: false,
  done: false,
  follows: true,
  note: '',
  answer: null,
  value: null,
  place: null,
  lesson: null,
};
const teacher = { person: null, name: null, room: 'desk', watch: 'eye' };
/** @type {import('../../../static/js/types.js').StoredRoom} */
const own = { room: 'mine', token: 'key', role: 'host', link: '' };
const atHome = { kind: 'own', room: 'mine', token: 'key' };
const watching = { kind: 'watching', room: 'desk', token: 'eye' };
const beginning = { kind: 'beginning', from: null };
const fromDesk = { kind: 'beginning', from: { room: 'desk', token: 'eye' } };

for (const [name, who, presenter, room, expected] of /** @type {[string, any, any, any, object][]} */ ([
  ['who is not known yet is nowhere', null, teacher, own, { kind: 'nowhere' }],
  ['who waits is nowhere', { ...me, waiting: true }, teacher, own, { kind: 'nowhere' }],
  ['who follows watches the presenter', me, teacher, own, watching],
  ['who follows nobody is at home', me, null, own, atHome],
  ['who looks at their own is at home', { ...me, follows: false }, teacher, own, atHome],
  ['whose network is shown to all stays in it', me, { ...teacher, person: 'p' }, own, atHome],
  ['a first own network begins with the presenter', { ...me, follows: false }, teacher, null, fromDesk],
  ['without a presenter it begins anew', me, null, null, beginning],
])) {
  test(name, () => assert.deepEqual(placeOf(who, presenter, room), expected));
}

test('the time that is left is in minutes and seconds', () => {
  assert.deepEqual([760_000, 59_001, 1, 0, -5].map(timeLeft), ['12:40', '1:00', '0:01', '0:00', '0:00']);
});

test('how long a class lasts is said in hours, or in minutes', () => {
  assert.deepEqual(lasting(7200), { unit: 'hours', n: 2 });
  assert.deepEqual(lasting(1800), { unit: 'minutes', n: 30 });
  assert.deepEqual(lasting(1), { unit: 'minutes', n: 1 });
});

test('answers are bars: of choices, of few numbers, of many in ranges', () => {
  const format = String;
  const choices = /** @type {const} */ ({
    kind: 'choices',
    choices: ['a', 'b'],
    counts: [2, 1],
    answers: null,
  });
  assert.deepEqual(barsOf({ ...choices, choices: ['a', 'b'], counts: [2, 1] }, 1, format), [
    { label: 'a', count: 2, isMine: false },
    { label: 'b', count: 1, isMine: true },
  ]);
  const numbers = { kind: /** @type {const} */ ('number'), choices: [], counts: null };
  assert.deepEqual(barsOf({ ...numbers, answers: [3, 1, 3] }, 3, format), [
    { label: '1', count: 1, isMine: false },
    { label: '3', count: 2, isMine: true },
  ]);
  const many = barsOf({ ...numbers, answers: Array.from({ length: 17 }, (_, i) => i) }, 16, format);
  assert.equal(many.length, 8);
  assert.deepEqual(many[0], { label: '0 – 2', count: 2, isMine: false });
  assert.deepEqual(many[7], { label: '14 – 16', count: 3, isMine: true });
  assert.deepEqual(barsOf({ ...numbers, kind: 'text', answers: ['x'] }, 'x', format), []);
});

for (const [name, texts] of Object.entries({ TEXTS, JOIN_TEXTS, CLASS_REASONS })) {
  test(`${name} have the same keys and values in both languages`, () => {
    const values = (/** @type {string} */ text) => (text.match(/\{\w+/g) ?? []).sort();
    assert.deepEqual(Object.keys(texts.de).sort(), Object.keys(texts.en).sort());
    for (const [key, text] of Object.entries(texts.en))
      assert.deepEqual(values(texts.de[key]), values(text), key);
  });
}

test('a refusal is a sentence', () => {
  const error = /** @type {const} */ ({ type: 'error', id: 1, code: 'invalid', message: 'no', field: null });
  const say = (/** @type {string} */ key) => CLASS_REASONS.en[key];
  const reason = { code: 'no_question', values: {} };
  assert.equal(refusalText({ ...error, reason }, say), 'Nothing is being asked.');
  assert.equal(refusalText({ ...error, reason: null }, say), 'No.');
});
