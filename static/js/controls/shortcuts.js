// What the keyboard does: one table, for the keys themselves and for the list behind "?".

/**
 * What a key can reach: the room as it is, requests to it, and the page's own doings.
 * @typedef {object} Reach
 * @property {RoomState} room
 * @property {number} mostLayers
 * @property {(message: ClientMessage) => unknown} send
 * @property {() => void} switchTheme
 * @property {() => void} fullScreen
 * @property {() => void} toggleLaser
 * @property {() => void} openExamples
 * @property {() => void} openShare
 * @property {() => void} openHelp
 */
/**
 * `keys` as in KeyboardEvent.key; `text` is the key of what it does; `host`: only for who holds the
 * controls; `repeats`: again and again while the key is held down.
 * @typedef {{ keys: string[], text: string, host: boolean, repeats?: boolean,
 *   run: (reach: Reach) => unknown }} Shortcut
 */

import { isSameSpeed, SPEEDS, speedMessage } from './controls.js';
/** @import { ClientMessage, RoomState } from '../messages.js' */

/** @type {Shortcut[]} */
export const SHORTCUTS = [
  {
    keys: [' ', 'p'],
    text: 'key.play',
    host: true,
    run: ({ room, send }) => send({ type: room.playing ? 'pause' : 'play' }),
  },
  { keys: ['s'], text: 'key.step', host: true, repeats: true, run: ({ send }) => send({ type: 'step' }) },
  {
    keys: ['u'],
    text: 'key.update',
    host: true,
    repeats: true,
    run: ({ send }) => send({ type: 'step', unit: 'update' }),
  },
  {
    keys: ['r'],
    text: 'key.restart',
    host: true,
    run: ({ send }) => send({ type: 'reset', weights: 'same' }),
  },
  { keys: ['w'], text: 'key.reset', host: true, run: ({ send }) => send({ type: 'reset' }) },
  { keys: ['z'], text: 'key.undo', host: true, repeats: true, run: ({ send }) => send({ type: 'undo' }) },
  { keys: ['y'], text: 'key.redo', host: true, repeats: true, run: ({ send }) => send({ type: 'redo' }) },
  { keys: ['n'], text: 'key.regenerate', host: true, run: ({ send }) => send({ type: 'regenerate' }) },
  { keys: ['['], text: 'key.slower', host: true, repeats: true, run: (reach) => changeSpeed(reach, -1) },
  { keys: [']'], text: 'key.faster', host: true, repeats: true, run: (reach) => changeSpeed(reach, 1) },
  { keys: ['+', '='], text: 'key.deeper', host: true, repeats: true, run: (reach) => changeLayers(reach, 1) },
  {
    keys: ['-', '_'],
    text: 'key.shallower',
    host: true,
    repeats: true,
    run: (reach) => changeLayers(reach, -1),
  },
  {
    keys: ['d'],
    text: 'key.test',
    host: true,
    run: ({ room, send }) =>
      send({ type: 'set_view', changes: { show_test_data: !room.view.show_test_data } }),
  },
  {
    keys: ['c'],
    text: 'key.discretize',
    host: true,
    run: ({ room, send }) => send({ type: 'set_view', changes: { discretize: !room.view.discretize } }),
  },
  { keys: ['x'], text: 'key.laser', host: true, run: ({ toggleLaser }) => toggleLaser() },
  { keys: ['e'], text: 'key.examples', host: true, run: ({ openExamples }) => openExamples() },
  { keys: ['l'], text: 'key.share', host: true, run: ({ openShare }) => openShare() },
  { keys: ['t'], text: 'key.theme', host: false, run: ({ switchTheme }) => switchTheme() },
  { keys: ['f'], text: 'key.fullscreen', host: false, run: ({ fullScreen }) => fullScreen() },
  { keys: ['?'], text: 'key.help', host: false, run: ({ openHelp }) => openHelp() },
];

/**
 * A key press: `key` is what the key writes, wherever a keyboard has it.
 * @typedef {Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>} Press
 * @typedef {'nothing' | 'space' | 'writing'} Kept the keys that the element with the focus needs for itself
 */

/**
 * What a key press means, or null: not what the focused element needs, nor the browser's own shortcuts.
 * @param {Press} press
 * @param {{ kept: Kept, isHost: boolean, isBusy: boolean }} where isBusy: a dialog is open
 */
export function shortcutFor(press, { kept, isHost, isBusy }) {
  if (isBusy || kept === 'writing' || (kept === 'space' && press.key === ' ')) return null;
  const key = keyMeant(press);
  const found = SHORTCUTS.find(({ keys }) => key !== null && keys.includes(key));
  return found && (isHost || !found.host) ? found : null;
}

/** Whether a press does something now: of a key that is held down the browser tells many.
 * @param {Shortcut} shortcut @param {Pick<KeyboardEvent, 'repeat'>} press */
export const isDue = ({ repeats = false }, { repeat }) => repeats || !repeat;

/** The key of the table that a press stands for, or null. Signs may need AltGr, or Option on a Mac.
 * @param {Press} press */
function keyMeant({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (altKey) return !metaKey && /^[\p{P}\p{S}]$/u.test(key) ? key : null;
  const small = key.length === 1 ? key.toLowerCase() : key;
  if (!ctrlKey && !metaKey) return small;
  if (small === 'z' && shiftKey) return 'y';
  return small === 'z' || small === 'y' ? small : null;
}

/** Fields of these types are moved or pressed, not written in. */
const NOT_WRITTEN = ['range', 'checkbox', 'radio', 'button', 'submit', 'reset', 'color', 'file'];

/**
 * Which keys the element with the focus keeps. One that the pointer has reached keeps none, unless it takes
 * letters: whoever has clicked on something still starts and stops with the space bar.
 * @param {{ tagName?: string, type?: string, isContentEditable?: boolean }} element
 * @param {{ byKeyboard: boolean, isOpen: boolean }} how isOpen: a list that shows its choices
 * @returns {Kept}
 */
export function keptBy({ tagName = '', type = '', isContentEditable = false }, { byKeyboard, isOpen }) {
  if (tagName === 'TEXTAREA' || isContentEditable) return 'writing';
  if (tagName === 'INPUT' && !NOT_WRITTEN.includes(type)) return 'writing';
  if (tagName === 'SELECT') return byKeyboard || isOpen ? 'writing' : 'nothing';
  const isPressed = tagName === 'INPUT' ? type !== 'range' : ['BUTTON', 'A', 'SUMMARY'].includes(tagName);
  return byKeyboard && isPressed ? 'space' : 'nothing';
}

/** The next speed of the list; one that is not in it counts as the fastest.
 * @param {Reach} reach @param {1 | -1} by */
function changeSpeed({ room, send }, by) {
  const present = SPEEDS.findIndex((each) => isSameSpeed(each, { speed: room.speed, unit: room.speed_unit }));
  const next = SPEEDS[(present < 0 ? SPEEDS.length - 1 : present) + by];
  if (next) send(speedMessage(next));
}

/** @param {Reach} reach @param {1 | -1} by */
function changeLayers({ room, mostLayers, send }, by) {
  const { hidden } = room.experiment;
  if (by > 0 && hidden.length < mostLayers) send({ type: 'change', changes: { hidden: [...hidden, 2] } });
  if (by < 0 && hidden.length > 0) send({ type: 'change', changes: { hidden: hidden.slice(0, -1) } });
}
