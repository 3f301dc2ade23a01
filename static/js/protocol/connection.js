/** @import { ClientMessage, ServerMessage } from '../messages.js' */
/** @import { AfterClose } from '../types.js' */
/** @import { EarlySocket } from './socket.js' */
/** One socket that stays: it says hello, comes back when it is lost, and notices silence. */

import { CLOSE_CODES } from './codes.js';
import { openSocket } from './socket.js';

export const SILENCE_MS = 25_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
const LOST = 'lost';

/** What the WebSocket protocol itself calls a message that is too large. */
const TOO_LARGE = 1009;
const KNOWN = [TOO_LARGE, ...Object.values(CLOSE_CODES)];

/**
 * What to do when the socket closes. Codes from 4500 on say that trying again is no use.
 * @param {number} code @param {number} attempt tries since the last welcome, from 0
 * @returns {AfterClose}
 */
export function afterClose(code, attempt) {
  const say = KNOWN.includes(code) ? `closed.${code}` : LOST;
  if (code === CLOSE_CODES.NO_SUCH_ROOM) return { kind: 'gone', say };
  if (code === TOO_LARGE || (code >= 4500 && code < 5000)) return { kind: 'stop', say };
  return { kind: 'retry', say, afterMs: Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 1.5 ** attempt) };
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
 * @property {string} url
 * @property {() => ClientMessage} hello the first message of every socket
 * @property {EarlySocket} [early] a socket that has said this hello already: the first one
 * @property {(message: ServerMessage) => void} onMessage
 * @property {(frame: ArrayBuffer) => void} onFrame
 * @property {(after: AfterClose) => void} onClose
 * @property {() => void} [onConnecting] before every try
 * @property {() => boolean} [expectsNews] whether silence means a lost connection; always before a welcome
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
    const socket = openSocket(this.#options.url, this.#options.WebSocketClass);
    socket.onopen = () => socket.send(JSON.stringify({ id: this.#nextId++, ...this.#options.hello() }));
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

  /** @param {string | ArrayBuffer} data */
  #receive(data) {
    this.#listenForSilence();
    if (typeof data !== 'string') return this.#options.onFrame(data);
    /** @type {ServerMessage} */
    const message = JSON.parse(data);
    if (message.type === 'welcome') {
      this.#welcomed = true;
      this.#attempt = 0;
    }
    this.#options.onMessage(message);
  }

  /** @param {number} code */
  #closed(code) {
    this.#drop();
    this.#clearTimers();
    const after = afterClose(code, this.#attempt);
    if (after.kind === 'retry') {
      this.#attempt += 1;
      after.afterMs = Math.round(after.afterMs * (0.8 + 0.4 * this.#timers.random()));
      this.#retryTimer = this.#timers.setTimeout(() => this.retry(), after.afterMs);
    }
    this.#options.onClose(after);
  }

  /** The network is back or somebody looks again: a retry waits no longer, and silence counts from now. */
  #wake = () => {
    if (this.#options.page?.hidden) return;
    if (this.#retryTimer !== null) this.retry();
    else if (this.#socket) this.#listenForSilence();
  };

  #listenForSilence() {
    if (this.#silenceTimer !== null) this.#timers.clearTimeout(this.#silenceTimer);
    this.#silenceTimer = this.#timers.setTimeout(() => {
      if (this.#welcomed && !this.#options.expectsNews?.()) this.#listenForSilence();
      else this.#closed(1006);
    }, SILENCE_MS);
  }

  /** Lets go of the socket; nothing it still says is heard. */
  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#welcomed = false;
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
