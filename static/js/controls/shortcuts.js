// What the keyboard does: one table, for the keys themselves and for the list behind "?".

/**
 * What a key can reach: the room as it is, requests to it, and the page's own doings.
 * @typedef {{ room: RoomState, mostLayers: number, send: (message: ClientMessage) => unknown, switchTheme: ()
 *   => void, fullScreen: () => void, toggleLaser: () => void, openShare: () => void, openHelp: () => void }}
 *   Reach
 */
/**
 * `keys` as in KeyboardEvent.key; `text` is the key of what it does; `host`: only for who holds the
 * controls.
 * @typedef {{ keys: string[], text: string, host: boolean, run: (reach: Reach) => unknown }} Shortcut
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
  { keys: ['s'], text: 'key.step', host: true, run: ({ send }) => send({ type: 'step' }) },
  { keys: ['u'], text: 'key.update', host: true, run: ({ send }) => send({ type: 'step', unit: 'update' }) },
  {
    keys: ['r'],
    text: 'key.restart',
    host: true,
    run: ({ send }) => send({ type: 'reset', weights: 'same' }),
  },
  { keys: ['w'], text: 'key.reset', host: true, run: ({ send }) => send({ type: 'reset' }) },
  { keys: ['z'], text: 'key.undo', host: true, run: ({ send }) => send({ type: 'undo' }) },
  { keys: ['y'], text: 'key.redo', host: true, run: ({ send }) => send({ type: 'redo' }) },
  { keys: ['n'], text: 'key.regenerate', host: true, run: ({ send }) => send({ type: 'regenerate' }) },
  { keys: ['['], text: 'key.slower', host: true, run: (reach) => changeSpeed(reach, -1) },
  { keys: [']'], text: 'key.faster', host: true, run: (reach) => changeSpeed(reach, 1) },
  { keys: ['+', '='], text: 'key.deeper', host: true, run: (reach) => changeLayers(reach, 1) },
  { keys: ['-', '_'], text: 'key.shallower', host: true, run: (reach) => changeLayers(reach, -1) },
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
  { keys: ['l'], text: 'key.share', host: true, run: ({ openShare }) => openShare() },
  { keys: ['t'], text: 'key.theme', host: false, run: ({ switchTheme }) => switchTheme() },
  { keys: ['f'], text: 'key.fullscreen', host: false, run: ({ fullScreen }) => fullScreen() },
  { keys: ['?'], text: 'key.help', host: false, run: ({ openHelp }) => openHelp() },
];

/**
 * What a key press means, or null: not while a field has the focus, nor for the browser's own shortcuts.
 * @param {{ key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean }} event
 * @param {{ tag: string, isHost: boolean, isBusy: boolean }} where tag: of the focused element; isBusy: a
 *   dialog is open
 */
export function shortcutFor({ key, ctrlKey, metaKey, altKey }, { tag, isHost, isBusy }) {
  if (altKey || isBusy || ['INPUT', 'SELECT', 'TEXTAREA'].includes(tag)) return null;
  if ((ctrlKey || metaKey) && !['z', 'y'].includes(key.toLowerCase())) return null;
  if (key === ' ' && ['BUTTON', 'A', 'SUMMARY'].includes(tag)) return null;
  const found = SHORTCUTS.find(({ keys }) => keys.includes(key.length === 1 ? key.toLowerCase() : key));
  return found && (isHost || !found.host) ? found : null;
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
