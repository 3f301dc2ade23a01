import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baseOf, livesAt } from '../../../static/js/protocol/replicas.js';
import { asked, ofRoom, Refused } from '../../../static/js/protocol/rooms.js';

/** Some replicas behind a proxy, with a memory: a room is at one of them, which may be gone; any answers at
 * the page's own address, and here that is one that has no room. */
class Replicas {
  /** @type {string[]} */
  requests = [];
  /** @type {number[]} */
  waits = [];
  /** Of the room; null: nobody has taken it yet. @type {string | null} */
  owner = 'r2';
  /** Who is told to have it. @type {string | null} */
  told = null;
  /** @type {string[]} */
  gone = [];
  /** Happens while the page waits. */
  onWait = () => {};

  /** @type {typeof fetch} */
  get = async (input) => {
    const path = String(input);
    this.requests.push(path);
    const name = /^(r\d)\//.exec(path)?.[1] ?? 'any';
    if (this.gone.includes(name)) return new Response('<h1>Bad Gateway</h1>', { status: 502 });
    if (name === this.owner) return new Response('{"it": 1}');
    return Response.json({ error: 'elsewhere', replica: this.told ?? this.owner ?? '' }, { status: 421 });
  };

  /** @param {number} ms */
  wait = async (ms) => {
    this.waits.push(ms);
    this.onWait();
  };
}

/** Nobody is to be waited for. @returns {Promise<never>} */
const notAtAll = () => assert.fail('waited');

let rooms = 0;
const newRoom = () => `room${rooms++}`;

test('a request is answered where its room lives, and the next one goes there at once', async () => {
  const replicas = new Replicas();
  const room = newRoom();
  assert.deepEqual(await (await asked(ofRoom(room, 'state'), 'tok', {}, replicas)).json(), { it: 1 });
  await asked(ofRoom(room, 'saved'), 'tok', {}, replicas);
  assert.deepEqual(replicas.requests, [
    `rooms/${room}/state`,
    `r2/rooms/${room}/state`,
    `r2/rooms/${room}/saved`,
  ]);
  assert.deepEqual(replicas.waits, []);
});

test('what is sent is sent again, with the token', async () => {
  /** @type {any[]} */
  const sent = [];
  const replicas = new Replicas();
  const { get } = replicas;
  replicas.get = (input, how) => {
    sent.push([how?.method, how?.body, new Headers(how?.headers).get('Authorization')]);
    return get(input, how);
  };
  await asked(ofRoom(newRoom(), 'network'), 'tok', { method: 'POST', body: 'weights' }, replicas);
  assert.deepEqual(sent, Array(2).fill(['POST', 'weights', 'Bearer tok']));
});

test('a room whose replica is gone is found at the one that takes it', async () => {
  const replicas = new Replicas();
  const room = newRoom();
  livesAt(`rooms/${room}`, 'r2');
  replicas.gone = ['r2'];
  replicas.onWait = () => {
    if (replicas.waits.length === 5) replicas.owner = 'r3';
  };
  await asked(ofRoom(room, 'state'), 'tok', {}, replicas);
  assert.equal(baseOf(`rooms/${room}`), 'r3/');
  assert.ok(replicas.waits.every((ms) => ms >= 500 && ms <= 1000));
});

test('replicas that name each other are not asked faster for that, and not for ever', async () => {
  const replicas = new Replicas();
  const { get } = replicas;
  replicas.get = (input, how) => {
    replicas.told = String(input).startsWith('r3') ? 'r2' : 'r3';
    replicas.owner = null;
    return get(input, how);
  };
  await assert.rejects(asked(ofRoom(newRoom(), 'state'), 'tok', {}, replicas), Refused);
  assert.ok(replicas.requests.length <= 2 * replicas.waits.length + 2, String(replicas.requests.length));
  assert.ok(replicas.waits.reduce((sum, ms) => sum + ms, 0) > 10_000);
});

test('a refusal is one, wherever it comes from', async () => {
  for (const status of [403, 404, 409, 503]) {
    const get = async () => Response.json({ error: 'no', reason: { code: 'why', values: {} } }, { status });
    const refused = asked(ofRoom(newRoom(), 'state'), 'tok', {}, { get, wait: notAtAll });
    await assert.rejects(refused, { status, reason: { code: 'why', values: {} } });
  }
});

test('a server that is alone and does not answer is not asked again', async () => {
  const get = async () => {
    throw new TypeError('failed');
  };
  await assert.rejects(asked('rooms/alone/state', 'tok', {}, { get, wait: notAtAll }), TypeError);
  const bad = async () => new Response('bad gateway', { status: 502 });
  await assert.rejects(asked('rooms/alone/state', 'tok', {}, { get: bad, wait: notAtAll }), { status: 502 });
});

test('who does not want the answer any more is not kept waiting for it', async () => {
  const ended = new AbortController();
  const room = newRoom();
  livesAt(`rooms/${room}`, 'r2');
  /** @type {typeof fetch} */
  const get = async () => {
    ended.abort();
    throw ended.signal.reason;
  };
  const refused = asked(ofRoom(room, 'x'), 't', { signal: ended.signal }, { get, wait: notAtAll });
  await assert.rejects(refused, { name: 'AbortError' });
});
