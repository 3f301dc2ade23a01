import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CLASS_KEY,
  forgetRoom,
  hostAddress,
  isInClass,
  keepRoom,
  parseRoom,
  readRoom,
  roomToKeep,
  Session,
  STORAGE_KEY,
  safeStorage,
  watchAddress,
  whatToOpen,
} from '../../../static/js/protocol/session.js';
import { initialState, reduce } from '../../../static/js/state/state.js';
import { CATALOGUE, FakeStorage, refusingStorage, WELCOME } from '../fakes.js';

/** @type {import('../../../static/js/types.js').StoredRoom} */
const stored = { room: 'room1', token: 'tok', role: 'host', link: 'dataset=xor' };
const rejoined = { room: 'room1', token: 'tok' };

for (const [name, hash, room, expected] of /** @type {[string, string, any, object][]} */ ([
  ['a new tab opens a new room', '', null, {}],
  ['a link opens a new room with it', '#dataset=spiral', null, { link: 'dataset=spiral' }],
  ['a reload comes back to the room', '#dataset=xor', stored, rejoined],
  ['a reload without a link comes back to the room', '', stored, rejoined],
  ['a reload with a lone # comes back to the room', '#', stored, rejoined],
  ['another link than before opens a new room', '#dataset=gauss', stored, { link: 'dataset=gauss' }],
  ['a watch link joins the room', '#watch=abc_DEF-.t0k-en_', null, { room: 'abc_DEF-', token: 't0k-en_' }],
  ['a watch link wins over the room of before', '#watch=r.t', stored, { room: 'r', token: 't' }],
])) {
  test(name, () => assert.deepEqual(whatToOpen({ hash, stored: room }), expected));
}

test('only a whole link of a room is one', () => {
  for (const link of [
    'watch=',
    'host=',
    'host=a.b.c',
    'watch=room',
    'watch=a.b.c',
    'x=1&watch=a.b',
    'watch=a.b&x=1',
  ])
    assert.equal(parseRoom(link), null);
});

test('a room is kept, read and forgotten', () => {
  const storage = new FakeStorage();
  assert.equal(readRoom(storage), null);
  assert.equal(keepRoom(storage, stored), true);
  assert.deepEqual(readRoom(storage), stored);
  forgetRoom(storage);
  assert.equal(readRoom(storage), null);
});

test('stored nonsense is no room', () => {
  const storage = new FakeStorage();
  for (const text of ['', '{', 'null', '7', '{"room": 1}', '{"room": "a", "token": "b", "role": "host"}']) {
    storage.setItem(STORAGE_KEY, text);
    assert.equal(readRoom(storage), null, text);
  }
});

test('a browser that refuses its storage keeps nothing, and nothing breaks', () => {
  assert.equal(readRoom(refusingStorage), null);
  assert.equal(keepRoom(refusingStorage, stored), false);
  assert.equal(keepRoom(null, stored), false);
  forgetRoom(refusingStorage);
  const window = {
    get sessionStorage() {
      return /** @type {Storage} */ (refusingStorage.getItem());
    },
  };
  assert.equal(safeStorage(window), null);
});

test('the watch address is the page with the room and its watch token behind #', () => {
  const address = watchAddress({ href: 'https://school.example/nn/?a=1#dataset=xor' }, 'room1', 'eye');
  assert.equal(address, 'https://school.example/nn/?a=1#watch=room1.eye');
  assert.deepEqual(parseRoom(new URL(address).hash.slice(1)), { room: 'room1', token: 'eye' });
});

test('the address of a room that was made for the page opens it with its controls', () => {
  const made = { room: 'room1', token: 'tok' };
  const address = hostAddress({ href: 'https://school.example/nn/#dataset=xor' }, made);
  assert.equal(address, 'https://school.example/nn/#host=room1.tok');
  assert.deepEqual(whatToOpen({ hash: new URL(address).hash, stored }), made);
});

test("only a host's room is worth keeping", () => {
  const state = reduce(initialState(CATALOGUE), { type: 'message', message: WELCOME });
  assert.deepEqual(roomToKeep(state), { room: 'room1', token: 'tok', role: 'host', link: 'dataset=circle' });
  assert.equal(roomToKeep({ ...state, role: 'watcher' }), null);
  assert.equal(roomToKeep(initialState(CATALOGUE)), null);
});

test('a tab is of a class when its address or its storage says so, unless its address names a room', () => {
  const storage = new FakeStorage();
  assert.equal(isInClass({ hash: '#class=a.b' }, null), true);
  assert.equal(isInClass({ hash: '' }, storage), false);
  assert.equal(isInClass({ hash: '' }, refusingStorage), false);
  storage.setItem(CLASS_KEY, '{}');
  assert.equal(isInClass({ hash: '#dataset=xor' }, storage), true);
  for (const hash of ['#watch=a.b', '#host=a.b', '#saved=a', '#state=a'])
    assert.equal(isInClass({ hash }, storage), false, hash);
});

test('a room of a class keeps its seat through every connection, and when it is opened again', () => {
  const storage = new FakeStorage();
  keepRoom(storage, stored);
  const session = new Session(storage, { hash: '' });
  session.begin({ ...rejoined, seat: 'seat' });
  session.enter({ room: 'room1', token: 'tok' });
  assert.deepEqual(session.opening, { ...rejoined, seat: 'seat' });
  assert.equal(session.reopen(), true);
  assert.deepEqual(session.opening, { link: 'dataset=xor', seat: 'seat' });
  assert.equal(session.giveUpLink(), true);
  assert.deepEqual(session.opening, { seat: 'seat' });
});

test('a room that was only watched is not opened again as the own one', () => {
  const storage = new FakeStorage();
  keepRoom(storage, stored);
  const session = new Session(storage, { hash: '' });
  session.begin({ room: 'teachers', token: 'eye' });
  assert.equal(session.reopen(), false);
  assert.deepEqual(readRoom(storage), stored);
});
