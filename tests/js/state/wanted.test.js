import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { MOST_HELD } from '../../../static/js/state/wanted.js';
import { FakeSocket, ROOM_STATE, WELCOME } from '../fakes.js';
import { open } from '../opened.js';

/** @import { Store } from '../../../static/js/state/store.js' */

beforeEach(() => {
  FakeSocket.opened = [];
});

/** A store in a room, as its page opens it. */
function inRoom() {
  const opened = open();
  FakeSocket.last.welcome();
  return opened.store;
}

/** One more neuron in the first layer. @param {Store} store */
const addNeuron = (store) => {
  const [first, ...others] = store.wanted().experiment.hidden;
  return Number(store.send({ type: 'change', changes: { hidden: [first + 1, ...others] } }));
};
/** @param {Store} store */
const hidden = (store) => store.wanted().experiment.hidden;
const asked = () => FakeSocket.last.sent.filter(({ type }) => type === 'change');

test('a second click begins where the first one leads, before anything is answered', () => {
  const store = inRoom();
  const [first] = ROOM_STATE.experiment.hidden;
  addNeuron(store);
  addNeuron(store);
  assert.deepEqual(
    asked().map(({ changes }) => changes.hidden[0]),
    [first + 1, first + 2],
  );
  assert.deepEqual(store.state.value.roomState.experiment.hidden, ROOM_STATE.experiment.hidden);
});

test('what was refused is no longer where the next choice begins', () => {
  const store = inRoom();
  const id = addNeuron(store);
  const reason = { code: 'out_of_range', values: {} };
  FakeSocket.last.say({ type: 'error', id, code: 'bad_value', message: 'No.', reason });
  assert.deepEqual(hidden(store), ROOM_STATE.experiment.hidden);
});

test('what was carried out is what the room says', () => {
  const store = inRoom();
  const id = addNeuron(store);
  FakeSocket.last.say({
    type: 'state',
    ...ROOM_STATE,
    experiment: { ...ROOM_STATE.experiment, hidden: [7] },
  });
  FakeSocket.last.say({ type: 'done', id });
  assert.deepEqual(hidden(store), [7]);
});

test('the view and the speed are wanted in the same way', () => {
  const store = inRoom();
  store.send({ type: 'set_view', changes: { discretize: true } });
  store.send({ type: 'set_speed', updates_per_second: 10 });
  const { view, speed, speed_unit: unit } = store.wanted();
  assert.deepEqual([view.discretize, speed, unit], [true, 10, 'update']);
  store.send({ type: 'set_speed', epochs_per_second: null });
  assert.deepEqual([store.wanted().speed, store.wanted().speed_unit], [null, 'epoch']);
});

test('where something else is opened the choices before it count no more', () => {
  const store = inRoom();
  addNeuron(store);
  store.send({ type: 'undo' });
  assert.deepEqual(hidden(store), ROOM_STATE.experiment.hidden);
});

test('a new connection owes no answers', () => {
  const { store, timers } = open();
  FakeSocket.last.welcome();
  addNeuron(store);
  FakeSocket.last.end(4001);
  timers.pass(500);
  FakeSocket.last.welcome();
  assert.deepEqual(hidden(store), ROOM_STATE.experiment.hidden);
});

test('what is pressed while the room is being opened is done when it is there, in order', () => {
  const { store } = open();
  store.send({ type: 'step', unit: 'epoch' });
  FakeSocket.last.open();
  store.send({ type: 'play' });
  assert.deepEqual(FakeSocket.last.types, ['hello']);
  FakeSocket.last.say(WELCOME);
  assert.deepEqual(FakeSocket.last.types, ['hello', 'step', 'play']);
});

test('of a room that is only watched nothing is asked', () => {
  const { store } = open({ hash: '#watch=room1.eye' });
  store.send({ type: 'play' });
  FakeSocket.last.welcome({ role: 'watcher' });
  assert.deepEqual(FakeSocket.last.types, ['hello']);
});

test('what was pressed on the way into one room is not done in another', () => {
  const { store } = open();
  store.send({ type: 'play' });
  store.moveTo({ room: 'room2', token: 'tok' });
  FakeSocket.last.welcome();
  assert.deepEqual(FakeSocket.last.types, ['hello']);
});

test('what is pressed between two tries is done when the next one succeeds, forgotten when not', () => {
  const { store, timers } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.end(4001);
  store.send({ type: 'play' });
  timers.pass(500);
  FakeSocket.last.end(1006);
  store.send({ type: 'step', unit: 'epoch' });
  timers.pass(15_000);
  FakeSocket.last.welcome();
  assert.deepEqual(FakeSocket.last.types, ['hello', 'step']);
});

test('nothing waits for a page that is not to try again', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  FakeSocket.last.end(4503);
  store.send({ type: 'play' });
  store.retry();
  FakeSocket.last.welcome();
  assert.deepEqual(FakeSocket.last.types, ['hello']);
});

test('only so much waits for a room', () => {
  const { store } = open();
  for (let n = 0; n < MOST_HELD + 5; n++) store.send({ type: 'step', unit: 'epoch' });
  FakeSocket.last.welcome();
  assert.equal(FakeSocket.last.types.filter((type) => type === 'step').length, MOST_HELD);
});

test('a page that has left its room keeps nothing for another', () => {
  const store = inRoom();
  store.stop();
  assert.equal(store.send({ type: 'play' }), false);
});
