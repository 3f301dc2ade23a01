import { readFileSync } from 'node:fs';

/** Stand-ins with a memory: a socket, a clock, a storage, a tab; and an encoder for frames. */

export class FakeSocket {
  /** @type {FakeSocket[]} */
  static opened = [];
  readyState = 0;
  binaryType = '';
  /** @type {any[]} */
  sent = [];
  isClosedByPage = false;
  /** @type {(() => void) | null} */ onopen = null;
  /** @type {((event: { data: any }) => void) | null} */ onmessage = null;
  /** @type {((event: { code: number }) => void) | null} */ onclose = null;

  /** @param {string} url @param {string} protocol */
  constructor(url, protocol) {
    this.url = url;
    this.protocol = protocol;
    FakeSocket.opened.push(this);
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.isClosedByPage = true;
    this.readyState = 3;
  }

  /** The types of all that was sent. */
  get types() {
    return this.sent.map(({ type }) => type);
  }

  open() {
    this.readyState = 1;
    this.onopen?.();
  }

  /** @param {object} message */
  say(message) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** @param {ArrayBuffer} frame */
  frame(frame) {
    this.onmessage?.({ data: frame });
  }

  /** @param {number} code */
  end(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  /** @param {object} changes to the welcome */
  welcome(changes = {}) {
    this.open();
    this.say({ ...WELCOME, ...changes });
  }

  /** The newest one. */
  static get last() {
    return FakeSocket.opened[FakeSocket.opened.length - 1];
  }
}

/** The fake where the type of a real one is wanted. */
export const SocketClass = /** @type {typeof WebSocket} */ (/** @type {unknown} */ (FakeSocket));

/** A clock that stands still until it is told to go on. */
export class FakeTimers {
  time = 0;
  /** @type {{ at: number, run: () => void }[]} */
  waiting = [];
  random = () => 0.5;

  /** @param {() => void} run @param {number} ms */
  setTimeout = (run, ms) => {
    const timer = { at: this.time + ms, run };
    this.waiting.push(timer);
    return timer;
  };

  /** @param {any} timer */
  clearTimeout = (timer) => {
    this.waiting = this.waiting.filter((other) => other !== timer);
  };

  /** @param {number} ms */
  pass(ms) {
    const end = this.time + ms;
    for (;;) {
      const next = this.waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = next.at;
      this.clearTimeout(next);
      next.run();
    }
    this.time = end;
  }
}

export class FakeStorage {
  /** @type {Map<string, string>} */
  items = new Map();
  /** @param {string} key */
  getItem = (key) => this.items.get(key) ?? null;
  /** @param {string} key @param {string} value */
  setItem = (key, value) => void this.items.set(key, value);
  /** @param {string} key */
  removeItem = (key) => void this.items.delete(key);
}

/** A storage as a browser in private mode has it. */
export const refusingStorage = {
  getItem: () => {
    throw new Error('refused');
  },
  setItem: () => {
    throw new Error('refused');
  },
  removeItem: () => {
    throw new Error('refused');
  },
};

export class FakePage extends EventTarget {
  hidden = false;

  /** @param {boolean} hidden */
  hide(hidden) {
    this.hidden = hidden;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

/** @type {import('../../static/js/types.js').Catalogue} */
export const CATALOGUE = JSON.parse(
  readFileSync(new URL('../golden/catalogue.json', import.meta.url), 'utf-8'),
);

/** @type {import('../../static/js/messages.js').RoomState} */
export const ROOM_STATE = {
  generation: 1,
  run: 1,
  playing: false,
  diverged: false,
  speed: 60,
  speed_unit: 'epoch',
  last_epoch: null,
  moment_interval: 1,
  marks: [],
  can_undo: false,
  can_redo: false,
  experiment: CATALOGUE.defaults,
  view: CATALOGUE.view,
  link: 'dataset=circle',
  watchers: 0,
  parameter_count: 25,
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
};

/** @type {import('../../static/js/messages.js').Welcome} */
export const WELCOME = {
  type: 'welcome',
  version: '0.1.0',
  replica: '',
  id: 1,
  room: 'room1',
  role: 'host',
  token: 'tok',
  watch: 'eye',
  state: ROOM_STATE,
};

/**
 * A frame in bytes.
 * @param {{ magic?: number, version?: number, type?: number, flags?: number, sequence?: number, generation?:
 *   number, epoch?: number, updates?: number }} header
 * @param {{ kind: number, layer?: number, count: number, size?: number, payload?: ArrayBufferView,
 *   pictures?: Uint8Array }[]} sections with pictures, which are packed, or another payload
 * @returns {ArrayBuffer}
 */
export function encodeFrame(header, sections = []) {
  const {
    magic = 0x504e,
    version = 2,
    type = 1,
    flags = 0,
    sequence = 1,
    generation = 1,
    epoch = 0,
    updates = 0,
  } = header;
  const payloads = sections.map(({ payload, pictures, size = 1 }) =>
    pictures ? packedPictures(pictures, size) : (payload ?? new Uint8Array(0)),
  );
  const padded = payloads.map((payload) => Math.ceil(payload.byteLength / 4) * 4);
  const bytes = new DataView(new ArrayBuffer(24 + padded.reduce((sum, length) => sum + 12 + length, 0)));
  bytes.setUint16(0, magic, true);
  bytes.setUint8(2, version);
  bytes.setUint8(3, type);
  bytes.setUint16(4, flags, true);
  bytes.setUint16(6, sections.length, true);
  [sequence, generation, epoch, updates].forEach((value, i) => bytes.setUint32(8 + 4 * i, value, true));
  let at = 24;
  sections.forEach(({ kind, layer = 0, count, size = 1 }, i) => {
    const payload = payloads[i];
    [kind, layer, count, size].forEach((value, j) => bytes.setUint16(at + 2 * j, value, true));
    bytes.setUint32(at + 8, payload.byteLength, true);
    new Uint8Array(bytes.buffer, at + 12).set(
      new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength),
    );
    at += 12 + padded[i];
  });
  return bytes.buffer;
}

/**
 * Pictures as a section has them, put down bit by bit.
 * @param {Uint8Array} pictures one after the other @param {number} size cells a side
 */
export function packedPictures(pictures, size) {
  const blocks = Math.ceil(pictures.length / 8);
  const numbers = new Uint8Array(8 * blocks);
  pictures.forEach((cell, k) => {
    const column = k % size;
    const row = Math.floor(k / size) % size;
    const left = column ? pictures[k - 1] : 0;
    const above = row ? pictures[k - size] : 0;
    const between = row && column ? pictures[k - size - 1] : 0;
    const surprise = ((cell - left - above + between) << 24) >> 24;
    numbers[k] = surprise < 0 ? -2 * surprise - 1 : 2 * surprise;
  });
  const bytes = new Uint8Array(Math.ceil(blocks / 2) + numbers.length);
  let at = Math.ceil(blocks / 2);
  for (let block = 0; block < blocks; block++) {
    const eight = numbers.subarray(8 * block, 8 * block + 8);
    const width = 32 - Math.clz32(eight.reduce((all, number) => all | number, 0));
    bytes[block >> 1] |= width << (4 * (block & 1));
    for (let bit = 0; bit < 8 * width; bit++)
      bytes[at + (bit >> 3)] |= ((eight[Math.floor(bit / width)] >> (bit % width)) & 1) << (bit & 7);
    at += width;
  }
  return bytes.subarray(0, at);
}

/**
 * A LOSSES section; each loss is a simple function of its epoch.
 * @param {number} stride @param {number[]} epochs
 */
export function lossesSection(stride, epochs) {
  const bytes = new DataView(new ArrayBuffer(4 + 12 * epochs.length));
  bytes.setUint32(0, stride, true);
  epochs.forEach((epoch, i) => {
    bytes.setUint32(4 + 12 * i, epoch, true);
    bytes.setFloat32(8 + 12 * i, epoch / 2, true);
    bytes.setFloat32(12 + 12 * i, epoch / 4, true);
  });
  return { kind: 2, count: epochs.length, size: 3, payload: bytes };
}

/** The same throws every time: Lehmer's generator. @param {number} seed */
export function dice(seed) {
  let state = seed;
  return (/** @type {number} */ below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}
