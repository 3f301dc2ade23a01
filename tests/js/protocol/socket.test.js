import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { openConnection } from '../../../static/js/protocol/connection.js';
import { FRAME_TYPES } from '../../../static/js/protocol/frames.js';
import { STORAGE_KEY } from '../../../static/js/protocol/session.js';
import { openEarly, socketUrl } from '../../../static/js/protocol/socket.js';
import { FakeSocket, FakeStorage, FakeTimers, SocketClass, WELCOME } from '../fakes.js';

beforeEach(() => {
  FakeSocket.opened = [];
});

for (const [page, socket] of [
  ['http://localhost:8000/', 'ws://localhost:8000/socket'],
  ['https://school.example/nn/?a=1#dataset=xor', 'wss://school.example/nn/socket'],
  ['https://school.example/nn/index.html', 'wss://school.example/nn/socket'],
]) {
  test(`the socket of ${page} is ${socket}`, () => assert.equal(socketUrl({ href: page }), socket));
}

/** @param {string} hash */
const early = (hash = '', storage = new FakeStorage()) =>
  openEarly({ location: { href: `http://here/${hash}`, hash }, storage, WebSocket: SocketClass });

/** The page's script has come. @param {ReturnType<typeof early>} opened */
function takeOver(opened) {
  /** @type {any[]} */
  const heard = [];
  const connection = openConnection({
    url: () => 'ws://here/socket',
    WebSocketClass: SocketClass,
    timers: new FakeTimers(),
    early: opened,
    hello: () => ({ type: 'hello', grid_size: 'large' }),
    onMessage: (message) => heard.push(message.type),
    onFrame: (frame) => heard.push(frame.byteLength),
    onClose: (after) => heard.push(after.kind),
  });
  return { connection, heard };
}

test('the first socket says hello as the page would, with an address or a room of before', () => {
  early('#dataset=xor');
  early('#watch=room1.tok');
  const stored = new FakeStorage();
  stored.setItem(STORAGE_KEY, JSON.stringify({ room: 'r', token: 't', role: 'host', link: 'seed=1' }));
  early('', stored);
  for (const socket of FakeSocket.opened) socket.open();
  const hello = { id: 1, type: 'hello', grid_size: 'large' };
  assert.deepEqual(
    FakeSocket.opened.flatMap(({ sent }) => sent),
    [
      { ...hello, link: 'dataset=xor' },
      { ...hello, room: 'room1', token: 'tok' },
      { ...hello, room: 'r', token: 't' },
    ],
  );
});

test('who wants a new room says so in the address alone, and nothing else is ever said there', () => {
  early();
  early('#dataset=xor');
  early('#watch=room1.tok');
  FakeSocket.opened[0].open();
  assert.deepEqual(FakeSocket.opened[0].sent, []);
  const urls = FakeSocket.opened.map(({ url }) => url);
  assert.deepEqual(urls, ['ws://here/socket?new=large', 'ws://here/socket', 'ws://here/socket']);
});

test('what came before the script is heard first and in its order, and requests go on counting', async () => {
  const opened = early();
  const socket = FakeSocket.last;
  socket.welcome();
  socket.frame(new ArrayBuffer(8));
  const { connection, heard } = takeOver(opened);
  assert.deepEqual(heard, []);
  await null;
  socket.frame(new ArrayBuffer(16));
  assert.deepEqual(heard, ['welcome', 8, 16]);
  assert.equal(connection.send({ type: 'get_history' }), 2);
  assert.equal(FakeSocket.opened.length, 1);
});

test('the picture has come with the first frame of the network, not with what comes before it', async () => {
  const opened = early();
  let hasCome = false;
  opened.picture.then(() => (hasCome = true));
  FakeSocket.last.welcome();
  FakeSocket.last.frame(frameOf('features'));
  FakeSocket.last.frame(frameOf('points'));
  await null;
  assert.equal(hasCome, false);
  FakeSocket.last.frame(frameOf('state'));
  await null;
  assert.equal(hasCome, true);
});

test('a socket that is closed brings no picture, and nobody waits for one', async () => {
  const opened = early();
  FakeSocket.last.end(1006);
  await opened.picture;
});

/** The first bytes of a frame. @param {import('../../../static/js/types.js').FrameType} type */
function frameOf(type) {
  const kind = Object.entries(FRAME_TYPES).find(([, name]) => name === type)?.[0];
  return new Uint8Array([0, 0, 0, Number(kind)]).buffer;
}

test('a socket that is still opening says its hello once', async () => {
  const opened = early('#dataset=xor');
  const { heard } = takeOver(opened);
  await null;
  FakeSocket.last.open();
  FakeSocket.last.say(WELCOME);
  assert.deepEqual(FakeSocket.last.types, ['hello']);
  assert.deepEqual(heard, ['welcome']);
});

test('a socket that was refused before the script came is told as any other', async () => {
  const opened = early();
  FakeSocket.last.open();
  FakeSocket.last.say({ type: 'goodbye', code: 4503, message: 'The server is full.' });
  FakeSocket.last.end(4503);
  const { heard } = takeOver(opened);
  await null;
  assert.deepEqual(heard, ['goodbye', 'stop']);
});

test('a connection that is stopped at once hears nothing of it', async () => {
  const opened = early();
  FakeSocket.last.welcome();
  const { connection, heard } = takeOver(opened);
  connection.stop();
  await null;
  assert.deepEqual(heard, []);
});
