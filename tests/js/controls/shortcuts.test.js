import assert from 'node:assert/strict';
import test from 'node:test';
import { isDue, keptBy, SHORTCUTS, shortcutFor } from '../../../static/js/controls/shortcuts.js';
import { ROOM_STATE } from '../fakes.js';

const press = (/** @type {string} */ key, changes = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...changes,
});
const page = /** @type {const} */ ({ kept: 'nothing', isHost: true, isBusy: false });

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
    openExamples: doNothing,
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

for (const [why, event, where] of /** @type {[string, ReturnType<typeof press>, {}][]} */ ([
  ['while somebody types', press('s'), { kept: 'writing' }],
  ['while a dialog is open', press('s'), { isBusy: true }],
  ['for a shortcut of the browser', press('r', { ctrlKey: true }), {}],
  ['for a menu of the browser', press('d', { altKey: true }), {}],
  ['when the browser changes its zoom', press('+', { ctrlKey: true }), {}],
  ['when space presses a button that was reached by keyboard', press(' '), { kept: 'space' }],
  ['for a watcher', press('r'), { isHost: false }],
])) {
  test(`a key does nothing ${why}`, () => assert.equal(shortcutFor(event, { ...page, ...where }), null));
}

test('a key that is held down steps on, and switches nothing to and fro', () => {
  const runsOn = SHORTCUTS.filter((shortcut) => isDue(shortcut, { repeat: true }));
  assert.equal(runsOn.map(({ keys }) => keys[0]).join(' '), 's u z y [ ] + -');
  assert.ok(SHORTCUTS.every((shortcut) => isDue(shortcut, { repeat: false })));
});

test('a letter does what it does on a button too', () => {
  assert.equal(shortcutFor(press('s'), { ...page, kept: 'space' })?.text, 'key.step');
});

test('a key is what it writes: brackets may need AltGr, or Option', () => {
  assert.equal(shortcutFor(press('[', { ctrlKey: true, altKey: true }), page)?.text, 'key.slower');
  assert.equal(shortcutFor(press(']', { altKey: true }), page)?.text, 'key.faster');
});

test('only what is written in keeps letters, and what the keyboard has reached keeps the space bar', () => {
  const kept = (/** @type {object} */ element, byKeyboard = true, isOpen = false) =>
    keptBy(element, { byKeyboard, isOpen });
  for (const type of ['text', 'number', 'search', ''])
    assert.equal(kept({ tagName: 'INPUT', type }, false), 'writing', type);
  assert.equal(kept({ tagName: 'TEXTAREA' }, false), 'writing');
  assert.equal(kept({ tagName: 'DIV', isContentEditable: true }, false), 'writing');
  for (const type of ['checkbox', 'radio']) {
    assert.equal(kept({ tagName: 'INPUT', type }), 'space');
    assert.equal(kept({ tagName: 'INPUT', type }, false), 'nothing');
  }
  assert.equal(kept({ tagName: 'INPUT', type: 'range' }), 'nothing');
  assert.equal(kept({ tagName: 'BUTTON', type: 'submit' }), 'space');
  assert.equal(kept({ tagName: 'BUTTON', type: 'submit' }, false), 'nothing');
  assert.equal(kept({ tagName: 'SELECT', type: 'select-one' }), 'writing');
  assert.equal(kept({ tagName: 'SELECT', type: 'select-one' }, false), 'nothing');
  assert.equal(kept({ tagName: 'SELECT', type: 'select-one' }, false, true), 'writing');
  assert.equal(kept({ tagName: 'BODY' }), 'nothing');
});

test('a watcher may still change how the page looks', () => {
  assert.equal(shortcutFor(press('T'), { ...page, isHost: false })?.text, 'key.theme');
});

test('control and Z undo, as everywhere', () => {
  assert.equal(shortcutFor(press('z', { ctrlKey: true }), page)?.text, 'key.undo');
});

test('control, shift and Z do it again', () => {
  const control = { ctrlKey: true, shiftKey: true };
  assert.equal(shortcutFor(press('Z', control), page)?.text, 'key.redo');
  assert.equal(
    shortcutFor(press('Z', { ...control, ctrlKey: false, metaKey: true }), page)?.text,
    'key.redo',
  );
});
