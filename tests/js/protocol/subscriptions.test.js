import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CATALOGUE, encodeFrame, FakeSocket, ROOM_STATE } from '../fakes.js';
import { hello, neuronFrame, numbersOf, open, probeFrame } from '../opened.js';

beforeEach(() => {
  FakeSocket.opened = [];
});

test('a lost connection comes back to the same room with the same subscriptions', () => {
  const { store, timers } = open({ hash: '#dataset=xor' });
  FakeSocket.last.welcome();
  store.grids('small');
  store.look(1, 2);
  FakeSocket.last.end(1006);
  assert.equal(store.state.value.phase, 'lost');
  assert.equal(store.state.value.retryAt, 500);
  timers.pass(500);
  FakeSocket.last.welcome();
  assert.deepEqual(hello(), { ...hello(), type: 'hello', grid_size: 'small', room: 'room1', token: 'tok' });
  assert.equal(hello().link, undefined);
  assert.deepEqual(
    FakeSocket.last.sent.slice(1).map(({ type, layer, neuron }) => [type, layer, neuron]),
    [['inspect_neuron', 1, 2]],
  );
  assert.equal(store.state.value.phase, 'open');
});

test('only the picture of the neuron that is looked at is shown', () => {
  const { store } = open();
  const shown = () => store.neuron.value?.grid ?? null;
  FakeSocket.last.welcome();
  store.look(1, 2);
  store.look(1, 2);
  FakeSocket.last.frame(neuronFrame(1, 3));
  assert.equal(shown(), null);
  FakeSocket.last.frame(neuronFrame(1, 2));
  assert.deepEqual([shown()?.layer, shown()?.neuron], [1, 2]);
  store.look(null);
  assert.equal(shown(), null);
  FakeSocket.last.frame(neuronFrame(1, 2));
  assert.equal(shown(), null);
  assert.deepEqual(FakeSocket.last.sent.slice(1), [
    { id: 2, type: 'inspect_neuron', layer: 1, neuron: 2 },
    { id: 3, type: 'inspect_neuron', layer: null },
  ]);
});

test('only the point that is asked about is shown, also after a break', () => {
  const { store, timers } = open();
  const shown = () => store.probe.value?.probe ?? null;
  FakeSocket.last.welcome();
  store.probeAt({ set: 'test', index: 3 });
  store.probeAt({ set: 'test', index: 3 });
  FakeSocket.last.frame(probeFrame(0, 3, [1, 2, 1, 0, 0, 0]));
  assert.equal(shown(), null);
  FakeSocket.last.frame(probeFrame(1, 3, [1, 2, 1, 0, 0, 0]));
  assert.equal(shown()?.index, 3);
  store.probeAt({ x: [0.1, -2] });
  assert.equal(shown(), null);
  FakeSocket.last.frame(probeFrame(2, 0, [0.1, -2]));
  assert.equal(shown()?.set, null);
  assert.deepEqual(FakeSocket.last.sent.slice(1), [
    { id: 2, type: 'probe', set: 'test', index: 3 },
    { id: 3, type: 'probe', x: [0.1, -2] },
  ]);
  FakeSocket.last.end(1006);
  timers.pass(500);
  FakeSocket.last.welcome();
  const [, { type, x }] = FakeSocket.last.sent;
  assert.deepEqual([type, x], ['probe', [0.1, -2]]);
  store.probeAt(null);
  assert.equal(shown(), null);
  const { id, ...last } = FakeSocket.last.sent[2];
  assert.deepEqual(last, { type: 'probe' });
});

test("inputs of one's own are asked about as long as points have as many", () => {
  const { store } = open();
  const isShown = () => store.probe.value?.probe?.isMade ?? false;
  const points = (/** @type {number} */ n) =>
    encodeFrame({ type: 4 }, [{ kind: 19, count: n, size: 2, payload: new Float32Array(2 * n) }]);
  FakeSocket.last.welcome();
  store.probeAt({ inputs: [5, 3, 1] });
  FakeSocket.last.frame(probeFrame(2, 0, [5, 3]));
  assert.equal(isShown(), false);
  FakeSocket.last.frame(probeFrame(3, 0, [5, 3]));
  assert.equal(isShown(), true);
  store.probeAt({ inputs: [6, 3, 1] });
  assert.equal(isShown(), true, 'the numbers stay until those of the new inputs come');
  FakeSocket.last.frame(points(3));
  assert.equal(isShown(), true);
  FakeSocket.last.frame(points(4));
  assert.equal(isShown(), false);
  assert.deepEqual(FakeSocket.last.sent.slice(1), [
    { id: 2, type: 'probe', inputs: [5, 3, 1] },
    { id: 3, type: 'probe', inputs: [6, 3, 1] },
  ]);
});

test('a point that is there no more is asked about no more', () => {
  const { store, timers } = open();
  FakeSocket.last.welcome();
  store.probeAt({ set: 'train', index: 1 });
  FakeSocket.last.frame(probeFrame(0, 1, [1, 2, 1, 0, 0, 0]));
  FakeSocket.last.frame(
    encodeFrame({ type: 4 }, [{ kind: 7, count: 1, size: 3, payload: new Float32Array([1, 2, -1]) }]),
  );
  assert.equal(store.probe.value, null);
  FakeSocket.last.end(1006);
  timers.pass(500);
  FakeSocket.last.welcome();
  assert.deepEqual(FakeSocket.last.types, ['hello']);
});

test('a host points at most twenty times a second, and the last place is always told', () => {
  const { store, timers } = open();
  FakeSocket.last.welcome();
  for (let i = 0; i <= 20; i++) {
    store.pointLaser({ panel: 'plane', x: i / 20, y: 0 });
    timers.pass(10);
  }
  timers.pass(100);
  const told = FakeSocket.last.sent.slice(1);
  assert.ok(told.length >= 4 && told.length <= 6, `told ${told.length} times in 0.21 s`);
  assert.deepEqual(told[told.length - 1], { type: 'laser', panel: 'plane', x: 1, y: 0 });
  store.pointLaser(null);
  timers.pass(100);
  assert.deepEqual(FakeSocket.last.sent[FakeSocket.last.sent.length - 1], { type: 'laser', panel: null });
});

test('a neuron that the network has no more is looked at no more', () => {
  const { store, timers } = open();
  FakeSocket.last.welcome();
  store.look(2, 1);
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, experiment: { ...CATALOGUE.defaults, hidden: [4] } });
  FakeSocket.last.end(1006);
  timers.pass(500);
  FakeSocket.last.welcome();
  assert.deepEqual(FakeSocket.last.types, ['hello']);
});

test('the output of a class is looked at as long as there is one', () => {
  const { store } = open();
  const frame = () => FakeSocket.last.frame(neuronFrame(3, 4));
  FakeSocket.last.welcome({ state: { ...ROOM_STATE, n_outputs: 5, n_classes: 5 } });
  store.look(3, 4);
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, n_outputs: 5, n_classes: 5 });
  frame();
  assert.equal(store.neuron.value?.grid?.neuron, 4);
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, n_outputs: 3, n_classes: 3 });
  frame();
  assert.equal(store.neuron.value, null);
});

test('numbers are asked for while somebody wants them, also after a reconnection', () => {
  const { store, timers } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.say(numbersOf(1, 1));
  assert.equal(store.numbers.peek(), null);
  store.wantNumbers(true);
  store.wantNumbers(true);
  assert.deepEqual(
    FakeSocket.last.sent.filter(({ type }) => type === 'subscribe_metrics').map(({ wanted }) => wanted),
    [true],
  );
  FakeSocket.last.say(numbersOf(1, 2));
  assert.equal(store.numbers.value?.epoch, 2);
  FakeSocket.last.end(1006);
  timers.pass(10_000);
  FakeSocket.last.welcome();
  assert.deepEqual(
    FakeSocket.last.sent.filter(({ type }) => type === 'subscribe_metrics').map(({ wanted }) => wanted),
    [true],
  );
  store.wantNumbers(false);
  assert.equal(store.numbers.peek(), null);
  FakeSocket.last.say(numbersOf(1, 3));
  assert.equal(store.numbers.peek(), null);
});

test('a standing is that of what is followed now, and of no run before', () => {
  const { store, timers } = open();
  const conditions = ['epoch >= 1'];
  const standing = (/** @type {number} */ generation) =>
    FakeSocket.last.say({ type: 'standing', generation, epoch: 1, conditions: [], outcome: null });
  const shown = () => store.standing.value?.generation ?? null;
  FakeSocket.last.welcome();
  standing(9);
  assert.equal(shown(), null);
  store.follow({ conditions, outcome: null });
  standing(9);
  assert.equal(shown(), null, 'it may be about what was followed before');
  FakeSocket.last.say({ type: 'done', id: 2 });
  standing(9);
  assert.equal(shown(), 9);
  standing(0);
  assert.equal(shown(), 9);
  FakeSocket.last.end(1006);
  timers.pass(500);
  FakeSocket.last.welcome();
  assert.deepEqual(
    FakeSocket.last.sent.filter(({ type }) => type === 'follow_step').map(({ conditions: each }) => each),
    [conditions],
  );
  store.follow(null);
  assert.equal(shown(), null);
});
