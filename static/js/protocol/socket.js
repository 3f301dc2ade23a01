/** @import { KeyValueStorage } from './session.js' */
/**
 * Where the socket is, and how it is opened before the page's script has come: the room is on its way while
 * the browser still reads the script.
 */

import { PROTOCOL } from './codes.js';
import { typeOf } from './frames.js';
import { readRoom, whatToOpen } from './session.js';

/** Pictures of all neurons in the size that most screens show; a page that shows small ones says so later.
 * @type {'large'} */
export const FIRST_SIZE = 'large';

/**
 * A socket that has said hello, or will; what it was sent until somebody took it over.
 * @typedef {object} EarlySocket
 * @property {WebSocket} socket
 * @property {(string | ArrayBuffer)[]} received
 * @property {Promise<void>} picture the network's has come, after all that belongs to it, or will not come
 * @property {number | null} code why it was closed; null while it was not
 */

/** The socket beside the page, under any path and behind any proxy. @param {{ href: string }} location
 * @param {string} [base] of the replica that is asked */
export function socketUrl(location, base = '') {
  const url = new URL(`${base}socket`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** @param {string} url @param {typeof WebSocket} [Socket] */
export function openSocket(url, Socket = WebSocket) {
  const socket = new Socket(url, PROTOCOL);
  socket.binaryType = 'arraybuffer';
  return socket;
}

/**
 * Opens the room of the address, or the one this tab had before a reload, or a new one, as the page itself
 * would a moment later. A new one is asked for in the socket's address: the answer comes a way there and back
 * sooner than that to a hello.
 * @param {{ location: { href: string, hash: string }, storage: KeyValueStorage | null,
 *   WebSocket?: typeof WebSocket }} tab
 * @returns {EarlySocket}
 */
export function openEarly({ location, storage, WebSocket: Socket }) {
  const opening = whatToOpen({ hash: location.hash, stored: readRoom(storage) });
  const isNew = Object.keys(opening).length === 0;
  const hello = { id: 1, type: 'hello', grid_size: FIRST_SIZE, ...opening };
  const socket = openSocket(socketUrl(location) + (isNew ? `?new=${FIRST_SIZE}` : ''), Socket);
  /** @type {EarlySocket} */
  const early = { socket, received: [], code: null, picture: Promise.resolve() };
  if (!isNew) socket.onopen = () => socket.send(JSON.stringify(hello));
  early.picture = new Promise((hasCome) => {
    socket.onmessage = ({ data }) => {
      early.received.push(data);
      if (typeof data !== 'string' && typeOf(data) === 'state') hasCome();
    };
    socket.onclose = ({ code }) => {
      early.code = code;
      hasCome();
    };
  });
  return early;
}
