/**
 * Whether another tab of this browser is in the same room: a tab that was duplicated brings the room of the
 * first one along. Tabs ask each other; no server and no clock is needed.
 */

const CHANNEL = 'nnp.rooms';

/** @typedef {{ type: 'here?' | 'here', room: string }} Said what tabs say to each other */
/** @typedef {Pick<BroadcastChannel, 'postMessage' | 'close' | 'onmessage'>} Channel */

export class OtherTabs {
  #found;
  #channel;
  /** @type {string | null} */
  #room = null;

  /** @param {() => void} found another tab was there before @param {Channel | null} [channel] */
  constructor(found, channel = openChannel()) {
    this.#found = found;
    this.#channel = channel;
    if (channel) channel.onmessage = ({ data }) => this.#hear(data);
  }

  /** This tab holds a room; asks whether another one does, once for each room. @param {string} room */
  hold(room) {
    if (room === this.#room) return;
    this.#room = room;
    this.#say('here?');
  }

  /** This tab holds no room any more. */
  close() {
    this.#room = null;
    this.#channel?.close();
  }

  /** @param {Said} said */
  #hear({ type, room }) {
    if (room !== this.#room) return;
    if (type === 'here') this.#found();
    else this.#say('here');
  }

  /** @param {Said['type']} type */
  #say(type) {
    if (this.#room !== null) this.#channel?.postMessage({ type, room: this.#room });
  }
}

/** Null where the browser has none, or forbids them. @returns {Channel | null} */
function openChannel() {
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    return null;
  }
}
