/** @import { Catalogue, ClientMessage, AfterClose, Curves, Frame, Grids, HelloFields, LaserPlace, Numbers, PageEvent, PageState, PictureSize, Points, ProbedPoint, RunsEvent, ServerMessage, StoredRoom } from './types.js' */
/** @import { Listenable, Page, Timers, Connection } from './connection.js' */
/** @import { KeyValueStorage } from './session.js' */
/** The one place of the page that keeps what it knows: socket → reduce → signals → views; controls → send → socket. */

import { batch, signal } from '@preact/signals';
import { openConnection, socketUrl } from './connection.js';
import { decodeFrame } from './frames.js';
import { forgetRoom, keepRoom, parseWatch, readRoom, roomToKeep, safeStorage, whatToOpen } from './session.js';
import { noRuns, reduceRuns } from './runs.js';
import { emptyHistory, initialState, mergeLosses, reduce, wholeHistory } from './state.js';

// Keys of texts.
export const REOPENED = 'reopened';
export const ENDED = 'closed.4502';
const UNREADABLE = 'unreadable';
/** Between two requests for the whole history. */
const HISTORY_PAUSE_MS = 1000;
/** Between two places of the laser. */
const LASER_PAUSE_MS = 50;

/**
 * @typedef {object} Browser what the store needs of the browser
 * @property {{ href: string, hash: string }} location
 * @property {KeyValueStorage | null} [storage] the tab's own: session.js safeStorage(window)
 * @property {Page} [page] the document: is the tab hidden?
 * @property {Listenable} [network] the window: is the network back?
 * @property {typeof WebSocket} [WebSocket]
 * @property {Timers} [timers]
 * @property {(run: () => void) => void} [schedule] runs once with the next picture
 * @property {() => number} [now] milliseconds since 1970
 */

/**
 * Knows nothing and is not connected before start().
 * @param {Catalogue} catalogue @param {Partial<Browser>} browser the parts to use instead of this tab's own
 */
export function createStore(catalogue, browser = {}) {
  const { location, document: page, window: network } = globalThis;
  return new Store(catalogue, { location, page, network, storage: safeStorage(globalThis), ...browser });
}

export class Store {
  catalogue;
  state;
  /** The newest frame; that of an older generation stays until the first of the new one. */
  frame = signal(/** @type {Frame | null} */ (null));
  /** The large picture of the neuron looked at. */
  neuron = signal(/** @type {Frame | null} */ (null));
  /** All numbers of the point asked about: `probe.value?.probe`. */
  probe = signal(/** @type {Frame | null} */ (null));
  /** Where another host points. */
  laser = signal(/** @type {LaserPlace | null} */ (null));
  /** Pictures of all features, in the catalogue's order. */
  features = signal(/** @type {Grids | null} */ (null));
  /** All features as functions of x₁, in the same order. */
  featureCurves = signal(/** @type {Curves[]} */ ([]));
  points = signal(/** @type {Points | null} */ (null));
  history = signal(emptyHistory(0));
  /** The present run and the earlier ones of this visit. */
  runs = signal(noRuns());
  /** The newest scores and layers, while somebody wants them. */
  numbers = signal(/** @type {Numbers | null} */ (null));

  #browser;
  /** @type {Connection | null} */
  #connection = null;
  /** What `hello` asks for. @type {HelloFields} */
  #opening = {};
  /** @type {StoredRoom | null} */
  #stored = null;
  /** @type {PictureSize} */
  #pictureSize = 'large';
  /** @type {{ layer: number, neuron: number } | null} */
  #lookedAt = null;
  #wantsNumbers = false;
  /** @type {ProbedPoint | null} */
  #probed = null;
  /** Where this host points. @type {LaserPlace | null} */
  #pointed = null;
  #laserWaits = false;
  /** Frames of older generations are not shown. */
  #generation = 0;
  /** Sequence numbers of the frames that are not yet on the screen. @type {number[]} */
  #unacknowledged = [];
  #historyAskedAt = -Infinity;

  /** @param {Catalogue} catalogue @param {Browser} browser */
  constructor(catalogue, browser) {
    this.catalogue = catalogue;
    this.state = signal(initialState(catalogue));
    this.#browser = browser;
  }

  /** Opens the room of the address, or the one this tab had before a reload, or a new one. */
  start = () => {
    if (this.#connection) return;
    const { location, storage = null, page, network, timers, WebSocket: WebSocketClass } = this.#browser;
    this.#stored = readRoom(storage);
    this.#opening = whatToOpen({ hash: location.hash, stored: this.#stored });
    page?.addEventListener('visibilitychange', this.#tellVisible);
    this.#connection = openConnection({
      url: socketUrl(location), page, network, timers, WebSocketClass,
      hello: () => ({ type: 'hello', grids: this.#pictureSize, ...this.#opening }),
      expectsNews: () => this.state.value.roomState.playing && !this.#isHidden(),
      onConnecting: () => this.#reduce({ type: 'connecting' }),
      onMessage: this.#receiveMessage,
      onFrame: this.#receiveFrame,
      onClose: this.#closed,
    });
  };

  /** Leaves the room for good. */
  stop = () => {
    this.#browser.page?.removeEventListener('visibilitychange', this.#tellVisible);
    this.#connection?.stop();
    this.#connection = null;
  };

  /** Asks the server for something. @param {ClientMessage} message @returns {number | false} its id, false while not open */
  send = (message) => this.#connection?.send(message) ?? false;

  /** Wants large pictures of one neuron (layer 0: of a feature), or of none. @param {number | null} layer @param {number} neuron */
  look = (layer, neuron = 0) => {
    const wanted = layer === null ? null : { layer, neuron };
    if (wanted?.layer === this.#lookedAt?.layer && wanted?.neuron === this.#lookedAt?.neuron) return;
    this.#lookedAt = wanted;
    this.neuron.value = null;
    this.send(wanted ? { type: 'look', ...wanted } : { type: 'look', layer: null });
  };

  /** Asks about a point, or about none. @param {ProbedPoint | null} point */
  probeAt = (point) => {
    if (JSON.stringify(point) === JSON.stringify(this.#probed)) return;
    this.#probed = point;
    this.probe.value = null;
    this.send({ type: 'probe', ...point });
  };

  /** Shows the others where this host points, not too often and the last place always. @param {LaserPlace | null} place */
  pointLaser = (place) => {
    this.#pointed = place;
    if (this.#laserWaits) return;
    this.#tellLaser();
    this.#laserWaits = true;
    this.#timers().setTimeout(() => {
      this.#laserWaits = false;
      if (this.#pointed !== place) this.pointLaser(this.#pointed);
    }, LASER_PAUSE_MS);
  };

  #tellLaser() {
    this.#connection?.tell(this.#pointed ? { type: 'laser', ...this.#pointed } : { type: 'laser', panel: null });
  }

  /** Wants large or small pictures of all neurons. @param {PictureSize} size */
  grids = (size) => {
    if (size === this.#pictureSize) return;
    this.#pictureSize = size;
    this.send({ type: 'grids', size });
  };

  /** Wants scores and layers some times a second, or no more. @param {boolean} wanted */
  wantNumbers = (wanted) => {
    if (wanted === this.#wantsNumbers) return;
    this.#wantsNumbers = wanted;
    if (!wanted) this.numbers.value = null;
    this.send({ type: 'numbers', wanted });
  };

  /** Connects now instead of later. */
  retry = () => this.#connection?.retry();

  /** Tells the reader something. @param {string} text a sentence */
  notify = (text) => this.#reduce({ type: 'notice', text });

  /** Forgets an earlier run, or shows its boundary; also what the room tells about its runs. @param {RunsEvent} event */
  changeRuns = (event) => {
    this.runs.value = reduceRuns(this.runs.value, event);
  };

  /** Takes the notice away. */
  dismiss = () => this.#reduce({ type: 'dismissed' });

  /** @param {PageEvent} event */
  #reduce(event) {
    this.state.value = reduce(this.state.value, event);
  }

  /** What is known of the run so far: the last of it, when another begins. */
  #last() {
    return { history: this.history.peek(), frame: this.frame.peek() };
  }

  /** @returns {Pick<Timers, 'setTimeout'>} */
  #timers() {
    return this.#browser.timers ?? { setTimeout: (run, ms) => setTimeout(run, ms) };
  }

  /** @param {ServerMessage} message */
  #receiveMessage = (message) => {
    if (message.type === 'numbers') return this.#receiveNumbers(message);
    if (message.type === 'laser') {
      this.laser.value = message.panel === null ? null : { panel: message.panel, x: message.x, y: message.y };
      return;
    }
    this.#reduce({ type: 'message', message });
    const { generation } = this.state.value.roomState;
    this.#forgetLostNeuron();
    if (message.type === 'welcome') {
      this.#opening = { room: message.room, token: message.token };
      this.#generation = generation;
      this.laser.value = null; // who points is told again after the welcome
      this.#tellWishes();
    }
    if (message.type === 'welcome' || message.type === 'state') {
      this.#generation = Math.max(this.#generation, generation);
      this.#keepRoom();
      this.#tellRun();
    }
  };

  /** Which run the room is at. */
  #tellRun() {
    const { room, roomState } = this.state.value;
    const { generation, experiment, link } = roomState;
    this.changeRuns({ type: 'state', present: { room, generation, experiment, link }, last: this.#last() });
  }

  /** @param {Numbers} numbers */
  #receiveNumbers(numbers) {
    if (this.#wantsNumbers && numbers.generation >= this.#generation) this.numbers.value = numbers;
  }

  /** Nobody looks at a neuron that the network has no more. */
  #forgetLostNeuron() {
    if (!this.#lookedAt || this.#lookedAt.layer === 0) return;
    const { experiment, n_outputs: outputs } = this.state.value.roomState;
    const sizes = [0, ...experiment.hidden, outputs];
    if (this.#lookedAt.neuron < (sizes[this.#lookedAt.layer] ?? 0)) return;
    this.#lookedAt = null;
    this.neuron.value = null;
  }

  /** Nobody asks about a point that is there no more. @param {Points | null} points */
  #forgetLostPoint(points) {
    if (!points || !this.#probed || !('set' in this.#probed)) return;
    if (this.#probed.index < points[this.#probed.set].length / 3) return;
    this.#probed = null;
    this.probe.value = null;
  }

  /** A reload comes back to the host's room. A watcher's room stands in the address. */
  #keepRoom() {
    const room = roomToKeep(this.state.value);
    if (!room) return;
    this.#stored = room;
    keepRoom(this.#browser.storage ?? null, room);
  }

  /** What the server forgets with each connection. */
  #tellWishes() {
    if (this.#lookedAt) this.send({ type: 'look', ...this.#lookedAt });
    if (this.#wantsNumbers) this.send({ type: 'numbers', wanted: true });
    if (this.#probed) this.send({ type: 'probe', ...this.#probed });
    if (this.#isHidden()) this.#tellVisible();
  }

  #isHidden() {
    return this.#browser.page?.hidden ?? false;
  }

  #tellVisible = () => {
    this.#connection?.tell({ type: 'visible', visible: !this.#isHidden() });
    if (this.#isHidden()) this.#acknowledge();
  };

  /** @param {AfterClose} after */
  #closed = (after) => {
    this.#unacknowledged = [];
    this.#historyAskedAt = -Infinity;
    if (after.kind === 'gone') return this.#roomIsGone();
    if (after.kind === 'stop' && this.#opening.link !== undefined) return this.#openWithout(after.say);
    if (after.kind === 'stop' && !this.#isWatcher()) forgetRoom(this.#browser.storage ?? null);
    this.#reduce({ type: 'closed', after, at: this.#now() });
  };

  /** The server refused the link: a plain room is better than none. @param {string} say why */
  #openWithout(say) {
    this.#opening = {};
    this.notify(say);
    this.#connection?.retry();
  }

  /** The host's room is opened again, as it was last seen; for a watcher this is the end. */
  #roomIsGone() {
    const link = this.#stored?.link;
    if (this.#isWatcher() || link === undefined || !this.#opening.room) {
      return this.#reduce({ type: 'closed', after: { kind: 'gone', say: ENDED }, at: this.#now() });
    }
    forgetRoom(this.#browser.storage ?? null);
    this.#opening = link === '' ? {} : { link };
    this.notify(REOPENED);
    this.#connection?.retry();
  }

  #isWatcher() {
    const { role } = this.state.value;
    if (role !== null) return role === 'watcher';
    return parseWatch(this.#browser.location.hash.replace(/^#/, '')) !== null;
  }

  #now() {
    return (this.#browser.now ?? Date.now)();
  }

  /** @param {ArrayBuffer} buffer */
  #receiveFrame = (buffer) => {
    const frame = this.#decode(buffer);
    if (!frame) return;
    if (frame.type === 'state') this.#acknowledgeSoon(frame.sequence);
    if (frame.type !== 'features' && frame.generation < this.#generation) return;
    this.#generation = Math.max(this.#generation, frame.generation);
    if (frame.type !== 'features') this.changeRuns({ type: 'frame', generation: frame.generation, last: this.#last() });
    batch(() => this.#show[frame.type](frame));
  };

  /** @param {ArrayBuffer} buffer */
  #decode(buffer) {
    try {
      return decodeFrame(buffer);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (this.state.value.notice?.text !== UNREADABLE) this.notify(UNREADABLE);
      return null;
    }
  }

  /** One row a frame type: which signals it changes. @type {Record<Frame['type'], (frame: Frame) => void>} */
  #show = {
    state: (frame) => {
      this.frame.value = frame;
      this.#addLosses(frame);
    },
    neuron: (frame) => {
      const { layer, neuron } = this.#lookedAt ?? {};
      if (frame.grid?.layer === layer && frame.grid?.neuron === neuron) this.neuron.value = frame;
    },
    features: (frame) => {
      this.features.value = frame.grids[0] ?? null;
      this.featureCurves.value = frame.curves;
    },
    probe: (frame) => {
      if (isProbeOf(frame.probe, this.#probed)) this.probe.value = frame;
    },
    points: (frame) => {
      this.points.value = frame.points;
      this.#forgetLostPoint(frame.points);
    },
    history: ({ generation, losses }) => {
      this.#historyAskedAt = -Infinity;
      this.history.value = losses ? wholeHistory(generation, losses) : emptyHistory(generation);
    },
  };

  /** @param {Frame} frame */
  #addLosses({ losses, generation }) {
    if (!losses) return;
    const { history, gap } = mergeLosses(this.history.value, losses, generation);
    this.history.value = history;
    if (!gap || this.#now() - this.#historyAskedAt < HISTORY_PAUSE_MS) return;
    if (this.send({ type: 'get_history' })) this.#historyAskedAt = this.#now();
  }

  /** Says that a frame has been used, once it is on the screen; a hidden tab draws nothing and says so at once. @param {number} sequence */
  #acknowledgeSoon(sequence) {
    this.#unacknowledged.push(sequence);
    if (this.#isHidden()) return this.#acknowledge();
    if (this.#unacknowledged.length > 1) return;
    const schedule = this.#browser.schedule ?? ((run) => requestAnimationFrame(run));
    schedule(() => this.#acknowledge());
  }

  #acknowledge() {
    for (const sequence of this.#unacknowledged) this.#connection?.tell({ type: 'ack', sequence });
    this.#unacknowledged = [];
  }
}

/** @param {Frame['probe']} probe @param {ProbedPoint | null} point */
function isProbeOf(probe, point) {
  if (!probe || !point) return false;
  if ('set' in point) return probe.set === point.set && probe.index === point.index;
  return probe.set === null && probe.x.every((value, i) => value === Math.fround(point.x[i]));
}
