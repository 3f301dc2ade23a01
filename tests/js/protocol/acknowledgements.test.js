import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { FakeSocket } from '../fakes.js';
import { open, stateFrame } from '../opened.js';

beforeEach(() => {
  FakeSocket.opened = [];
});

test('frames are acknowledged once they are on the screen, the newest for those before it', () => {
  const { draw } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0], 4));
  FakeSocket.last.frame(stateFrame(1, [0, 1], 5));
  assert.deepEqual(FakeSocket.last.types, ['hello']);
  draw();
  assert.deepEqual(FakeSocket.last.sent.slice(1), [{ type: 'ack', sequence: 5 }]);
});

/** A frame comes and is drawn. @param {number} sequence @param {() => void} draw */
const show = (sequence, draw) => {
  FakeSocket.last.frame(stateFrame(1, [0], sequence));
  draw();
};

test('where the server says so one acknowledgement tells of several frames', () => {
  const { draw } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.say({ type: 'acknowledge', every: 3 });
  for (const sequence of [4, 5, 6, 7]) show(sequence, draw);
  assert.deepEqual(FakeSocket.last.sent.slice(1), [{ type: 'ack', sequence: 6 }]);
  FakeSocket.last.say({ type: 'acknowledge', every: 1 });
  show(8, draw);
  assert.deepEqual(FakeSocket.last.sent.slice(2), [
    { type: 'ack', sequence: 7 },
    { type: 'ack', sequence: 8 },
  ]);
});

test('frames that no more follow are acknowledged after half a second', () => {
  const { draw, timers } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.say({ type: 'acknowledge', every: 4 });
  show(4, draw);
  timers.pass(400);
  show(5, draw);
  assert.deepEqual(FakeSocket.last.types, ['hello']);
  timers.pass(100);
  assert.deepEqual(FakeSocket.last.sent.slice(1), [{ type: 'ack', sequence: 5 }]);
  timers.pass(1000);
  assert.equal(FakeSocket.last.sent.length, 2);
});

test('a new connection acknowledges each frame until it is told otherwise', () => {
  const { draw, timers } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.say({ type: 'acknowledge', every: 4 });
  FakeSocket.last.end(1006);
  timers.pass(500);
  FakeSocket.last.welcome();
  show(4, draw);
  assert.deepEqual(FakeSocket.last.sent.slice(1), [{ type: 'ack', sequence: 4 }]);
});

test('a hidden tab says so, and acknowledges at once because it draws nothing', () => {
  const { page } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0], 4));
  page.hide(true);
  FakeSocket.last.frame(stateFrame(1, [0], 5));
  assert.deepEqual(FakeSocket.last.sent.slice(1), [
    { type: 'set_visible', visible: false },
    { type: 'ack', sequence: 4 },
    { type: 'ack', sequence: 5 },
  ]);
  page.hide(false);
  assert.deepEqual(FakeSocket.last.sent.slice(4), [{ type: 'set_visible', visible: true }]);
});

test('a tab opened in the background says that it is hidden', () => {
  open({ hidden: true });
  FakeSocket.last.welcome();
  assert.deepEqual(FakeSocket.last.sent.slice(1), [{ type: 'set_visible', visible: false }]);
});

test('frames of an old connection are not acknowledged on a new one', () => {
  const { draw, timers } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0], 4));
  FakeSocket.last.end(1006);
  timers.pass(500);
  FakeSocket.last.welcome();
  draw();
  assert.deepEqual(FakeSocket.last.types, ['hello']);
});
