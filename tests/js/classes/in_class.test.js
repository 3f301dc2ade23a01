import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { openPage, settled } from '../fake_elements.js';
import { FakePage, FakeSocket, FakeTimers, SocketClass } from '../fakes.js';

/** @import { Place } from '../../../static/js/classes/student/place.js' */

const { ClassStore } = await import('../../../static/js/classes/class_store.js');
const { ClassLesson } = await import('../../../static/js/classes/student/led.js');
const { Question } = await import('../../../static/js/classes/student/question.js');
const { led } = await import('#page');

const WELCOME = {
  ...{ type: 'welcome', id: 1, school_class: 'C', role: 'student', token: 'T', links: null, replica: '' },
};
const QUESTION = { text: '?', kind: 'text', choices: [], is_open: true, n_answers: 0 };

beforeEach(() => {
  FakeSocket.opened = [];
});

/** A student who is in their class. */
function inClass() {
  const timers = new FakeTimers();
  const school = new ClassStore(signal, {
    url: () => 'ws://here/class',
    WebSocketClass: SocketClass,
    timers,
    page: new FakePage(),
    network: new EventTarget(),
  });
  school.enter({ type: 'come_back', school_class: 'C', token: 'T' });
  const welcome = () => {
    FakeSocket.last.open();
    FakeSocket.last.say(WELCOME);
  };
  welcome();
  const lose = () => FakeSocket.last.end(1006);
  const comeBack = () => {
    timers.pass(1000);
    welcome();
  };
  /** What was asked since the last welcome. */
  const asked = () => FakeSocket.last.sent.slice(1);
  const answer = (/** @type {any} */ { id }) => FakeSocket.last.say({ type: 'done', id });
  return { school, lose, comeBack, asked, answer };
}

/** The question to the class, and the field for the answer. @param {any} school */
async function askedIn(school) {
  const page = openPage();
  await page.put(html`<${Question} school=${school} question=${QUESTION} mine=${null} />`);
  const [field] = page.box.all('textarea');
  const [form] = page.box.all('form');
  return { ...page, field, send: () => form.happens('submit') };
}

test('an answer that the class has not heard stays in its field, and that is said', async () => {
  const { school, lose, comeBack, asked, answer } = inClass();
  const { box, field, send } = await askedIn(school);
  await field.happens('input', 'because');
  await send();
  lose();
  await field.happens('change');
  assert.equal(field.value, 'because');
  assert.match(box.textContent, /The class did not answer; try again when it is in reach\./);
  await send(); // nobody is there
  assert.equal(field.value, 'because');
  comeBack();
  await send();
  answer(asked()[0]);
  await field.happens('change');
  assert.equal(field.value, '');
  assert.doesNotMatch(box.textContent, /did not answer/);
});

test('what is typed on while an answer is on its way stays', async () => {
  const { school, asked, answer } = inClass();
  const { field, send } = await askedIn(school);
  await field.happens('input', 'because');
  await send();
  await field.happens('input', 'because of it');
  answer(asked()[0]);
  await field.happens('change');
  assert.equal(field.value, 'because of it');
});

test('of each step the newest report that the class has not answered is said again', async () => {
  const { school, lose, comeBack, asked, answer } = inClass();
  const lesson = { name: 'first', number: 3, start: 0, brought: 0, until: null, n_steps: 4, shown: null };
  FakeSocket.last.say({ type: 'class', lesson });
  FakeSocket.last.say({ type: 'me', person: 'a', name: 'Ada', lesson: null });
  const place = signal(/** @type {Place} */ ({ kind: 'own', room: 'r', token: 't' }));
  const ends = new ClassLesson(school, place).begin();
  const report = (/** @type {number} */ step, /** @type {number} */ hints) =>
    led.value?.report(/** @type {any} */ ({ step, hints }));
  report(0, 0);
  answer(asked()[0]);
  await settled();
  lose();
  report(1, 0);
  report(1, 1);
  report(2, 0);
  comeBack();
  const said = () => asked().map(({ step, hints }) => [step, hints]);
  const unanswered = [
    [1, 1],
    [2, 0],
  ];
  assert.deepEqual(said(), unanswered);
  lose();
  comeBack();
  assert.deepEqual(said(), unanswered);
  asked().forEach(answer);
  await settled();
  lose();
  comeBack();
  assert.deepEqual(said(), [[2, 0]], 'the last one is said to a class that may have forgotten it');
  for (const end of ends) end();
});
