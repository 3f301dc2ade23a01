import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { aboutNumber } from '../../../static/js/text/texts.js';
import { FakeSocket } from '../fakes.js';
import { open } from '../opened.js';

const NUMPY = {
  name: 'numpy',
  label: 'CPU',
  unavailable_reason: null,
  is_ready: true,
  is_auto: true,
  epochs_per_second: 1100,
};
const asked = () => FakeSocket.last.types.filter((type) => type === 'measure_devices').length;

beforeEach(() => {
  FakeSocket.opened = [];
});

test('the devices are measured once at a time', () => {
  const { store } = open();
  FakeSocket.last.welcome();
  assert.equal(store.measureDevices(), true);
  assert.deepEqual([store.measureDevices(), store.devices.value.measuring, asked()], [false, true, 1]);
  FakeSocket.last.say({ type: 'devices', devices: [NUMPY] });
  assert.deepEqual(store.devices.value, { rows: [NUMPY], measuring: false });
  assert.equal(store.measureDevices(), true);
  assert.deepEqual(store.devices.value, { rows: [NUMPY], measuring: true });
});

test('nothing is measured without a connection, and a new one owes no answer', () => {
  const { store, timers } = open();
  assert.equal(store.measureDevices(), false);
  FakeSocket.last.welcome();
  store.measureDevices();
  FakeSocket.last.end(4001);
  timers.pass(500);
  FakeSocket.last.welcome();
  assert.deepEqual(store.devices.value, { rows: [], measuring: false });
  assert.equal(store.measureDevices(), true);
});

test('a measurement that was refused can be asked for again after a second', () => {
  const { store, timers } = open();
  FakeSocket.last.welcome();
  store.measureDevices();
  const { id } = FakeSocket.last.sent[FakeSocket.last.sent.length - 1];
  FakeSocket.last.say({ type: 'error', id, code: 'too_fast', message: 'no', field: null, reason: null });
  timers.pass(999);
  assert.equal(store.measureDevices(), false);
  timers.pass(1);
  assert.deepEqual(store.devices.value, { rows: [], measuring: false });
  assert.deepEqual([store.measureDevices(), asked()], [true, 2]);
});

test('what was measured is told in two digits', () => {
  assert.deepEqual([23_816, 997, 0.0434].map(aboutNumber), [24_000, 1000, 0.043]);
});
