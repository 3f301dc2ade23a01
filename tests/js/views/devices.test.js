import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { html } from 'htm/preact';
import { openPage } from '../fake_elements.js';
import { FakeSocket } from '../fakes.js';
import { open } from '../opened.js';

const { Devices } = await import('../../../static/js/views/controls/devices.js');

const NUMPY = {
  ...{ name: 'numpy', label: 'CPU', unavailable_reason: null, is_ready: true, is_auto: true },
  epochs_per_second: 1100,
};
const asked = () => FakeSocket.last.types.filter((type) => type === 'measure_devices').length;

beforeEach(() => {
  FakeSocket.opened = [];
});

test('the devices are measured again after a reconnection, which has emptied their list', async () => {
  const { store, timers } = open();
  const { box, put, picture } = openPage();
  FakeSocket.last.welcome();
  await put(html`<${Devices} store=${store} canEdit=${true} />`);
  await picture();
  FakeSocket.last.say({ type: 'devices', devices: [NUMPY] });
  await picture();
  assert.deepEqual([asked(), box.all('li').length], [1, 2]);
  FakeSocket.last.end(4001);
  timers.pass(500);
  FakeSocket.last.welcome();
  await picture();
  assert.equal(asked(), 1);
  FakeSocket.last.say({ type: 'devices', devices: [NUMPY] });
  await picture();
  await picture();
  assert.deepEqual([asked(), box.all('li').length], [1, 2]);
});
