import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { signal } from '@preact/signals';
import { ClassStore, classUrl, parseKey, UNHEARD, writeKey } from '../../../static/js/classes/class_store.js';
import { CLOSE_CODES } from '../../../static/js/protocol/codes.js';
import { FakePage, FakeSocket, FakeTimers, SocketClass } from '../fakes.js';

beforeEach(() => {
  FakeSocket.opened = [];
});

const WELCOME = {
  type: 'welcome',
  id: 1,
  school_class: 'C',
  role: 'student',
  token: 'T',
  links: null,
  replica: '',
};
const CELL = { person: 'a', epoch: 1 };

function entered() {
  const timers = new FakeTimers();
  const store = new ClassStore(signal, {
    url: (base) => `ws://here/${base}class`,
    WebSocketClass: SocketClass,
    timers,
    page: new FakePage(),
    network: new EventTarget(),
    now: () => 1000,
  });
  store.enter({ type: 'join', code: 'K7M2QX' });
  const socket = FakeSocket.opened[0];
  socket.open();
  return { store, socket, timers };
}

test('the key of a class stands behind # and is read as it was written', () => {
  const key = { school_class: 'aB-_9', token: 'x-_Y' };
  assert.deepEqual(parseKey(`#${writeKey(key)}`), key);
  for (const other of ['', '#', '#class=', '#class=a', '#class=a.b&c', '#watch=a.b'])
    assert.equal(parseKey(other), null);
  assert.equal(classUrl({ href: 'https://here/nn/join?x#class=a.b' }), 'wss://here/nn/class');
});

test('who was welcomed once comes back with their token', () => {
  const { store, socket, timers } = entered();
  assert.deepEqual(socket.sent, [{ id: 1, type: 'join', code: 'K7M2QX' }]);
  socket.say(WELCOME);
  assert.deepEqual(store.standing.value, { kind: 'there' });
  socket.end(CLOSE_CODES.STOPPING);
  assert.equal(store.standing.value.kind, 'lost');
  timers.pass(1000);
  const again = FakeSocket.opened[1];
  again.open();
  assert.deepEqual(again.sent.at(-1), { id: 2, type: 'come_back', school_class: 'C', token: 'T' });
});

test('a class that lives at another replica is followed there, and nothing is lost meanwhile', () => {
  const { store, socket } = entered();
  const replica = 'r2';
  socket.say({ type: 'goodbye', code: CLOSE_CODES.MOVED, message: '', replica });
  socket.end(CLOSE_CODES.MOVED);
  assert.equal(store.standing.value.kind, 'connecting');
  const second = FakeSocket.opened[1];
  assert.equal(second.url, 'ws://here/r2/class');
  second.open();
  assert.deepEqual(second.sent, [{ id: 2, type: 'join', code: 'K7M2QX' }]);
  second.say({ ...WELCOME, replica });
  second.say({ type: 'goodbye', code: CLOSE_CODES.MOVED, message: '', replica: 'r3' });
  second.end(CLOSE_CODES.MOVED);
  assert.equal(store.standing.value.kind, 'there');
  FakeSocket.opened[2].open();
  assert.equal(FakeSocket.opened[2].url, 'ws://here/r3/class');
  assert.equal(FakeSocket.opened[2].types[0], 'come_back');
});

test('what nobody answers any more is not waited for when the class has moved', async () => {
  const { store, socket } = entered();
  socket.say(WELCOME);
  const asked = store.ask({ type: 'set_done', done: true });
  socket.say({ type: 'goodbye', code: CLOSE_CODES.MOVED, message: '', replica: 'r2' });
  socket.end(CLOSE_CODES.MOVED);
  assert.equal(await asked, UNHEARD);
});

test('whether the class is kept is as was told last, and as it should be after each welcome', () => {
  const { store, socket, timers } = entered();
  socket.say(WELCOME);
  assert.equal(store.isKept.value, true);
  socket.say({ type: 'kept', kept: false });
  assert.equal(store.isKept.value, false);
  socket.end(1006);
  assert.equal(store.isKept.value, false);
  timers.pass(1000);
  FakeSocket.opened[1].open();
  FakeSocket.opened[1].say(WELCOME);
  assert.equal(store.isKept.value, true);
});

test('a class that was forgotten hears from its students what they are called', () => {
  const { socket, timers } = entered();
  socket.say(WELCOME);
  socket.say({ type: 'me', person: 'a', name: 'Ada' });
  socket.end(CLOSE_CODES.STOPPING);
  timers.pass(1000);
  FakeSocket.opened[1].open();
  assert.equal(FakeSocket.opened[1].sent.at(-1).name, 'Ada');
});

test('who is refused is told why and does not ask again', () => {
  const { store, socket, timers } = entered();
  socket.end(CLOSE_CODES.NO_SUCH_CLASS);
  assert.deepEqual(store.standing.value, { kind: 'ended', say: 'closed.4507' });
  timers.pass(1000);
  assert.equal(FakeSocket.opened.length, 1);
});

test('of each person the newest cell is kept until they have gone', () => {
  const { store, socket } = entered();
  socket.say(WELCOME);
  socket.say({ type: 'wall', cells: [CELL, { person: 'b', epoch: 5 }], gone: [] });
  socket.say({ type: 'wall', cells: [{ person: 'a', epoch: 2 }], gone: ['b', 'c'] });
  assert.deepEqual([...store.cells.value.values()], [{ person: 'a', epoch: 2 }]);
});

test('a timer ends at a moment of this page', () => {
  const { store, socket } = entered();
  socket.say({ type: 'timer', seconds: 60 });
  assert.equal(store.endsAt.value, 61_000);
  socket.say({ type: 'timer', seconds: null });
  assert.equal(store.endsAt.value, null);
});

test('every request gets its answer, at the latest when the connection is lost', async () => {
  const { store, socket } = entered();
  assert.equal(await store.ask({ type: 'set_done', done: true }), UNHEARD); // nobody was there
  socket.say(WELCOME);
  const refused = store.ask({ type: 'set_done', done: true });
  const lost = store.ask({ type: 'follow', follows: false });
  const [id] = socket.sent.filter(({ type }) => type === 'set_done').map((each) => each.id);
  const error = { type: 'error', id, code: 'forbidden', message: 'no', field: null, reason: null };
  socket.say(error);
  assert.deepEqual(await refused, error);
  socket.end(1006);
  assert.equal(await lost, UNHEARD);
});
