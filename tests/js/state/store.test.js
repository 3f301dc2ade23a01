import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { readRoom, STORAGE_KEY } from '../../../static/js/protocol/session.js';
import { ENDED, REOPENED } from '../../../static/js/state/store.js';
import { FakeSocket, FakeStorage, ROOM_STATE, refusingStorage, WELCOME } from '../fakes.js';
import { hello, open } from '../opened.js';

beforeEach(() => {
  FakeSocket.opened = [];
});

test('a new tab asks for a room of its own', () => {
  const { store } = open();
  FakeSocket.last.open();
  assert.deepEqual(hello(), { id: 1, type: 'hello', grid_size: 'large' });
  assert.equal(store.state.value.phase, 'connecting');
  FakeSocket.last.say(WELCOME);
  assert.equal(store.state.value.phase, 'open');
});

test('a link opens a room with it', () => {
  open({ hash: '#dataset=xor' });
  FakeSocket.last.open();
  assert.equal(hello().link, 'dataset=xor');
});

test('a host comes back to the room after a reload', () => {
  const { storage } = open();
  FakeSocket.last.welcome();
  open({ hash: '#dataset=circle', storage });
  FakeSocket.last.open();
  assert.deepEqual(hello(), { id: 1, type: 'hello', grid_size: 'large', room: 'room1', token: 'tok' });
});

test('what is kept for a reload follows the link of the room', () => {
  const { storage } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, link: 'dataset=gauss' });
  assert.equal(readRoom(storage)?.link, 'dataset=gauss');
});

test('a watcher keeps nothing and leaves what a host kept', () => {
  const { storage } = open({ hash: '#watch=room1.eye' });
  FakeSocket.last.welcome({ role: 'watcher' });
  assert.equal(storage.getItem(STORAGE_KEY), null);
});

test('a room that moves to another replica is followed there, with what was asked of it', () => {
  const { store, page } = open({ hash: '#watch=moves.eye' });
  FakeSocket.last.welcome({ room: 'moves', token: 'eye', role: 'watcher', replica: 'r1' });
  store.wantNumbers(true);
  page.hide(true);
  FakeSocket.last.say({ type: 'goodbye', code: 4011, message: '', replica: 'r2' });
  FakeSocket.last.end(4011);
  assert.equal(FakeSocket.last.url, 'ws://here/r2/socket');
  assert.deepEqual([store.state.value.phase, store.state.value.ready], ['connecting', true]);
  FakeSocket.last.welcome({ room: 'moves', token: 'eye', role: 'watcher', replica: 'r2' });
  assert.equal(store.state.value.phase, 'open');
  assert.deepEqual(FakeSocket.last.types, ['hello', 'subscribe_metrics', 'set_visible']);
  assert.equal(hello().room, 'moves');
});

test('a room at a replica that says nothing any more is found at another one', () => {
  const { store, timers } = open({ hash: '#watch=stands.eye' });
  const welcome = { room: 'stands', token: 'eye', role: 'watcher', replica: 'r1' };
  FakeSocket.last.welcome({ ...welcome, state: { ...ROOM_STATE, playing: true } });
  timers.pass(7000);
  assert.deepEqual(FakeSocket.opened[0].types, ['hello', 'subscribe_metrics']);
  assert.equal(FakeSocket.last.url, 'ws://here/socket');
  FakeSocket.last.welcome({ ...welcome, replica: 'r2' });
  assert.equal(hello().room, 'stands');
  assert.equal(store.state.value.phase, 'open');
});

test('a host whose room is gone opens it again from its link and is told so', () => {
  const { store, timers } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.end(4001);
  timers.pass(500);
  FakeSocket.last.open();
  FakeSocket.last.end(4502);
  FakeSocket.last.open();
  assert.equal(hello().link, 'dataset=circle');
  assert.equal(hello().room, undefined);
  assert.equal(store.state.value.notice?.text, REOPENED);
  FakeSocket.last.say({ ...WELCOME, room: 'room2' });
  assert.deepEqual([store.state.value.phase, store.state.value.room], ['open', 'room2']);
});

test('a room that is gone after a reload is opened again too', () => {
  const storage = new FakeStorage();
  storage.setItem(
    STORAGE_KEY,
    JSON.stringify({ room: 'old', token: 't', role: 'host', link: 'dataset=xor' }),
  );
  const { store } = open({ storage });
  FakeSocket.last.open();
  FakeSocket.last.end(4502);
  FakeSocket.last.open();
  assert.deepEqual(hello().link, 'dataset=xor');
  assert.equal(store.state.value.notice?.text, REOPENED);
});

test('for a watcher a room that is gone is the end', () => {
  const { store, timers } = open({ hash: '#watch=room1.eye' });
  FakeSocket.last.open();
  FakeSocket.last.end(4502);
  timers.pass(60_000);
  assert.deepEqual(
    [store.state.value.phase, store.state.value.say, store.state.value.notice],
    ['stopped', ENDED, null],
  );
  assert.equal(FakeSocket.opened.length, 1);
});

test('a link that the server refuses opens a plain room with the reason as a notice', () => {
  const { store } = open({ hash: '#noise=many' });
  FakeSocket.last.open();
  FakeSocket.last.say({ type: 'goodbye', code: 4500, message: 'The first message was not a proper hello.' });
  FakeSocket.last.end(4500);
  FakeSocket.last.open();
  assert.equal(hello().link, undefined);
  assert.equal(store.state.value.notice?.text, 'closed.4500');
  FakeSocket.last.end(4500);
  assert.equal(store.state.value.phase, 'stopped');
  assert.equal(FakeSocket.opened.length, 2);
});

test('a token that is refused is forgotten, so that the next reload opens a new room', () => {
  const { store, storage } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.end(4503);
  assert.equal(store.state.value.phase, 'stopped');
  assert.equal(readRoom(storage), null);
});

test('a browser that refuses its storage still opens a room', () => {
  const { store } = open({ storage: refusingStorage });
  FakeSocket.last.welcome();
  assert.equal(store.state.value.phase, 'open');
});

test('errors become notices until they are dismissed', () => {
  const reason = { code: 'out_of_range', values: { field: 'noise', low: 0, high: 80, got: '99' } };
  const { store } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.say({
    type: 'error',
    id: 2,
    code: 'invalid',
    message: 'noise must be between 0 and 80, got 99',
    field: 'noise',
    reason,
  });
  assert.deepEqual(store.state.value.notice, { id: 1, text: 'error.invalid', reason });
  store.dismiss();
  assert.equal(store.state.value.notice, null);
});

test('what was said of a set-up goes when another is opened', () => {
  const { store } = open();
  store.notify('Before the room is open.');
  assert.equal(store.send({ type: 'undo' }), false);
  assert.ok(store.state.value.notice);
  FakeSocket.last.welcome();
  for (const message of /** @type {const} */ ([
    { type: 'open_link', link: 'noise=10' },
    { type: 'undo' },
    { type: 'redo' },
  ])) {
    store.notify('Look at the curve.');
    store.send({ type: 'play' });
    assert.ok(store.state.value.notice, message.type);
    store.send(message);
    assert.equal(store.state.value.notice, null, message.type);
  }
});

test('silence while the room plays is a lost connection, unless the tab is hidden', () => {
  const { store, timers, page } = open();
  FakeSocket.last.welcome({ state: { ...ROOM_STATE, playing: true } });
  page.hide(true);
  timers.pass(60_000);
  assert.equal(store.state.value.phase, 'open');
  page.hide(false);
  timers.pass(24_999);
  assert.equal(store.state.value.isSilent, true);
  timers.pass(1);
  assert.deepEqual([store.state.value.phase, store.state.value.isSilent], ['lost', false]);
});

test('a stopped store hears and sends nothing more', () => {
  const { store, page, timers } = open();
  FakeSocket.last.welcome();
  store.stop();
  page.hide(true);
  timers.pass(60_000);
  assert.equal(store.send({ type: 'play' }), false);
  assert.deepEqual(FakeSocket.last.types, ['hello']);
  assert.equal(FakeSocket.opened.length, 1);
});
