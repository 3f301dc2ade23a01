import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { openPage, settled } from '../../fake_elements.js';

const { Question } = await import('../../../../static/js/classes/teach/ask/question.js');
const { PutAside } = await import('../../../../static/js/classes/teach/wall/put_aside.js');

/** A class that carries out what is asked of it when a test says so. */
function waitingClass() {
  /** @type {((done: boolean) => void)[]} */
  const asked = [];
  const store = { state: signal({ question: null, presenter: null }) };
  const ask = () => new Promise((end) => asked.push(end));
  const answer = (/** @type {boolean} */ done) => {
    asked.shift()?.(done);
    return settled();
  };
  return { lesson: { store, ask }, answer };
}

const FORMS = {
  'a question': (/** @type {any} */ lesson) => html`<${Question} lesson=${lesson} />`,
  'the title of what is put aside': (/** @type {any} */ lesson) =>
    html`<${PutAside} lesson=${lesson} person="a" cell=${{ room: 'r', watch: 'w' }} />`,
};

for (const [what, view] of Object.entries(FORMS)) {
  test(`${what} goes out of its field when it was taken, unless somebody has typed on`, async () => {
    globalThis.fetch = () => Promise.reject(new TypeError('no connection'));
    const { lesson, answer } = waitingClass();
    const { box, put } = openPage();
    await put(view(lesson));
    const [field] = box.all('input');
    const [form] = box.all('form');
    const send = async (
      /** @type {string} */ text,
      /** @type {string} */ typedOn,
      /** @type {boolean} */ done,
    ) => {
      await field.happens('input', text);
      await form.happens('submit');
      if (typedOn) await field.happens('input', typedOn);
      await answer(done);
      return field.value;
    };
    assert.equal(await send('Why?', '', false), 'Why?');
    assert.equal(await send('Why?', 'Why not?', true), 'Why not?');
    assert.equal(await send('Why?', '', true), '');
  });
}
