import assert from 'node:assert/strict';
import test from 'node:test';
import { SHORTCUTS, shortcutFor } from '../../../static/js/controls/shortcuts.js';
import { ROOM_STATE } from '../fakes.js';

const press = (/** @type {string} */ key, changes = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...changes,
});
const page = { tag: 'BODY', isHost: true, isBusy: false };

/** What a key sends in a room.
 * @param {string} key @param {Partial<import('../../../static/js/messages.js').RoomState>} room */
function sent(key, room = {}) {
  /** @type {unknown[]} */
  const messages = [];
  const doNothing = () => {};
  shortcutFor(press(key), page)?.run({
    room: { ...ROOM_STATE, ...room },
    mostLayers: 3,
    send: (message) => messages.push(message),
    switchTheme: doNothing,
    fullScreen: doNothing,
    toggleLaser: doNothing,
    openShare: doNothing,
    openHelp: doNothing,
  });
  return messages;
}

test('no key means two things', () => {
  const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys);
  assert.equal(new Set(keys).size, keys.length);
});

test('the space bar plays, and pauses what plays', () => {
  assert.deepEqual(sent(' '), [{ type: 'play' }]);
  assert.deepEqual(sent(' ', { playing: true }), [{ type: 'pause' }]);
});

test('the brackets go from speed to speed and stop at the ends', () => {
  assert.deepEqual(sent(']', { speed: 60 }), [{ type: 'set_speed', epochs_per_second: 300 }]);
  assert.deepEqual(sent('[', { speed: 1 }), [{ type: 'set_speed', updates_per_second: 10 }]);
  assert.deepEqual(sent(']', { speed: 300 }), [{ type: 'set_speed', epochs_per_second: null }]);
  assert.deepEqual(sent(']', { speed: null }), []);
  assert.deepEqual(sent('[', { speed: null }), [{ type: 'set_speed', epochs_per_second: 300 }]);
  assert.deepEqual(sent('[', { speed: 1, speed_unit: 'update' }), []);
});

test('layers come and go within their limits', () => {
  const room = (/** @type {number[]} */ hidden) => ({ experiment: { ...ROOM_STATE.experiment, hidden } });
  assert.deepEqual(sent('+', room([4])), [{ type: 'change', changes: { hidden: [4, 2] } }]);
  assert.deepEqual(sent('+', room([4, 2, 2])), []);
  assert.deepEqual(sent('-', room([4, 2])), [{ type: 'change', changes: { hidden: [4] } }]);
  assert.deepEqual(sent('-', room([])), []);
});

for (const [why, event, where] of /** @type {[string, ReturnType<typeof press>, typeof page][]} */ ([
  ['while somebody types', press('s'), { ...page, tag: 'INPUT' }],
  ['while somebody chooses', press('s'), { ...page, tag: 'SELECT' }],
  ['while a dialog is open', press('s'), { ...page, isBusy: true }],
  ['for a shortcut of the browser', press('r', { ctrlKey: true }), page],
  ['when space presses a focused button', press(' '), { ...page, tag: 'BUTTON' }],
  ['for a watcher', press('r'), { ...page, isHost: false }],
])) {
  test(`a key does nothing ${why}`, () => assert.equal(shortcutFor(event, where), null));
}

test('a watcher may still change how the page looks', () => {
  assert.equal(shortcutFor(press('T'), { ...page, isHost: false })?.text, 'key.theme');
});

test('control and Z undo, as everywhere', () => {
  assert.equal(shortcutFor(press('z', { ctrlKey: true }), page)?.text, 'key.undo');
});
