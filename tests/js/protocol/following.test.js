import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CLOSE_CODES } from '../../../static/js/protocol/codes.js';
import {
  CHECK_MS,
  IDLE_MS,
  OPENING_MS,
  openConnection,
  QUIET_MS,
  SILENCE_MS,
} from '../../../static/js/protocol/connection.js';
import { baseOf } from '../../../static/js/protocol/replicas.js';
import { FakePage, FakeSocket, FakeTimers, SocketClass, WELCOME } from '../fakes.js';

const MOVED = 'This is at another replica of the server.';

beforeEach(() => {
  FakeSocket.opened = [];
});

let rooms = 0;

/** A connection into a room of its own.
 * @param {Partial<import('../../../static/js/protocol/connection.js').ConnectionOptions>} [changes] */
function connect(changes = {}) {
  const timers = new FakeTimers();
  const page = new FakePage();
  const network = new EventTarget();
  const room = `moving${rooms++}`;
  /** @type {any[]} */
  const heard = [];
  const connection = openConnection({
    url: (base) => `/${base}socket`,
    subject: () => `rooms/${room}`,
    WebSocketClass: SocketClass,
    timers,
    page,
    network,
    hello: () => ({ type: 'hello', grid_size: 'large', room, token: 'tok' }),
    check: () => ({ type: 'subscribe_metrics', wanted: false }),
    onMessage: () => {},
    onFrame: () => {},
    onClose: (after) => heard.push(after.kind),
    ...changes,
  });
  return { connection, timers, page, network, heard, room };
}

/** Where each socket went. */
const places = () => FakeSocket.opened.map(({ url }) => url);

/** @param {string} replica */
function move(replica) {
  FakeSocket.last.open();
  FakeSocket.last.say({ type: 'goodbye', code: CLOSE_CODES.MOVED, message: MOVED, replica });
  FakeSocket.last.end(CLOSE_CODES.MOVED);
}

test('a room that lives at another replica is followed there at once', () => {
  const { heard, room } = connect();
  move('r2');
  assert.deepEqual(places(), ['/socket', '/r2/socket']);
  FakeSocket.last.welcome({ room, replica: 'r2' });
  assert.deepEqual(heard, ['moved']);
  assert.equal(baseOf(`rooms/${room}`), 'r2/');
  assert.deepEqual(FakeSocket.last.types, ['hello']);
});

test('a page that was welcomed somewhere comes back to that place', () => {
  const { timers, room } = connect();
  FakeSocket.last.welcome({ room, replica: 'r1' });
  FakeSocket.last.end(1006);
  timers.pass(500);
  assert.deepEqual(places(), ['/socket', '/r1/socket']);
});

test('where a replica is gone any other is asked, and then in turn with where that leads', () => {
  const { timers, room } = connect();
  FakeSocket.last.welcome({ room, replica: 'r2' });
  FakeSocket.last.end(1006);
  timers.pass(1000); // at r2 again, where a proxy says that there is nobody
  FakeSocket.last.end(1006);
  timers.pass(1000);
  move('r2'); // who answers still takes the room to be there
  FakeSocket.last.end(1006);
  timers.pass(1200);
  assert.deepEqual(places(), ['/socket', '/r2/socket', '/socket', '/r2/socket', '/socket']);
  FakeSocket.last.welcome({ room, replica: 'r3' });
  assert.equal(baseOf(`rooms/${room}`), 'r3/');
});

test('a replica that stops is not waited for: any other is asked', () => {
  const { timers, room } = connect();
  FakeSocket.last.welcome({ room, replica: 'r2' });
  FakeSocket.last.end(CLOSE_CODES.STOPPING);
  timers.pass(600);
  assert.deepEqual(places(), ['/socket', '/socket']);
});

test('replicas that name each other are asked no faster than one that does not answer', () => {
  const { timers } = connect();
  const TICK_MS = 50;
  let turn = 0;
  for (let passed = 0; passed < 15_000; passed += TICK_MS) {
    if (!FakeSocket.last.isClosedByPage) move(turn++ % 2 ? 'r2' : 'r3');
    timers.pass(TICK_MS);
  }
  assert.ok(FakeSocket.opened.length >= 20, String(FakeSocket.opened.length)); // at least one a second
  assert.ok(FakeSocket.opened.length <= 36, String(FakeSocket.opened.length)); // and that twice at most
});

test('a page whose replica is gone asks again every second, for a quarter of a minute', () => {
  const { timers, room } = connect();
  FakeSocket.last.welcome({ room, replica: 'r2' });
  FakeSocket.last.end(1006);
  const started = timers.time;
  while (timers.time < started + 14_000) {
    const asked = FakeSocket.opened.length;
    timers.pass(1200);
    assert.ok(FakeSocket.opened.length > asked);
    FakeSocket.last.end(1006);
  }
});

test('a replica that does not open a socket is given up after four seconds', () => {
  const { timers, room } = connect();
  FakeSocket.last.welcome({ room, replica: 'r2' });
  FakeSocket.last.end(1006);
  timers.pass(500);
  const hanging = FakeSocket.last;
  timers.pass(OPENING_MS - 1);
  assert.equal(hanging.isClosedByPage, false);
  timers.pass(1);
  assert.equal(hanging.isClosedByPage, true);
  timers.pass(1000);
  assert.deepEqual(places(), ['/socket', '/r2/socket', '/socket']);
});

test('a replica that should send pictures and does not is asked, and left where it says nothing', () => {
  const { timers, room } = connect({ expectsNews: () => true });
  FakeSocket.last.welcome({ room, replica: 'r2' });
  const [silent] = FakeSocket.opened;
  timers.pass(QUIET_MS);
  assert.deepEqual(silent.types, ['hello', 'subscribe_metrics']);
  timers.pass(CHECK_MS);
  assert.equal(silent.isClosedByPage, true);
  timers.pass(600);
  assert.deepEqual(places(), ['/socket', '/socket']); // not where nobody answers
});

test('a replica that answers is left alone, however long it has nothing to show', () => {
  const { timers, room } = connect({ expectsNews: () => true });
  FakeSocket.last.welcome({ room, replica: 'r2' });
  for (let i = 0; i < 20; i++) {
    timers.pass(QUIET_MS + CHECK_MS - 1);
    const { id } = FakeSocket.last.sent[FakeSocket.last.sent.length - 1];
    FakeSocket.last.say({ type: 'done', id });
  }
  assert.equal(FakeSocket.opened.length, 1);
  assert.equal(new Set(FakeSocket.last.sent.map(({ id }) => id)).size, 21);
});

test('in a paused room a replica is asked now and then', () => {
  const { timers, room } = connect({ expectsNews: () => false });
  FakeSocket.last.welcome({ room, replica: 'r2' });
  timers.pass(IDLE_MS - 1);
  assert.equal(FakeSocket.last.sent.length, 1);
  timers.pass(1 + CHECK_MS);
  assert.equal(FakeSocket.opened[0].isClosedByPage, true);
});

test('a request that gets no answer is noticed soon, however often somebody asks again', () => {
  const { connection, timers, room } = connect({ expectsNews: () => false });
  FakeSocket.last.welcome({ room, replica: 'r2' });
  const [silent] = FakeSocket.opened;
  for (let passed = 0; passed < QUIET_MS + CHECK_MS; passed += 500) {
    assert.equal(silent.isClosedByPage, false);
    connection.send({ type: 'play' });
    timers.pass(500);
  }
  assert.equal(silent.isClosedByPage, true);
});

test('a server that is alone is asked nothing, and has all the time of before', () => {
  const { timers } = connect({ expectsNews: () => true });
  FakeSocket.last.welcome();
  timers.pass(SILENCE_MS - 1);
  assert.deepEqual([FakeSocket.last.types, FakeSocket.last.isClosedByPage], [['hello'], false]);
  timers.pass(1);
  assert.equal(FakeSocket.opened[0].isClosedByPage, true);
});

test('a page that is looked at again goes on where it was, and at once', () => {
  const { page, room } = connect();
  FakeSocket.last.welcome({ room, replica: 'r2' });
  FakeSocket.last.end(1006);
  page.hide(false);
  assert.deepEqual(places(), ['/socket', '/r2/socket']);
});

test('a refusal at a replica is one, and where the room is stays known', () => {
  const { timers, heard, room } = connect();
  move('r2');
  FakeSocket.last.open();
  FakeSocket.last.end(CLOSE_CODES.BAD_TOKEN);
  timers.pass(60_000);
  assert.deepEqual(heard, ['moved', 'stop']);
  assert.equal(FakeSocket.opened.length, 2);
  assert.equal(baseOf(`rooms/${room}`), 'r2/');
});

test('a connection that is stopped while it follows is closed', () => {
  const { connection, timers } = connect();
  move('r2');
  connection.stop();
  timers.pass(60_000);
  assert.equal(FakeSocket.last.isClosedByPage, true);
  assert.deepEqual(timers.waiting, []);
});

test('a page without a room of its own goes back to any replica when that is what it is told', () => {
  const { timers } = connect({ subject: () => '' });
  move('r2');
  assert.deepEqual(places(), ['/socket', '/socket']);
  FakeSocket.last.welcome({ ...WELCOME, replica: 'r1' });
  timers.pass(1000);
  assert.equal(FakeSocket.opened.length, 2);
});
