/** @import { ReasonShown, RoomState, ServerMessage } from '../messages.js' */
/** @import { Catalogue, Ending, PageEvent, PageState } from '../types.js' */
/** What the page knows and how it changes: pure functions, no socket and no page. */

/** How the keys of a refusal's texts begin. */
const REFUSED = 'error.';

/** @param {Catalogue} catalogue @returns {PageState} before the first connection */
export function initialState(catalogue) {
  return {
    phase: 'connecting',
    isSilent: false,
    version: null,
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
      view: catalogue.view,
      link: '',
      watchers: 0,
      parameter_count: 0,
      n_outputs: 1,
      n_classes: 2,
      table: null,
      unkept: false,
      stopped: null,
      stuck: null,
      remedies: {},
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
    case 'silence':
      return { ...state, isSilent: event.isSilent };
    case 'notice':
      return withNotice(state, event.text, null);
    case 'dismissed':
      return state.notice === null ? state : { ...state, notice: null };
  }
}

/** @param {PageState} state @param {ServerMessage} message @returns {PageState} */
function afterMessage(state, message) {
  switch (message.type) {
    case 'welcome': {
      const { version, room, role, token, watch, state: roomState } = message;
      return {
        ...state,
        phase: 'open',
        ready: true,
        version,
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
      return { ...state, roomState: roomStateOf(message), notice: noticeAfter(state, message) };
    case 'error':
      // The network has changed since the mouse came to a neuron of it: nobody asked for anything.
      if (message.reason?.code === 'no_neuron') return state;
      return withNotice(state, `${REFUSED}${message.code}`, message.reason);
    default:
      return state;
  }
}

/** @param {{ type: 'state' } & RoomState} message @returns {RoomState} */
function roomStateOf({ type: _, ...roomState }) {
  return roomState;
}

/** What was refused is old news once something else was changed.
 * @param {PageState} state @param {RoomState} changed */
function noticeAfter({ notice, roomState }, { link }) {
  return notice?.text.startsWith(REFUSED) && link !== roomState.link ? null : notice;
}

/** @param {PageState} state @param {Ending} after @param {number} at @returns {PageState} */
function afterClosing(state, after, at) {
  if (after.kind === 'retry') return { ...state, phase: 'lost', retryAt: at + after.afterMs, say: after.say };
  return { ...state, phase: 'stopped', retryAt: null, say: after.say };
}

/** @param {PageState} state @param {string} text @param {ReasonShown | null} reason @returns {PageState} */
function withNotice(state, text, reason) {
  const id = state.notices + 1;
  return { ...state, notices: id, notice: { id, text, reason } };
}
