/** @import { AfterClose, Catalogue, History, Losses, PageEvent, PageState, RoomState, ServerMessage } from './types.js' */
/** What the page knows and how it changes: pure functions, no socket and no page. */

/** The losses kept before every other one is dropped; the server thins its own history in the same way. */
export const MAX_POINTS = 1000;

/** @param {Catalogue} catalogue @returns {PageState} before the first connection */
export function initialState(catalogue) {
  return {
    phase: 'connecting',
    role: null,
    room: null,
    token: null,
    watch: null,
    roomState: {
      generation: 0,
      run: 0,
      playing: false,
      diverged: false,
      speed: 60,
      speed_unit: 'epoch',
      last_epoch: null,
      moment_interval: 1,
      marks: [],
      can_undo: false,
      can_redo: false,
      experiment: catalogue.defaults,
      view: { show_test_data: false, discretize: false, hide_text: false, hidden_controls: [] },
      link: '',
      watchers: 0,
      parameter_count: 0,
      n_outputs: 1,
      n_classes: 2,
      unkept: false,
      stopped: null,
      off: [],
      frozen: [],
      device: 'auto',
      computing: 'numpy',
      device_lost: null,
    },
    ready: false,
    retryAt: null,
    say: 'connecting',
    notice: null,
    notices: 0,
  };
}

/**
 * The state after an event. The state given is not changed; it is returned itself when nothing changes.
 * @param {PageState} state @param {PageEvent} event @returns {PageState}
 */
export function reduce(state, event) {
  switch (event.type) {
    case 'connecting':
      return { ...state, phase: 'connecting', retryAt: null, say: 'connecting' };
    case 'message':
      return afterMessage(state, event.message);
    case 'closed':
      return afterClosing(state, event.after, event.at);
    case 'notice':
      return withNotice(state, event.text, null, null);
    case 'dismissed':
      return state.notice === null ? state : { ...state, notice: null };
  }
}

/** @param {PageState} state @param {ServerMessage} message @returns {PageState} */
function afterMessage(state, message) {
  switch (message.type) {
    case 'welcome': {
      const { room, role, token, watch, state: roomState } = message;
      return {
        ...state,
        phase: 'open',
        ready: true,
        room,
        role,
        token,
        watch,
        roomState,
        retryAt: null,
        say: '',
      };
    }
    case 'state':
      return { ...state, roomState: roomStateOf(message) };
    case 'error':
      return withNotice(state, message.message, message.field, message.code);
    default:
      return state;
  }
}

/** @param {{ type: 'state' } & RoomState} message @returns {RoomState} */
function roomStateOf({ type: _, ...roomState }) {
  return roomState;
}

/** @param {PageState} state @param {AfterClose} after @param {number} at @returns {PageState} */
function afterClosing(state, after, at) {
  if (after.kind === 'retry') return { ...state, phase: 'lost', retryAt: at + after.afterMs, say: after.say };
  return { ...state, phase: 'stopped', retryAt: null, say: after.say };
}

/** @param {PageState} state @param {string} text @param {string | null} field @param {string | null} code @returns {PageState} */
function withNotice(state, text, field, code) {
  const id = state.notices + 1;
  return { ...state, notices: id, notice: { id, text, field, code } };
}

/** @param {number} generation @returns {History} */
export function emptyHistory(generation) {
  return { generation, stride: 1, epochs: [], train: [], test: [] };
}

/** @param {number} generation @param {Losses} losses @returns {History} */
export function wholeHistory(generation, losses) {
  return { generation, stride: losses.stride, ...arraysOf(losses) };
}

/**
 * The history with some newer losses in it, thinned as the server thins its own: only epochs that are multiples of the
 * stride, and a stride twice as wide whenever there would be more than MAX_POINTS. Of two losses for one epoch the newer
 * one counts. A new generation begins with an empty history.
 *
 * `gap` says that losses between the two are missing: then the history stays as it was, and the whole of it is to be
 * asked for.
 * @param {History} history @param {Losses} losses @param {number} generation of the losses
 * @returns {{ history: History, gap: boolean }}
 */
export function mergeLosses(history, losses, generation = history.generation) {
  const base = generation === history.generation ? history : emptyHistory(generation);
  if (losses.epochs.length === 0) return { history: base, gap: false };
  const stride = Math.max(base.stride, losses.stride);
  const older = thinned(base, stride);
  const newer = thinned({ ...arraysOf(losses), generation, stride: losses.stride }, stride);
  if (newer.epochs.length === 0) return { history: older, gap: false };
  const first = newer.epochs[0];
  const expected = older.epochs.length === 0 ? 0 : older.epochs[older.epochs.length - 1] + stride;
  if (first > expected) return { history: base, gap: true };
  return { history: bounded(overlaid(older, newer)), gap: false };
}

/** @param {Losses} losses */
function arraysOf({ epochs, train, test }) {
  return { epochs: Array.from(epochs), train: Array.from(train), test: Array.from(test) };
}

/** Only the epochs that are multiples of the stride. @param {History} history @param {number} stride @returns {History} */
function thinned(history, stride) {
  if (history.stride === stride) return history;
  const kept = history.epochs.flatMap((epoch, i) => (epoch % stride === 0 ? [i] : []));
  const { generation, epochs, train, test } = history;
  return {
    generation,
    stride,
    epochs: kept.map((i) => epochs[i]),
    train: kept.map((i) => train[i]),
    test: kept.map((i) => test[i]),
  };
}

/** The newer losses laid over the older ones. @param {History} older @param {History} newer @returns {History} */
function overlaid(older, newer) {
  const last = newer.epochs[newer.epochs.length - 1];
  const before = countUpTo(older.epochs, newer.epochs[0] - 1);
  const after = countUpTo(older.epochs, last);
  /** @param {number[]} was @param {number[]} is */
  const joined = (was, is) => [...was.slice(0, before), ...is, ...was.slice(after)];
  return {
    generation: older.generation,
    stride: older.stride,
    epochs: joined(older.epochs, newer.epochs),
    train: joined(older.train, newer.train),
    test: joined(older.test, newer.test),
  };
}

/** How many of the rising epochs are not above the limit. @param {number[]} epochs @param {number} limit */
function countUpTo(epochs, limit) {
  let count = epochs.length;
  while (count > 0 && epochs[count - 1] > limit) count -= 1;
  return count;
}

/** @param {History} history @returns {History} */
function bounded(history) {
  let result = history;
  while (result.epochs.length > MAX_POINTS) result = thinned(result, result.stride * 2);
  return result;
}
