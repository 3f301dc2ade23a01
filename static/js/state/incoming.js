/** @import { ClientMessage, MetricsMessage, ServerMessage, StandingMessage } from '../messages.js' */
/** @import { Frame } from '../types.js' */
/** @import { Store } from './store.js' */
/** @import { Subscriptions } from '../protocol/subscriptions.js' */
/** What the server sent becomes what the page knows: messages and frames change the store's signals,
 * nothing else does. */

import { batch } from '@preact/signals';
import { decodeFrame } from '../protocol/frames.js';
import { emptyHistory, mergeLosses, wholeHistory } from './history.js';
import { reduce } from './state.js';

const UNREADABLE = 'unreadable'; // key of a text
/** Between two requests for the whole history. */
const HISTORY_PAUSE_MS = 1000;

export class Incoming {
  #store;
  #subscriptions;
  #now;
  /** Frames of older generations are not shown. */
  #generation = 0;
  #historyAskedAt = -Infinity;
  /** @type {Frame | null} */
  #furthest = null;

  /** @param {Store} store @param {Subscriptions} subscriptions @param {() => number} now milliseconds */
  constructor(store, subscriptions, now) {
    this.#store = store;
    this.#subscriptions = subscriptions;
    this.#now = now;
  }

  /** A new connection owes no answers. */
  forgetRequests() {
    this.#historyAskedAt = -Infinity;
  }

  /** Another room counts anew; what of the old one is seen stays until the new one's has come. */
  forgetRoom() {
    this.forgetRequests();
    this.#generation = 0;
    this.#furthest = null;
    this.#store.history.value = emptyHistory(0);
  }

  /** @param {ServerMessage} message */
  takeMessage(message) {
    const { state, laser, neuron, devices, answer } = this.#store;
    if (message.type === 'metrics') return this.#takeNumbers(message);
    if (message.type === 'standing') return this.#takeStanding(message);
    if (message.type === 'devices') {
      devices.value = { rows: message.devices, measuring: false };
      return;
    }
    if (message.type === 'laser') {
      const { panel, x, y } = message;
      laser.value = panel === null || x === null || y === null ? null : { panel, x, y };
      return;
    }
    state.value = reduce(state.value, { type: 'message', message });
    if (message.type === 'done' || message.type === 'error') {
      answer.value = message;
      this.#subscriptions.answered(message.id);
    }
    const { generation } = state.value.roomState;
    if (this.#subscriptions.forgetLostNeuron(state.value.roomState)) neuron.value = null;
    if (message.type === 'welcome') {
      this.#generation = generation;
      laser.value = null; // who points is told again after the welcome
      devices.value = { rows: [], measuring: false }; // perhaps another server
    }
    if (message.type === 'welcome' || message.type === 'state') {
      this.#generation = Math.max(this.#generation, generation);
      this.#tellRun();
    }
  }

  /** Which run the room is at. */
  #tellRun() {
    const { room, roomState } = this.#store.state.value;
    const { run, generation, experiment, link, view } = roomState;
    const isPast = roomState.last_epoch !== null;
    this.#store.changeRuns({
      type: 'state',
      present: { room, run, generation, experiment, link, look: String(view.look), isPast },
      last: this.#last(),
    });
  }

  /** What is known of the run so far: the end of it, when another begins. */
  #last() {
    return { history: this.#store.history.peek(), frame: this.#furthest };
  }

  /** Keeps the frame of the run's end, also while an earlier moment is shown. @param {Frame} frame */
  #keepFurthest(frame) {
    const known = this.#furthest;
    if (known?.generation !== frame.generation || frame.epoch >= known.epoch) this.#furthest = frame;
  }

  /** @param {MetricsMessage} numbers */
  #takeNumbers(numbers) {
    if (this.#subscriptions.wantsNumbers && numbers.generation >= this.#generation)
      this.#store.numbers.value = numbers;
  }

  /** @param {StandingMessage} standing */
  #takeStanding(standing) {
    if (this.#subscriptions.isFollowing && standing.generation >= this.#generation)
      this.#store.standing.value = standing;
  }

  /** @param {Frame} frame */
  takeFrame(frame) {
    if (frame.type !== 'features' && frame.generation < this.#generation) return;
    this.#generation = Math.max(this.#generation, frame.generation);
    if (frame.type !== 'features')
      this.#store.changeRuns({ type: 'frame', generation: frame.generation, last: this.#last() });
    batch(() => this.#show[frame.type](frame));
  }

  /** @param {ArrayBuffer} buffer
   * @returns {Frame | null} null, and the reader is told, when it makes no sense */
  decode(buffer) {
    try {
      return decodeFrame(buffer);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (this.#store.state.value.notice?.text !== UNREADABLE) this.#store.notify(UNREADABLE);
      return null;
    }
  }

  /** One row a frame type: which signals it changes. @type {Record<Frame['type'], (frame: Frame) => void>} */
  #show = {
    state: (frame) => {
      this.#keepFurthest(frame);
      this.#store.frame.value = frame;
      this.#addLosses(frame);
    },
    neuron: (frame) => {
      if (this.#subscriptions.isLookedAt(frame.grid)) this.#store.neuron.value = frame;
    },
    features: (frame) => {
      this.#store.features.value = frame.grids[0] ?? null;
      this.#store.featureCurves.value = frame.curves;
    },
    probe: (frame) => {
      if (this.#subscriptions.isProbed(frame.probe)) this.#store.probe.value = frame;
    },
    inside: (frame) => {
      this.#store.inside.value = frame;
    },
    points: (frame) => {
      this.#store.points.value = frame.points;
      if (this.#subscriptions.forgetLostPoint(frame.points)) this.#store.probe.value = null;
    },
    history: ({ generation, losses }) => {
      this.forgetRequests();
      this.#store.history.value = losses ? wholeHistory(generation, losses) : emptyHistory(generation);
    },
  };

  /** @param {Frame} frame */
  #addLosses({ losses, generation }) {
    if (!losses) return;
    const { history, gap } = mergeLosses(this.#store.history.value, losses, generation);
    this.#store.history.value = history;
    if (!gap || this.#now() - this.#historyAskedAt < HISTORY_PAUSE_MS) return;
    if (this.#store.send({ type: 'get_history' })) this.#historyAskedAt = this.#now();
  }
}
