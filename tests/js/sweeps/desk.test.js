import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Sweep } from '../../../static/js/sweeps/sweep.js';
import { settled } from '../fake_elements.js';

const { Desk } = await import('../../../static/js/sweeps/page/desk.js');

/** What is asked of the server, in the order in which it is.
 * @type {{ path: string, answer: (told: object) => Promise<unknown> }[]} */
let asked = [];

beforeEach(() => {
  asked = [];
  const page = new EventTarget();
  Object.assign(globalThis, {
    fetch: (/** @type {string} */ path) =>
      new Promise((end) => {
        const answer = (/** @type {object} */ told) => {
          end({ ok: true, json: async () => told });
          return settled();
        };
        asked.push({ path, answer });
      }),
    addEventListener: page.addEventListener.bind(page),
    dispatchEvent: page.dispatchEvent.bind(page),
    location: { hash: '', pathname: '/sweeps' },
    history: { pushState: () => {}, replaceState: () => {} },
  });
});

/** The newest request to a path that ends so. @param {RegExp} end */
const request = (end) => /** @type {typeof asked[number]} */ (asked.findLast(({ path }) => end.test(path)));

/** A desk that shows what it is told at once, with sweeps that this browser has started.
 * @param {string[]} ids */
function deskWith(...ids) {
  const desk = new Desk();
  desk.sweep = new Sweep(undefined, undefined, (show) => show());
  for (const id of ids) desk.kept.add({ id, secret: 's', title: id, at: 0 });
  desk.open();
  return desk;
}

/** @param {string} hash */
function goTo(hash) {
  location.hash = hash;
  dispatchEvent(new Event('hashchange'));
  return settled();
}

test('what one sweep answers is not taken for the state of another that was opened meanwhile', async () => {
  const desk = deskWith('a', 'b');
  await goTo('#sweep=a');
  const { order } = desk;
  const status = (/** @type {number} */ version) => ({ version, state: 'running', order: order.peek() });
  const steering = desk.steer('pause');
  await goTo('#sweep=b');
  await request(/pause$/).answer({ ...status(9), id: 'a', replica: '', state: 'paused' });
  await steering;
  await request(/b\/rows/).answer({ status: { ...status(2), id: 'b', replica: '' }, rows: [], next: 0 });
  assert.deepEqual([desk.sweep.status.value?.version, desk.sweep.status.value?.state], [2, 'running']);
  desk.another();
});

test('what is set up while a sweep starts stays', async () => {
  const desk = deskWith();
  const starting = desk.start();
  const order = desk.order.peek();
  desk.change({ epochs: order.epochs + 1 });
  const status = { version: 1, state: 'running', order, id: 'a', replica: '' };
  await request(/sweeps$/).answer({ id: 'a', secret: 's', status });
  await starting;
  assert.equal(desk.order.peek().epochs, order.epochs + 1);
  assert.equal(desk.sweep.status.value?.order.epochs, order.epochs);
  desk.another();
});
