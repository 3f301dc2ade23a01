import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refused } from '../../../static/js/protocol/rooms.js';
import { readKept } from '../../../static/js/sweeps/kept.js';
import { Sweep, waitBefore } from '../../../static/js/sweeps/sweep.js';

/** @param {number} number @param {number} setting @param {number} value @returns {any} */
const row = (number, setting, value) => ({ number, setting, repeat: 0, value });
/** @param {number} version @returns {any} */
const status = (version) => ({ version, state: 'running' });

/** Shows at once what has come. @param {() => void} show */
const now = (show) => show();

/** A server that answers each question with the next of these; after the last it is silent.
 * @param {any[]} answers */
function serverOf(answers) {
  /** @type {[number, number][]} */
  const asked = [];
  /** @type {() => void} */
  let told = () => {};
  const silent = new Promise((end) => (told = () => end(undefined)));
  const ask = async (/** @type {string} */ _, /** @type {number} */ after, /** @type {number} */ seen) => {
    asked.push([after, seen]);
    const answer = answers.shift();
    if (answer === undefined) {
      told();
      return new Promise(() => {});
    }
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { ask: /** @type {any} */ (ask), asked, silent };
}

test('rows are asked for from the last on, and a later one takes the place of an earlier', async () => {
  const server = serverOf([
    { status: status(1), rows: [row(1, 0, 0.5), row(2, 1, 0.4)], next: 2 },
    { status: status(2), rows: [row(3, 0, 0.3)], next: 3 },
  ]);
  const sweep = new Sweep(server.ask, async () => {}, now);
  sweep.follow('abc');
  await server.silent;
  assert.deepEqual(server.asked, [
    [0, 0],
    [2, 1],
    [3, 2],
  ]);
  assert.deepEqual(
    sweep.rows.value.map(({ setting, value }) => [setting, value]),
    [
      [0, 0.3],
      [1, 0.4],
    ],
  );
  assert.equal(sweep.standing.value.kind, 'there');
});

test('a lost connection is said, and the page comes back with what it has', async () => {
  const server = serverOf([
    { status: status(1), rows: [row(1, 0, 0.5)], next: 1 },
    new TypeError('no connection'),
    { status: status(2), rows: [], next: 1 },
  ]);
  /** @type {string[]} */
  const standings = [];
  const sweep = new Sweep(server.ask, async () => void standings.push(sweep.standing.value.kind), now);
  sweep.follow('abc');
  await server.silent;
  assert.deepEqual(standings, ['there', 'lost', 'there']);
  assert.deepEqual(server.asked, [
    [0, 0],
    [1, 1],
    [1, 1],
    [1, 2],
  ]);
  assert.equal(sweep.rows.value.length, 1);
  assert.equal(sweep.standing.value.kind, 'there');
});

test('a sweep that is gone is not asked for again', async () => {
  const server = serverOf([new Refused(404)]);
  const sweep = new Sweep(server.ask, async () => {}, now);
  sweep.follow('abc');
  await new Promise((end) => setImmediate(end));
  assert.equal(server.asked.length, 1);
  assert.equal(sweep.standing.value.kind, 'gone');
});

test('of a sweep that is left nothing more is taken', async () => {
  /** @type {(answer: any) => void} */
  let answer = () => {};
  const sweep = new Sweep(/** @type {any} */ (() => new Promise((end) => (answer = end))), undefined, now);
  sweep.follow('abc');
  sweep.leave();
  answer({ status: status(1), rows: [row(1, 0, 0.5)], next: 1 });
  await new Promise((end) => setImmediate(end));
  assert.equal(sweep.status.value, null);
  assert.deepEqual(sweep.rows.value, []);
});

test('what comes between two pictures of the browser is shown once', async () => {
  const server = serverOf([
    { status: status(1), rows: [row(1, 0, 0.5)], next: 1 },
    { status: status(2), rows: [row(2, 1, 0.4)], next: 2 },
  ]);
  /** @type {(() => void)[]} */
  const asked = [];
  const sweep = new Sweep(
    server.ask,
    async () => {},
    (show) => asked.push(show),
  );
  sweep.follow('abc');
  await server.silent;
  assert.deepEqual(sweep.rows.value, []);
  assert.equal(asked.length, 1);
  asked[0]();
  assert.equal(sweep.rows.value.length, 2);
  assert.equal(sweep.status.value?.version, 2);
});

test('an older state never takes the place of a newer one', () => {
  const sweep = new Sweep(/** @type {any} */ (() => new Promise(() => {})), undefined, now);
  sweep.take(status(3));
  sweep.take(status(2));
  assert.equal(sweep.status.value?.version, 3);
});

test('waits grow, up to ten seconds', () => {
  assert.equal(waitBefore(0), 500);
  assert.ok(waitBefore(3) > waitBefore(1));
  assert.equal(waitBefore(40), 10_000);
});

test('of what this browser has kept only what makes sense is read', () => {
  const good = { id: 'a', secret: 'b', title: 'c', at: 1 };
  assert.deepEqual(readKept(JSON.stringify([good, { id: 'x' }, null])), [good]);
  assert.deepEqual(readKept('{'), []);
  assert.deepEqual(readKept(null), []);
});
