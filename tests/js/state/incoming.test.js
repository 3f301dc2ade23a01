import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { encodeFrame, FakeSocket, lossesSection, ROOM_STATE } from '../fakes.js';
import { numbersOf, open, stateFrame } from '../opened.js';

beforeEach(() => {
  FakeSocket.opened = [];
});

test('the frame of an older generation stays until the first of the new one, and never comes back', () => {
  const { store, draw } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0, 1]));
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, generation: 2 });
  assert.equal(store.frame.value?.generation, 1);
  FakeSocket.last.frame(stateFrame(1, [0, 1, 2], 7));
  assert.equal(store.frame.value?.epoch, 1);
  draw();
  const acknowledged = { type: 'ack', sequence: 7 };
  assert.deepEqual(FakeSocket.last.sent.at(-1), acknowledged, 'a dropped frame is acknowledged too');
  FakeSocket.last.frame(stateFrame(2, [0]));
  assert.equal(store.frame.value?.generation, 2);
  assert.deepEqual(store.history.value.epochs, [0]);
});

test('a frame may run ahead of the state message of its generation', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(2, [0]));
  FakeSocket.last.frame(stateFrame(1, [0, 1]));
  assert.equal(store.frame.value?.generation, 2);
});

test('a new room may begin again with a low generation', () => {
  const { store, timers } = open();
  FakeSocket.last.welcome({ state: { ...ROOM_STATE, generation: 9 } });
  FakeSocket.last.end(4001);
  timers.pass(500);
  FakeSocket.last.end(4502);
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0]));
  assert.equal(store.frame.value?.generation, 1);
});

test('losses grow into one curve', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(encodeFrame({ type: 5 }, [lossesSection(1, [0, 1, 2])]));
  FakeSocket.last.frame(stateFrame(1, [1, 2, 3]));
  assert.deepEqual(store.history.value, {
    generation: 1,
    stride: 1,
    epochs: [0, 1, 2, 3],
    train: [0, 0.5, 1, 1.5],
    test: [0, 0.25, 0.5, 0.75],
  });
});

test('a gap in the losses asks for the whole history, once until it comes', () => {
  const { store } = open();
  const asked = () => FakeSocket.last.types.filter((type) => type === 'get_history').length;
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [500, 501]));
  FakeSocket.last.frame(stateFrame(1, [501, 502]));
  assert.equal(asked(), 1);
  assert.deepEqual(store.history.value.epochs, []);
  FakeSocket.last.frame(encodeFrame({ type: 5 }, [lossesSection(1, [0, 1, 502])]));
  assert.deepEqual(store.history.value.epochs, [0, 1, 502]);
  FakeSocket.last.frame(stateFrame(1, [700, 701]));
  assert.equal(asked(), 2);
});

test('a request for the history that is not answered is repeated after a pause', () => {
  const { timers } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [500]));
  timers.pass(1000);
  FakeSocket.last.frame(stateFrame(1, [501]));
  assert.equal(FakeSocket.last.types.filter((type) => type === 'get_history').length, 2);
});

test('a curve that was cut is the shortened one, and frames of before add nothing to it', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(encodeFrame({ type: 5 }, [lossesSection(1, [0, 1, 2, 3])]));
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, generation: 2 });
  FakeSocket.last.frame(encodeFrame({ type: 5, generation: 2 }, [lossesSection(1, [0, 1])]));
  FakeSocket.last.frame(stateFrame(1, [2, 3, 4]));
  FakeSocket.last.frame(stateFrame(2, [0, 1], 2));
  assert.deepEqual(store.history.value.epochs, [0, 1]);
});

test('while an earlier moment is shown the curve stays whole', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(encodeFrame({ type: 5 }, [lossesSection(1, [0, 1, 2, 3])]));
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, last_epoch: 3 });
  FakeSocket.last.frame(encodeFrame({ type: 1, epoch: 1, sequence: 9 }, [lossesSection(1, [2, 3])]));
  assert.deepEqual([store.frame.value?.epoch, store.history.value.epochs], [1, [0, 1, 2, 3]]);
});

test('features and points are kept until others come', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(
    encodeFrame({ type: 3, generation: 0 }, [
      { kind: 5, count: 7, size: 2, pictures: new Uint8Array(28) },
      { kind: 16, count: 7, size: 2, payload: new Float32Array(14) },
    ]),
  );
  FakeSocket.last.frame(
    encodeFrame({ type: 4 }, [{ kind: 7, count: 1, size: 3, payload: new Float32Array([1, 2, -1]) }]),
  );
  assert.deepEqual([store.features.value?.count, store.features.value?.size], [7, 2]);
  assert.deepEqual(
    store.featureCurves.value.map(({ count, size }) => [count, size]),
    [[7, 2]],
  );
  assert.deepEqual(store.points.value, {
    train: new Float32Array([1, 2, -1]),
    test: new Float32Array(0),
    labels: new Float32Array(0),
    inputs: 2,
    ranges: null,
    labelRange: null,
    medians: null,
    row: null,
  });
});

test('the dot of another host is shown until it goes', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  const before = store.state.value;
  FakeSocket.last.say({ type: 'laser', panel: 'plane', x: 0.5, y: 0.25 });
  assert.deepEqual(store.laser.value, { panel: 'plane', x: 0.5, y: 0.25 });
  FakeSocket.last.say({ type: 'laser', panel: null, x: null, y: null });
  assert.equal(store.laser.value, null);
  assert.equal(store.state.value, before);
});

test('a frame that cannot be read is told to the reader once and leaves the picture alone', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0]));
  FakeSocket.last.frame(encodeFrame({ version: 1 }));
  FakeSocket.last.frame(encodeFrame({ version: 1 }));
  assert.equal(store.frame.value?.epoch, 0);
  assert.equal(store.state.value.notice?.id, 1);
});

test('a run that ends in the room is an earlier run from then on', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0, 1, 2, 3, 4, 5, 6]));
  assert.equal(store.runs.value.earlier.length, 0);
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, generation: 2, link: 'dataset=xor' });
  FakeSocket.last.frame(stateFrame(2, [0], 2));
  const run = store.runs.value.earlier[0];
  assert.deepEqual([run.id, run.link, run.curve.train], [1, 'dataset=circle', [0, 0.5, 1, 1.5, 2, 2.5, 3]]);
  store.changeRuns({ type: 'removed', id: run.id });
  assert.equal(store.runs.value.earlier.length, 0);
});

test('numbers of an older run are not shown', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  store.wantNumbers(true);
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, generation: 2 });
  FakeSocket.last.say(numbersOf(1, 50));
  assert.equal(store.numbers.peek(), null);
  FakeSocket.last.say(numbersOf(2, 0));
  assert.equal(store.numbers.value?.epoch, 0);
});

test('a run that goes on from an earlier moment is kept as it was at its end', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  const upTo = (/** @type {number} */ count) => Array.from({ length: count + 1 }, (_, i) => i);
  FakeSocket.last.frame(stateFrame(1, upTo(99)));
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, last_epoch: 99 });
  FakeSocket.last.frame(encodeFrame({ type: 1, epoch: 18 }, [lossesSection(1, upTo(99))]));
  assert.equal(store.frame.value?.epoch, 18);
  FakeSocket.last.frame(stateFrame(2, upTo(19)));
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, generation: 2 });
  FakeSocket.last.frame(stateFrame(2, upTo(30)));
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, generation: 3, run: 2 });
  assert.deepEqual(
    store.runs.value.earlier.map(({ epoch, test: tested }) => [epoch, tested]),
    [
      [99, 99 / 4],
      [30, 30 / 4],
    ],
  );
});
