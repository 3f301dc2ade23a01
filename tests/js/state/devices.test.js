import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { reasonText } from '../../../static/js/text/reasons.js';
import { aboutNumber, chooseLanguage } from '../../../static/js/text/texts.js';
import { FakeSocket } from '../fakes.js';
import { open } from '../opened.js';

const NUMPY = {
  name: 'numpy',
  label: 'CPU',
  unavailable_reason: '',
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

for (const [reason, said] of [
  ['no NVIDIA driver found', 'kein NVIDIA-Treiber gefunden'],
  [
    'numba-cuda is not installed: it comes with the extra [cuda]',
    'numba-cuda ist nicht installiert; es kommt mit dem Extra [cuda]',
  ],
  [
    'PyTorch is not installed; install the extra [torch]',
    'PyTorch ist nicht installiert; es kommt mit dem Extra [torch]',
  ],
  ['numba is not installed', 'numba ist nicht installiert'],
  [
    'too wide for the GPU kernel: 64-64-10 needs 300 KB of shared memory, an H200 has 227',
    'zu breit für den GPU-Kernel: 64-64-10 braucht 300 KB gemeinsamen Speicher, da sind 227',
  ],
  [
    'a network of 2-9000-1 would need about 7.5 GiB to train; PyTorch may use at most 4 GiB',
    'das Netz bräuchte etwa 7.5 GiB; PyTorch darf höchstens 4 GiB nehmen',
  ],
  ['it could not be prepared: no room', 'es ließ sich nicht vorbereiten: no room'],
  ['the GPU is on fire', 'the GPU is on fire'],
]) {
  test(`the reason "${reason}" is told in German`, async () => {
    assert.equal(reasonText(reason), reason);
    await chooseLanguage('de');
    assert.equal(reasonText(reason), said);
    await chooseLanguage('en');
  });
}

test('what was measured is told in two digits', () => {
  assert.deepEqual([23_816, 997, 0.0434].map(aboutNumber), [24_000, 1000, 0.043]);
});
