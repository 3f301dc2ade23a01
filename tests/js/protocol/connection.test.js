import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CLOSE_CODES } from '../../../static/js/protocol/codes.js';
import { afterClose, LATE_MS, openConnection, SILENCE_MS } from '../../../static/js/protocol/connection.js';
import { t } from '../../../static/js/text/texts.js';
import { FakePage, FakeSocket, FakeTimers, SocketClass, WELCOME } from '../fakes.js';

beforeEach(() => {
  FakeSocket.opened = [];
});

/** @param {Partial<import('../../../static/js/protocol/connection.js').ConnectionOptions>} changes */
function connect(changes = {}) {
  const timers = new FakeTimers();
  const page = new FakePage();
  const network = new EventTarget();
  /** @type {any[]} */
  const heard = [];
  const connection = openConnection({
    url: (base) => `ws://here/${base}socket`,
    WebSocketClass: SocketClass,
    timers,
    page,
    network,
    hello: () => ({ type: 'hello', grid_size: 'large' }),
    onMessage: (message) => heard.push(message.type),
    onFrame: (frame) => heard.push(frame),
    onClose: (after) => heard.push(after),
    ...changes,
  });
  return { connection, timers, page, network, heard };
}

for (const [code, attempt, expected] of /** @type {[number, number, any][]} */ ([
  [1006, 0, { kind: 'retry', afterMs: 500 }],
  [1001, 2, { kind: 'retry', afterMs: 1125 }],
  [1012, 100, { kind: 'retry', afterMs: 15000 }],
  [4001, 0, { kind: 'retry', afterMs: 500 }],
  [4002, 0, { kind: 'retry', afterMs: 500 }],
  [4008, 0, { kind: 'retry', afterMs: 500 }],
  [4499, 0, { kind: 'retry', afterMs: 500 }],
  [4500, 0, { kind: 'stop' }],
  [4501, 0, { kind: 'stop' }],
  [4502, 0, { kind: 'gone' }],
  [4503, 0, { kind: 'stop' }],
  [4999, 0, { kind: 'stop' }],
])) {
  test(`after close code ${code} and ${attempt} tries: ${expected.kind} ${expected.afterMs ?? ''}`, () => {
    const { say, ...after } = afterClose(code, attempt);
    assert.deepEqual(after, expected);
    assert.match(t(say), /^[A-Z].*\.$/);
  });
}

test('below 4500 every close code is tried again, from 4500 on none is', () => {
  for (const code of Object.values(CLOSE_CODES))
    assert.equal(afterClose(code, 0).kind === 'retry', code < 4500, String(code));
});

test('a new socket asks for the sub-protocol and array buffers, and says hello first', () => {
  connect();
  const socket = FakeSocket.last;
  assert.deepEqual(
    [socket.url, socket.protocol, socket.binaryType, socket.sent],
    ['ws://here/socket', 'nnp.v1', 'arraybuffer', []],
  );
  socket.open();
  assert.deepEqual(socket.sent, [{ id: 1, type: 'hello', grid_size: 'large' }]);
});

test('nothing is sent before the welcome or after the end, and requests have rising ids', () => {
  const { connection } = connect();
  assert.equal(connection.send({ type: 'play' }), false);
  FakeSocket.last.open();
  assert.equal(connection.send({ type: 'play' }), false);
  FakeSocket.last.say(WELCOME);
  assert.equal(connection.send({ type: 'play' }), 2);
  assert.equal(connection.send({ type: 'pause' }), 3);
  assert.equal(connection.tell({ type: 'ack', sequence: 5 }), true);
  assert.deepEqual(FakeSocket.last.sent.slice(1), [
    { id: 2, type: 'play' },
    { id: 3, type: 'pause' },
    { type: 'ack', sequence: 5 },
  ]);
  FakeSocket.last.end(1006);
  assert.equal(connection.send({ type: 'play' }), false);
});

test('messages and frames are handed on', () => {
  const { heard } = connect();
  const frame = new ArrayBuffer(24);
  FakeSocket.last.welcome();
  FakeSocket.last.frame(frame);
  assert.deepEqual(heard, ['welcome', frame]);
});

test('a lost connection waits longer after each try, and short again after a welcome', () => {
  const { heard, timers } = connect();
  const waits = () => heard.filter(({ kind }) => kind === 'retry').map(({ afterMs }) => afterMs);
  for (let i = 0; i < 3; i++) {
    FakeSocket.last.end(1006);
    timers.pass(15_000);
  }
  assert.deepEqual(waits(), [500, 750, 1125]);
  FakeSocket.last.welcome();
  FakeSocket.last.end(1006);
  assert.deepEqual(waits(), [500, 750, 1125, 500]);
  assert.equal(FakeSocket.opened.length, 4);
});

test('the retries of a whole class are spread', () => {
  for (const [random, wait] of [
    [0, 400],
    [1, 600],
  ]) {
    const timers = Object.assign(new FakeTimers(), { random: () => random });
    const { heard } = connect({ timers });
    FakeSocket.last.end(1006);
    assert.equal(heard[0].afterMs, wait);
  }
});

test('when the network is back a retry waits no longer', () => {
  const { network, timers } = connect();
  FakeSocket.last.end(1006);
  network.dispatchEvent(new Event('online'));
  assert.equal(FakeSocket.opened.length, 2);
  timers.pass(1000);
  assert.equal(FakeSocket.opened.length, 2);
});

test('when the tab is looked at again a retry waits no longer', () => {
  const { page } = connect();
  FakeSocket.last.end(1006);
  page.hide(true);
  assert.equal(FakeSocket.opened.length, 1);
  page.hide(false);
  assert.equal(FakeSocket.opened.length, 2);
});

test('coming back to the tab leaves a living connection alone', () => {
  const { page } = connect();
  FakeSocket.last.welcome();
  page.hide(false);
  assert.equal(FakeSocket.opened.length, 1);
});

test('silence while news is expected means that the connection is lost', () => {
  const { heard, timers } = connect({ expectsNews: () => true });
  FakeSocket.last.welcome();
  timers.pass(SILENCE_MS - 1);
  FakeSocket.last.say({ type: 'done', id: 1 });
  timers.pass(SILENCE_MS - 1);
  assert.equal(FakeSocket.opened.length, 1);
  timers.pass(1);
  assert.equal(FakeSocket.opened[0].isClosedByPage, true);
  assert.equal(heard[heard.length - 1].kind, 'retry');
  timers.pass(500);
  assert.equal(FakeSocket.opened.length, 2);
});

test('silence in a paused room means nothing', () => {
  /** @type {boolean[]} */
  const told = [];
  const onSilence = (/** @type {boolean} */ isSilent) => void told.push(isSilent);
  const { timers } = connect({ expectsNews: () => false, onSilence });
  FakeSocket.last.welcome();
  timers.pass(10 * SILENCE_MS);
  assert.equal(FakeSocket.opened.length, 1);
  assert.deepEqual(told, []);
});

test('news that are late are told of until they come or the connection is lost', () => {
  /** @type {boolean[]} */
  const told = [];
  const onSilence = (/** @type {boolean} */ isSilent) => void told.push(isSilent);
  const { timers } = connect({ expectsNews: () => true, onSilence });
  FakeSocket.last.welcome();
  timers.pass(LATE_MS - 1);
  assert.deepEqual(told, []);
  timers.pass(1);
  assert.deepEqual(told, [true]);
  FakeSocket.last.say({ type: 'done', id: 1 });
  assert.deepEqual(told, [true, false]);
  timers.pass(SILENCE_MS);
  assert.deepEqual(told, [true, false, true, false]);
});

test('a server that never says welcome is tried again', () => {
  const { timers } = connect({ expectsNews: () => false });
  FakeSocket.last.open();
  timers.pass(SILENCE_MS + 500);
  assert.equal(FakeSocket.opened.length, 2);
});

test('a socket that was given up is heard no more', () => {
  const { heard, timers } = connect({ expectsNews: () => true });
  const [first] = FakeSocket.opened;
  first.welcome();
  timers.pass(SILENCE_MS + 500);
  heard.length = 0;
  first.say({ type: 'done', id: 1 });
  first.end(1006);
  assert.deepEqual(heard, []);
});

test('after a refusal nothing is tried again until somebody asks', () => {
  const { connection, timers, network } = connect();
  FakeSocket.last.end(4503);
  timers.pass(60_000);
  network.dispatchEvent(new Event('online'));
  assert.equal(FakeSocket.opened.length, 1);
  connection.retry();
  assert.equal(FakeSocket.opened.length, 2);
});

test('a stopped connection is closed and stays so', () => {
  const { connection, timers, network } = connect();
  FakeSocket.last.welcome();
  connection.stop();
  network.dispatchEvent(new Event('online'));
  timers.pass(60_000);
  assert.equal(FakeSocket.last.isClosedByPage, true);
  assert.equal(FakeSocket.opened.length, 1);
  assert.deepEqual(timers.waiting, []);
});
