import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createStore, ENDED, REOPENED } from '../../static/js/store.js';
import { readRoom, STORAGE_KEY } from '../../static/js/session.js';
import {
  CATALOGUE, encodeFrame, FakePage, FakeSocket, FakeStorage, FakeTimers, lossesSection, refusingStorage, ROOM_STATE,
  SocketClass, WELCOME,
} from './fakes.js';

beforeEach(() => {
  FakeSocket.opened = [];
});

/** A started store in a fake browser. @param {{ hash?: string, storage?: any, hidden?: boolean }} tab */
function open({ hash = '', storage = new FakeStorage(), hidden = false } = {}) {
  const page = Object.assign(new FakePage(), { hidden });
  const timers = new FakeTimers();
  /** @type {(() => void)[]} */
  const pictures = [];
  const store = createStore(CATALOGUE, {
    WebSocket: SocketClass, storage, page, timers, network: new EventTarget(), now: () => timers.time,
    location: { href: `http://here/${hash}`, hash }, schedule: (run) => void pictures.push(run),
  });
  store.start();
  /** The next picture is drawn. */
  const draw = () => pictures.splice(0).forEach((run) => run());
  return { store, page, timers, storage, draw };
}

/** @param {number} generation @param {number[]} epochs @param {number} sequence */
const stateFrame = (generation, epochs = [], sequence = 1) =>
  encodeFrame({ type: 1, generation, sequence, epoch: epochs[epochs.length - 1] ?? 0 }, [lossesSection(1, epochs)]);
/** @param {number} layer @param {number} neuron */
const neuronFrame = (layer, neuron, generation = 1) =>
  encodeFrame({ type: 2, generation }, [{ kind: 6, layer, count: neuron, size: 2, payload: new Uint8Array(4) }]);

const hello = () => FakeSocket.last.sent[0];

test('a new tab asks for a room of its own', () => {
  const { store } = open();
  FakeSocket.last.open();
  assert.deepEqual(hello(), { id: 1, type: 'hello', grids: 'large' });
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
  assert.deepEqual(hello(), { id: 1, type: 'hello', grids: 'large', room: 'room1', token: 'tok' });
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

test('a lost connection comes back to the same room with the same wishes', () => {
  const { store, timers } = open({ hash: '#dataset=xor' });
  FakeSocket.last.welcome();
  store.grids('small');
  store.look(1, 2);
  FakeSocket.last.end(1006);
  assert.equal(store.state.value.phase, 'lost');
  assert.equal(store.state.value.retryAt, 500);
  timers.pass(500);
  FakeSocket.last.welcome();
  assert.deepEqual(hello(), { ...hello(), type: 'hello', grids: 'small', room: 'room1', token: 'tok' });
  assert.equal(hello().link, undefined);
  assert.deepEqual(FakeSocket.last.sent.slice(1).map(({ type, layer, neuron }) => [type, layer, neuron]), [['look', 1, 2]]);
  assert.equal(store.state.value.phase, 'open');
});

test("a host whose room is gone opens it again from its link and is told so", () => {
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
  storage.setItem(STORAGE_KEY, JSON.stringify({ room: 'old', token: 't', role: 'host', link: 'dataset=xor' }));
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
  assert.deepEqual([store.state.value.phase, store.state.value.say, store.state.value.notice], ['stopped', ENDED, null]);
  assert.equal(FakeSocket.opened.length, 1);
});

test('a link that the server refuses opens a plain room with the reason as a notice', () => {
  const { store } = open({ hash: '#noise=many' });
  FakeSocket.last.open();
  FakeSocket.last.say({ type: 'goodbye', code: 4500, message: 'noise must be a number.' });
  FakeSocket.last.end(4500);
  FakeSocket.last.open();
  assert.equal(hello().link, undefined);
  assert.equal(store.state.value.notice?.text, 'noise must be a number.');
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
  const { store } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.say({ type: 'error', id: 2, code: 'invalid', message: 'noise must be between 0 and 80, got 99', field: 'noise' });
  assert.equal(store.state.value.notice?.field, 'noise');
  store.dismiss();
  assert.equal(store.state.value.notice, null);
});

test('each frame is acknowledged once it is on the screen', () => {
  const { draw } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0], 4));
  FakeSocket.last.frame(stateFrame(1, [0, 1], 5));
  assert.deepEqual(FakeSocket.last.types, ['hello']);
  draw();
  assert.deepEqual(FakeSocket.last.sent.slice(1), [{ type: 'ack', sequence: 4 }, { type: 'ack', sequence: 5 }]);
});

test('a hidden tab says so, and acknowledges at once because it draws nothing', () => {
  const { page } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0], 4));
  page.hide(true);
  FakeSocket.last.frame(stateFrame(1, [0], 5));
  assert.deepEqual(FakeSocket.last.sent.slice(1), [
    { type: 'visible', visible: false }, { type: 'ack', sequence: 4 }, { type: 'ack', sequence: 5 },
  ]);
  page.hide(false);
  assert.deepEqual(FakeSocket.last.sent.slice(4), [{ type: 'visible', visible: true }]);
});

test('a tab opened in the background says that it is hidden', () => {
  open({ hidden: true });
  FakeSocket.last.welcome();
  assert.deepEqual(FakeSocket.last.sent.slice(1), [{ type: 'visible', visible: false }]);
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

test('the frame of an older generation stays until the first of the new one, and comes no more after it', () => {
  const { store, draw } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0, 1]));
  FakeSocket.last.say({ type: 'state', ...ROOM_STATE, generation: 2 });
  assert.equal(store.frame.value?.generation, 1);
  FakeSocket.last.frame(stateFrame(1, [0, 1, 2], 7));
  assert.equal(store.frame.value?.epoch, 1);
  FakeSocket.last.frame(stateFrame(2, [0]));
  assert.equal(store.frame.value?.generation, 2);
  assert.deepEqual(store.history.value.epochs, [0]);
  draw();
  assert.equal(FakeSocket.last.types.filter((type) => type === 'ack').length, 3, 'a dropped frame is acknowledged too');
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
  assert.deepEqual(store.history.value, { generation: 1, stride: 1, epochs: [0, 1, 2, 3], train: [0, 0.5, 1, 1.5], test: [0, 0.25, 0.5, 0.75] });
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
  FakeSocket.last.frame(encodeFrame({ type: 3, generation: 0 }, [
    { kind: 5, count: 7, size: 2, payload: new Uint8Array(28) }, { kind: 16, count: 7, size: 2, payload: new Float32Array(14) },
  ]));
  FakeSocket.last.frame(encodeFrame({ type: 4 }, [{ kind: 7, count: 1, size: 3, payload: new Float32Array([1, 2, -1]) }]));
  assert.deepEqual([store.features.value?.count, store.features.value?.size], [7, 2]);
  assert.deepEqual(store.featureCurves.value.map(({ count, size }) => [count, size]), [[7, 2]]);
  assert.deepEqual(store.points.value, { train: new Float32Array([1, 2, -1]), test: new Float32Array(0), labels: new Float32Array(0), inputs: 2 });
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
  assert.deepEqual(FakeSocket.last.sent.slice(1), [{ id: 2, type: 'look', layer: 1, neuron: 2 }, { id: 3, type: 'look', layer: null }]);
});

/** @param {number} layer 0 training, 1 test, 2 elsewhere @param {number} index @param {number[]} values */
const probeFrame = (layer, index, values) =>
  encodeFrame({ type: 6 }, [{ kind: 8, layer, count: index, size: values.length, payload: new Float32Array(values) }]);

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
  assert.deepEqual(FakeSocket.last.sent.slice(1),
    [{ id: 2, type: 'probe', set: 'test', index: 3 }, { id: 3, type: 'probe', x: [0.1, -2] }]);
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

test('a point that is there no more is asked about no more', () => {
  const { store, timers } = open();
  FakeSocket.last.welcome();
  store.probeAt({ set: 'train', index: 1 });
  FakeSocket.last.frame(probeFrame(0, 1, [1, 2, 1, 0, 0, 0]));
  FakeSocket.last.frame(encodeFrame({ type: 4 }, [{ kind: 7, count: 1, size: 3, payload: new Float32Array([1, 2, -1]) }]));
  assert.equal(store.probe.value, null);
  FakeSocket.last.end(1006);
  timers.pass(500);
  FakeSocket.last.welcome();
  assert.deepEqual(FakeSocket.last.types, ['hello']);
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

test('a frame that cannot be read is told to the reader once and leaves the picture alone', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.frame(stateFrame(1, [0]));
  FakeSocket.last.frame(encodeFrame({ version: 2 }));
  FakeSocket.last.frame(encodeFrame({ version: 2 }));
  assert.equal(store.frame.value?.epoch, 0);
  assert.equal(store.state.value.notice?.id, 1);
});

test('silence while the room plays is a lost connection, unless the tab is hidden', () => {
  const { store, timers, page } = open();
  FakeSocket.last.welcome({ state: { ...ROOM_STATE, playing: true } });
  page.hide(true);
  timers.pass(60_000);
  assert.equal(store.state.value.phase, 'open');
  page.hide(false);
  timers.pass(25_000);
  assert.equal(store.state.value.phase, 'lost');
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

/** @param {number} generation @param {number} epoch */
const numbersOf = (generation, epoch) => ({ type: 'numbers', generation, epoch });

test('numbers are asked for while somebody wants them, also after a reconnection', () => {
  const { store, timers } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.say(numbersOf(1, 1));
  assert.equal(store.numbers.peek(), null);
  store.wantNumbers(true);
  store.wantNumbers(true);
  assert.deepEqual(FakeSocket.last.sent.filter(({ type }) => type === 'numbers').map(({ wanted }) => wanted), [true]);
  FakeSocket.last.say(numbersOf(1, 2));
  assert.equal(store.numbers.value?.epoch, 2);
  FakeSocket.last.end(1006);
  timers.pass(10_000);
  FakeSocket.last.welcome();
  assert.deepEqual(FakeSocket.last.sent.filter(({ type }) => type === 'numbers').map(({ wanted }) => wanted), [true]);
  store.wantNumbers(false);
  assert.equal(store.numbers.peek(), null);
  FakeSocket.last.say(numbersOf(1, 3));
  assert.equal(store.numbers.peek(), null);
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
