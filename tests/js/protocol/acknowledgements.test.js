import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { FakeSocket } from '../fakes.js';
import { open, stateFrame } from '../opened.js';

beforeEach(() => {
  FakeSocket.opened = [];
});

test('each frame is acknowledged once it is on the screen', () => {
  const { draw } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0], 4));
  FakeSocket.last.frame(stateFrame(1, [0, 1], 5));
  assert.deepEqual(FakeSocket.last.types, ['hello']);
  draw();
  assert.deepEqual(FakeSocket.last.sent.slice(1), [
    { type: 'ack', sequence: 4 },
    { type: 'ack', sequence: 5 },
  ]);
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
