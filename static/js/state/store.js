/** @import { ClientMessage, Done, ErrorMessage, MetricsMessage, ServerMessage } from '../messages.js' */
/** @import { StandingMessage } from '../messages.js' */
/** @import { Followed } from '../protocol/subscriptions.js' */
/** @import { Catalogue, AfterClose, Curves, Devices, Ending, Frame, Grids, LaserPlace } from '../types.js' */
/** @import { HelloFields, PageEvent, PictureSize, Points, ProbedPoint, RunsEvent } from '../types.js' */
/** @import { Listenable, Page, Timers, Connection } from '../protocol/connection.js' */
/** @import { KeyValueStorage } from '../protocol/session.js' */
/** @import { EarlySocket } from '../protocol/socket.js' */
/** The one place of the page that keeps what it knows: socket → incoming.js → signals → views; controls →
 * send → socket. */

import { signal } from '@preact/signals';
import { Acknowledgements } from '../protocol/acknowledgements.js';
import { openConnection } from '../protocol/connection.js';
import { subjectOf } from '../protocol/replicas.js';
import { ofRoom } from '../protocol/rooms.js';
import { Session, safeStorage } from '../protocol/session.js';
import { socketUrl } from '../protocol/socket.js';
import { Subscriptions } from '../protocol/subscriptions.js';
import { emptyHistory } from './history.js';
import { Incoming } from './incoming.js';
import { noRuns, reduceRuns } from './runs.js';
import { initialState, reduce } from './state.js';
import { OPENS, Wanted } from './wanted.js';

// Keys of texts.
export const REOPENED = 'reopened';
export const ENDED = 'closed.4502';

/** Before the devices may be measured again when that was refused. */
const MEASURE_PAUSE_MS = 1000;

/**
 * @typedef {object} Browser what the store needs of the browser
 * @property {{ href: string, hash: string }} location
 * @property {KeyValueStorage | null} [storage] the tab's own: session.js safeStorage(window)
 * @property {Page} [page] the document: is the tab hidden?
 * @property {Listenable} [network] the window: is the network back?
 * @property {typeof WebSocket} [WebSocket]
 * @property {EarlySocket} [early] opened before this page's script had come
 * @property {Timers} [timers]
 * @property {(run: () => void) => void} [schedule] runs once with the next picture
 * @property {() => number} [now] milliseconds since 1970
 */

/**
 * Knows nothing and is not connected before start().
 * @param {Catalogue} catalogue @param {Partial<Browser>} browser the parts to use instead of this tab's own
 */
export function createStore(catalogue, browser = {}) {
  const { location, document: page, window: network, early } = globalThis;
  return new Store(catalogue, {
    location,
    page,
    network,
    early,
    storage: safeStorage(globalThis),
    ...browser,
  });
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
  /** What the view into the network shows. */
  inside = signal(/** @type {Frame | null} */ (null));
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
  numbers = signal(/** @type {MetricsMessage | null} */ (null));
  /** How far the run has come with what is followed. */
  standing = signal(/** @type {StandingMessage | null} */ (null));
  /** The loss that somebody is asked to come below, to be seen on its curve. */
  limit = signal(/** @type {number | null} */ (null));
  /** The newest answer to a request. */
  answer = signal(/** @type {Done | ErrorMessage | null} */ (null));

  /** What can compute on the server, when somebody wanted to know. */
  devices = signal(/** @type {Devices} */ ({ rows: [], measuring: false }));

  #browser;
  /** @type {Connection | null} */
  #connection = null;
  #session;
  #subscriptions;
  #incoming;
  #acknowledgements;
  #wanted = new Wanted();
  #setTimeout;
  /** The request for the devices to be measured. @type {number | null} */
  #measuring = null;

  /** @param {Catalogue} catalogue @param {Browser} browser */
  constructor(catalogue, browser) {
    const { timers = { setTimeout: (run, ms) => setTimeout(run, ms) } } = browser;
    const { schedule = (run) => requestAnimationFrame(run) } = browser;
    this.catalogue = catalogue;
    this.#setTimeout = timers.setTimeout;
    this.state = signal(initialState(catalogue));
    this.#browser = browser;
    this.#session = new Session(browser.storage ?? null, browser.location);
    this.#subscriptions = new Subscriptions({
      send: this.#ask,
      tell: this.#tell,
      setTimeout: timers.setTimeout,
    });
    this.#incoming = new Incoming(this, this.#subscriptions, this.#now);
    this.#acknowledgements = new Acknowledgements({
      tell: this.#tell,
      isHidden: this.#isHidden,
      schedule,
      setTimeout: timers.setTimeout,
    });
  }

  /** Opens this room, or that of the address, or the one this tab had before a reload, or a new one.
   * @param {HelloFields | null} opening */
  start = (opening = null) => {
    if (this.#connection) return;
    const { location, page, network, timers, WebSocket: WebSocketClass } = this.#browser;
    const early = opening ? undefined : this.#browser.early;
    this.#wanted.begin();
    this.#session.begin(opening);
    page?.addEventListener('visibilitychange', this.#tellVisible);
    this.#connection = openConnection({
      url: (base) => socketUrl(location, base),
      subject: () => subjectOf(ofRoom(this.#session.opening.room ?? null, '')),
      page,
      network,
      timers,
      WebSocketClass,
      early,
      hello: () => ({ type: 'hello', grid_size: this.#subscriptions.pictureSize, ...this.#session.opening }),
      expectsNews: () => this.state.value.roomState.playing && !this.#isHidden(),
      onSilence: (isSilent) => this.#reduce({ type: 'silence', isSilent }),
      check: this.#subscriptions.askAgain,
      onConnecting: () => this.#reduce({ type: 'connecting' }),
      onMessage: this.#receiveMessage,
      onFrame: this.#receiveFrame,
      onClose: this.#closed,
    });
  };

  /** Goes to another room. @param {HelloFields} opening */
  moveTo = (opening) => {
    this.stop();
    this.#incoming.forgetRoom();
    this.start(opening);
  };

  /** Leaves the room for good. */
  stop = () => {
    this.#browser.page?.removeEventListener('visibilitychange', this.#tellVisible);
    this.#connection?.stop();
    this.#connection = null;
  };

  /** Asks the server for something; while a connection is being made a host's requests wait for it. What
   * was said of one set-up goes when another is opened.
   * @param {ClientMessage} message @returns {number | false} its id, false while not open */
  send = (message) => {
    const isMade = this.#connection !== null && this.state.peek().phase !== 'stopped';
    if (isMade && this.#wanted.hold(message)) return false;
    const id = this.#ask(message);
    if (id === false) return id;
    this.#wanted.ask(id, message);
    if (OPENS.includes(message.type)) this.dismiss();
    return id;
  };

  /** The room as it will be once all that was asked for is carried out: what a choice begins from that only
   * changes a part of what is there. */
  wanted = () => this.#wanted.after(this.state.peek().roomState);

  /** @param {ClientMessage} message */
  #ask = (message) => this.#connection?.send(message) ?? false;

  /** Says something that wants no answer. @param {ClientMessage} message */
  #tell = (message) => this.#connection?.tell(message) ?? false;

  /** Wants large pictures of one neuron (layer 0: of a feature), or of none.
   * @param {number | null} layer @param {number} neuron */
  look = (layer, neuron = 0) => {
    if (this.#subscriptions.look(layer, neuron)) this.neuron.value = null;
  };

  /** Asks about a point, or about none. Between two that somebody makes the first one's numbers stay.
   * @param {ProbedPoint | null} point */
  probeAt = (point) => {
    const stays = point && 'inputs' in point && this.probe.peek()?.probe?.isMade;
    if (this.#subscriptions.probeAt(point) && !stays) this.probe.value = null;
  };

  /** The point asked about, also while its numbers are on their way. */
  probed = () => this.#subscriptions.probed;

  /** Wants scores and layers some times a second, or no more. @param {boolean} wanted */
  wantNumbers = (wanted) => {
    if (this.#subscriptions.wantNumbers(wanted) && !wanted) this.numbers.value = null;
  };

  /** Wants to know how far the run has come with these conditions, or no more.
   * @param {Followed | null} wanted */
  follow = (wanted) => {
    if (this.#subscriptions.follow(wanted)) this.standing.value = null;
  };

  /** Has the server measure its devices with the present network; false while that cannot be. */
  measureDevices = () => {
    if (this.devices.peek().measuring) return false;
    const id = this.send({ type: 'measure_devices' });
    if (id === false) return false;
    this.#measuring = id;
    this.devices.value = { ...this.devices.peek(), measuring: true };
    return true;
  };

  /** It may be asked for again after a while, unless another connection begins. @param {number} id */
  #measureRefused(id) {
    const forget = () => {
      if (this.#measuring === id) this.devices.value = { rows: [], measuring: false };
    };
    this.#setTimeout(forget, MEASURE_PAUSE_MS);
  }

  /** Wants large or small pictures of all neurons. @param {PictureSize} size */
  grids = (size) => void this.#subscriptions.grids(size);

  /** Shows the others where this host points. @param {LaserPlace | null} place */
  pointLaser = (place) => this.#subscriptions.pointLaser(place);

  /** Connects now instead of later. */
  retry = () => this.#connection?.retry();

  /** Tells the reader something. @param {string} text a sentence */
  notify = (text) => this.#reduce({ type: 'notice', text });

  /** Takes the notice away. */
  dismiss = () => this.#reduce({ type: 'dismissed' });

  /** Forgets an earlier run, or shows its boundary; also what the room tells about its runs.
   * @param {RunsEvent} event */
  changeRuns = (event) => {
    this.runs.value = reduceRuns(this.runs.value, event);
  };

  /** @param {PageEvent} event */
  #reduce(event) {
    this.state.value = reduce(this.state.value, event);
  }

  /** @param {ServerMessage} message */
  #receiveMessage = (message) => {
    if (message.type === 'acknowledge') return this.#acknowledgements.together(message.every);
    if (message.type === 'done' || message.type === 'error') this.#wanted.answered(message.id);
    if (message.type === 'error' && message.id !== null && message.id === this.#measuring)
      this.#measureRefused(message.id);
    this.#incoming.takeMessage(message);
    if (message.type === 'welcome') {
      this.#measuring = null;
      this.#session.enter(message);
      this.#subscriptions.tellAll();
      if (this.#isHidden()) this.#tellVisible();
      const held = this.#wanted.release();
      if (message.role === 'host') held.forEach(this.send);
    }
    if (message.type === 'welcome' || message.type === 'state') this.#session.keep(this.state.value);
  };

  /** @param {ArrayBuffer} buffer */
  #receiveFrame = (buffer) => {
    const frame = this.#incoming.decode(buffer);
    if (!frame) return;
    if (frame.type === 'state') this.#acknowledgements.add(frame.sequence);
    this.#incoming.takeFrame(frame);
  };

  /** @param {AfterClose} after */
  #closed = (after) => {
    this.#acknowledgements.forget();
    this.#incoming.forgetRequests();
    this.#wanted.begin();
    if (after.kind === 'moved') return;
    const { role } = this.state.value;
    if (after.kind === 'gone' && this.#session.reopen()) return this.#tryAgain(REOPENED);
    if (after.kind === 'gone') return this.#end({ kind: 'gone', say: ENDED });
    if (after.kind === 'stop' && this.#session.giveUpLink()) return this.#tryAgain(after.say);
    if (after.kind === 'stop' && !this.#session.isWatcher(role)) this.#session.forget();
    this.#end(after);
  };

  /** Another room, and at once. @param {string} say why */
  #tryAgain(say) {
    this.notify(say);
    this.#connection?.retry();
  }

  /** @param {Ending} after */
  #end(after) {
    this.#reduce({ type: 'closed', after, at: this.#now() });
  }

  #isHidden = () => this.#browser.page?.hidden ?? false;

  #tellVisible = () => {
    this.#tell({ type: 'set_visible', visible: !this.#isHidden() });
    if (this.#isHidden()) this.#acknowledgements.send();
  };

  #now = () => (this.#browser.now ?? Date.now)();
}
