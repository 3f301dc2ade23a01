/** @import { ClientMessage, ServerMessage } from '../messages.js' */
/** @import { AfterClose, Ending } from '../types.js' */
/** @import { EarlySocket } from './socket.js' */
/** One socket that stays: it says hello, comes back when it is lost, follows what it is about to another
 * replica, and notices silence. */

import { CLOSE_CODES } from './codes.js';
import { baseOf, livesAt, waitBefore } from './replicas.js';
import { openSocket } from './socket.js';

export const SILENCE_MS = 25_000;
/** After so long somebody who waits for news is told that none come. */
export const LATE_MS = 5000;
/** Where another replica could go on there is no time to lose: a socket that does not open is given up after
 * the first of these; a server that says nothing is asked after the others, the first where it should say
 * something; and it is lost if it says nothing for the last. */
export const OPENING_MS = 4000;
export const QUIET_MS = 3000;
export const IDLE_MS = 10_000;
export const CHECK_MS = 3000;
const LOST = 'lost';
const BROKEN = 1006;

/** What the WebSocket protocol itself calls a message that is too large. */
const TOO_LARGE = 1009;
const KNOWN = [TOO_LARGE, ...Object.values(CLOSE_CODES)];

/**
 * What to do when the socket closes. Codes from 4500 on say that trying again is no use.
 * @param {number} code @param {number} attempt tries since the last welcome, from 0
 * @param {boolean} [areSeveral] replicas
 * @returns {Ending}
 */
export function afterClose(code, attempt, areSeveral = false) {
  const say = KNOWN.includes(code) ? `closed.${code}` : LOST;
  if (code === CLOSE_CODES.NO_SUCH_ROOM) return { kind: 'gone', say };
  if (code === TOO_LARGE || (code >= 4500 && code < 5000)) return { kind: 'stop', say };
  return { kind: 'retry', say, afterMs: waitBefore(attempt, areSeveral) };
}

/**
 * @typedef {Pick<EventTarget, 'addEventListener' | 'removeEventListener'>} Listenable
 * @typedef {Listenable & { readonly hidden: boolean }} Page
 * @typedef {object} Timers
 * @property {(run: () => void, ms: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} random 0 to 1, spreads the retries of a whole class
 */

/**
 * @typedef {object} ConnectionOptions
 * @property {(base: string) => string} url where a replica is asked
 * @property {() => string} [subject] of what it is, as replicas.js names it; '' of nothing that there is yet
 * @property {() => ClientMessage} hello the first message of every socket
 * @property {EarlySocket} [early] a socket that has said this hello already: the first one
 * @property {(message: ServerMessage) => void} onMessage
 * @property {(frame: ArrayBuffer) => void} onFrame
 * @property {(after: AfterClose) => void} onClose
 * @property {() => void} [onConnecting] before every try
 * @property {() => boolean} [expectsNews] whether silence means a lost connection; always before a welcome
 * @property {(isSilent: boolean) => void} [onSilence] news are late, or come again
 * @property {() => ClientMessage} [check] changes nothing, and is answered by a server that lives
 * @property {typeof WebSocket} [WebSocketClass]
 * @property {Timers} [timers]
 * @property {Listenable} [network] tells 'online': the window
 * @property {Page} [page] tells 'visibilitychange': the document
 */

/** @type {Timers} */
const browserTimers = {
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer),
  random: Math.random,
};

/** Connects at once, and again whenever it is lost, until it is stopped.
 * @param {ConnectionOptions} options */
export function openConnection(options) {
  return new Connection(options);
}

export class Connection {
  #options;
  #timers;
  /** @type {WebSocket | null} */
  #socket = null;
  #attempt = 0;
  #nextId = 1;
  #welcomed = false;
  /** Whether there is more than one replica. */
  #areSeveral = false;
  /** Which one a goodbye has named. */
  #namedReplica = '';
  /** Whether that was followed since the last wait: replicas may name each other for a while. */
  #hasFollowed = false;
  /** Whether a request waits for its answer. */
  #isAsking = false;
  #isSilent = false;
  /** @type {unknown} */
  #retryTimer = null;
  /** @type {unknown} */
  #silenceTimer = null;

  /** @param {ConnectionOptions} options */
  constructor(options) {
    this.#options = options;
    this.#timers = options.timers ?? browserTimers;
    options.network?.addEventListener('online', this.#wake);
    options.page?.addEventListener('visibilitychange', this.#wake);
    if (options.early) this.#takeOver(options.early);
    else this.#connect();
  }

  /** Sends a request.
   * @param {ClientMessage} message @returns {number | false} its id, false while not open */
  send(message) {
    const id = this.#nextId;
    if (!this.tell({ id, ...message })) return false;
    this.#nextId += 1;
    if (this.#areSeveral && !this.#isAsking) {
      this.#isAsking = true;
      this.#listenForSilence();
    }
    return id;
  }

  /** Sends a message that wants no answer.
   * @param {ClientMessage} message @returns {boolean} false while not open */
  tell(message) {
    if (!this.#welcomed || this.#socket?.readyState !== 1) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Connects now, without waiting and however the last socket ended. */
  retry() {
    if (this.#socket) return;
    this.#clearTimers();
    this.#hasFollowed = false;
    this.#connect();
  }

  /** Closes for good. */
  stop() {
    this.#options.network?.removeEventListener('online', this.#wake);
    this.#options.page?.removeEventListener('visibilitychange', this.#wake);
    this.#clearTimers();
    this.#drop();
  }

  #connect() {
    this.#options.onConnecting?.();
    const base = baseOf(this.#subject());
    if (base !== '') this.#areSeveral = true;
    const socket = openSocket(this.#options.url(base), this.#options.WebSocketClass);
    socket.onopen = () => {
      this.#listenForSilence();
      socket.send(JSON.stringify({ id: this.#nextId++, ...this.#options.hello() }));
    };
    this.#listenTo(socket);
  }

  /** Goes on with a socket that was opened before, once whoever made this connection has it.
   * @param {EarlySocket} early */
  #takeOver({ socket, received, code }) {
    this.#options.onConnecting?.();
    this.#nextId += 1; // the hello was the first
    this.#listenTo(socket);
    queueMicrotask(() => {
      for (const data of received) if (this.#socket === socket) this.#receive(data);
      if (code !== null && this.#socket === socket) this.#closed(code);
    });
  }

  /** @param {WebSocket} socket */
  #listenTo(socket) {
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code }) => this.#closed(code);
    this.#socket = socket;
    this.#listenForSilence();
  }

  #subject = () => this.#options.subject?.() ?? '';

  /** @param {string | ArrayBuffer} data */
  #receive(data) {
    this.#isAsking = false;
    if (typeof data !== 'string') {
      this.#listenForSilence();
      return this.#options.onFrame(data);
    }
    /** @type {ServerMessage} */
    const message = JSON.parse(data);
    if (message.type === 'welcome') {
      this.#welcomed = true;
      this.#attempt = 0;
      this.#hasFollowed = false;
      this.#areSeveral = message.replica !== '';
    }
    if (message.type === 'goodbye') this.#namedReplica = message.replica;
    this.#options.onMessage(message);
    if (!this.#socket) return; // that was all that was wanted
    if (message.type === 'welcome') livesAt(this.#subject(), message.replica);
    this.#listenForSilence();
  }

  /** @param {number} code */
  #closed(code) {
    const named = this.#namedReplica;
    const isBroken = !KNOWN.includes(code) && !this.#welcomed;
    this.#drop();
    this.#clearTimers();
    if (code === CLOSE_CODES.MOVED) {
      this.#areSeveral = true;
      livesAt(this.#subject(), named);
      if (named && !this.#hasFollowed) return this.#follow();
    } else if (isBroken || code === CLOSE_CODES.STOPPING) livesAt(this.#subject(), ''); // whoever answers
    const after = afterClose(code, this.#attempt, this.#areSeveral);
    if (after.kind === 'retry') {
      this.#attempt += 1;
      after.afterMs = Math.round(after.afterMs * (0.8 + 0.4 * this.#timers.random()));
      this.#retryTimer = this.#timers.setTimeout(() => this.retry(), after.afterMs);
    }
    this.#options.onClose(after);
  }

  /** Goes where a goodbye says, unless that was one too many: then it is a try like others. */
  #follow() {
    this.#hasFollowed = true;
    this.#connect();
    this.#options.onClose({ kind: 'moved' });
  }

  /** The network is back or somebody looks again: a retry waits no longer, and silence counts from now. */
  #wake = () => {
    if (this.#options.page?.hidden) return;
    if (this.#retryTimer !== null) this.retry();
    else if (this.#socket) this.#listenForSilence();
  };

  #listenForSilence() {
    this.#tellSilence(false);
    const end = () => {
      if (this.#areSeveral && this.#welcomed && this.#options.check) this.#ask(this.#options.check());
      else if (this.#welcomed && !this.#options.expectsNews?.()) this.#listenForSilence();
      else this.#closed(BROKEN);
    };
    const patience = this.#patience();
    if (!this.#welcomed || patience <= LATE_MS) return this.#after(patience, end);
    this.#after(LATE_MS, () => {
      this.#tellSilence(this.#options.expectsNews?.() ?? false);
      this.#after(patience - LATE_MS, end);
    });
  }

  /** @param {boolean} isSilent */
  #tellSilence(isSilent) {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#options.onSilence?.(isSilent);
  }

  /** For how long nothing may come. */
  #patience() {
    if (!this.#areSeveral) return SILENCE_MS;
    if (!this.#welcomed) return this.#socket?.readyState === 0 ? OPENING_MS : SILENCE_MS;
    return this.#isAsking || this.#options.expectsNews?.() ? QUIET_MS : IDLE_MS;
  }

  /** Asks whether the server is there. @param {ClientMessage} check */
  #ask(check) {
    this.#isAsking = true;
    this.send(check);
    this.#after(CHECK_MS, () => {
      livesAt(this.#subject(), ''); // another replica may have it by now
      this.#closed(BROKEN);
    });
  }

  /** @param {number} ms @param {() => void} run unless something comes */
  #after(ms, run) {
    if (this.#silenceTimer !== null) this.#timers.clearTimeout(this.#silenceTimer);
    this.#silenceTimer = this.#timers.setTimeout(run, ms);
  }

  /** Lets go of the socket; nothing it still says is heard. */
  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#welcomed = this.#isAsking = false;
    this.#tellSilence(false);
    this.#namedReplica = '';
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #clearTimers() {
    for (const timer of [this.#retryTimer, this.#silenceTimer]) {
      if (timer !== null) this.#timers.clearTimeout(timer);
    }
    this.#retryTimer = this.#silenceTimer = null;
  }
}
