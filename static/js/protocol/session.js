/** @import { HelloFields, PageState, Role, StoredRoom } from '../types.js' */
/**
 * What survives a reload of the tab, and what a fresh page should open. A browser may refuse its storage
 * (private mode): then nothing survives, and nothing breaks.
 */

export const STORAGE_KEY = 'nnp.room';
/** Under which a tab, and a browser, keep the class that a student is in. */
export const CLASS_KEY = 'nnp.class';

/** Which room this tab opens, and comes back to. */
export class Session {
  #storage;
  #location;
  /** @type {StoredRoom | null} */
  #stored = null;
  /** The place in a class of the one who opens the room. @type {Pick<HelloFields, 'seat'>} */
  #seat = {};
  /** What `hello` asks for. @type {HelloFields} */
  opening = {};

  /** @param {KeyValueStorage | null} storage
   * @param {{ hash: string }} location of the tab, as it is at any time */
  constructor(storage, location) {
    this.#storage = storage;
    this.#location = location;
  }

  /** This room, or that of the address, or the one this tab had before a reload, or a new one.
   * @param {HelloFields | null} wanted */
  begin(wanted = null) {
    this.#stored = readRoom(this.#storage);
    this.opening = wanted ?? whatToOpen({ hash: this.#location.hash, stored: this.#stored });
    this.#seat = this.opening.seat === undefined ? {} : { seat: this.opening.seat };
  }

  /** From now on this room. @param {{ room: string, token: string }} welcome */
  enter({ room, token }) {
    this.opening = { room, token, ...this.#seat };
  }

  /** A reload comes back to the host's room. A watcher's room stands in the address.
   * @param {PageState} state */
  keep(state) {
    const room = roomToKeep(state);
    if (!room) return;
    this.#stored = room;
    keepRoom(this.#storage, room);
  }

  forget() {
    forgetRoom(this.#storage);
  }

  /** The link was refused: a plain room is better than none.
   * @returns {boolean} false when it was not a link */
  giveUpLink() {
    if (this.opening.link === undefined) return false;
    this.opening = { ...this.#seat };
    return true;
  }

  /** The host's room is gone: opens it again as it was last seen.
   * @returns {boolean} false when there is nothing to open */
  reopen() {
    const { room, token, link } = this.#stored ?? {};
    if (link === undefined || room !== this.opening.room || token !== this.opening.token) return false;
    this.forget();
    this.opening = { ...(link !== '' && { link }), ...this.#seat };
    return true;
  }

  /** @param {Role | null} role null before the first welcome */
  isWatcher(role) {
    if (role !== null) return role === 'watcher';
    return this.#location.hash.startsWith('#watch=') && parseRoom(this.#location.hash) !== null;
  }
}

/**
 * Whether this tab is a student's: then the class says which room it opens, and none is opened before.
 * @param {{ hash: string }} location @param {KeyValueStorage | null} storage
 */
export function isInClass({ hash }, storage) {
  if (hash.startsWith('#class=')) return true;
  try {
    return !/^#(watch|host|saved|state)=/.test(hash) && Boolean(storage?.getItem(CLASS_KEY));
  } catch {
    return false;
  }
}

/** @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} KeyValueStorage */

/** The tab's own storage, null where even asking for it is refused.
 * @param {{ sessionStorage: Storage }} window */
export function safeStorage(window) {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** @param {KeyValueStorage | null} storage
 * @returns {StoredRoom | null} null when there is none or it makes no sense */
export function readRoom(storage) {
  try {
    const stored = JSON.parse(storage?.getItem(STORAGE_KEY) ?? 'null');
    const isRoom = ['room', 'token', 'role', 'link'].every((key) => typeof stored?.[key] === 'string');
    return isRoom ? stored : null;
  } catch {
    return null;
  }
}

/** @param {KeyValueStorage | null} storage @param {StoredRoom} room @returns {boolean} whether it was kept */
export function keepRoom(storage, { room, token, role, link }) {
  try {
    storage?.setItem(STORAGE_KEY, JSON.stringify({ room, token, role, link }));
    return storage !== null;
  } catch {
    return false;
  }
}

/** @param {KeyValueStorage | null} storage */
export function forgetRoom(storage) {
  try {
    storage?.removeItem(STORAGE_KEY);
  } catch {
    // Storage that cannot be written holds nothing to forget.
  }
}

/**
 * The part of `hello` that says which room: the one being watched, the one this tab had before the reload, or
 * a new one from the link in the address.
 * @param {{ hash: string, stored: StoredRoom | null }} from hash with or without '#'
 * @returns {HelloFields}
 */
export function whatToOpen({ hash, stored }) {
  const link = hash.replace(/^#/, '');
  const named = parseRoom(link);
  if (named) return named;
  if (stored && (link === '' || link === stored.link)) return { room: stored.room, token: stored.token };
  return link === '' ? {} : { link };
}

/** @param {string} link 'watch=ROOM.TOKEN', or 'host=ROOM.TOKEN' of a room that was made for this page
 * @returns {{ room: string, token: string } | null} null for any other link */
export function parseRoom(link) {
  const parts = /^#?(?:watch|host)=([\w-]+)\.([\w-]+)$/.exec(link);
  return parts && { room: parts[1], token: parts[2] };
}

/** The address of a room that was made for this page: another tab holds its controls. The token goes out of
 * the address when the room is there. @param {{ href: string }} location
 * @param {{ room: string, token: string }} made */
export const hostAddress = (location, { room, token }) =>
  new URL(`#host=${room}.${token}`, location.href).href;

/** Where an experiment is trained many times, with other values. @param {string} link of it */
export const sweepAddress = (link) => `sweep#${new URLSearchParams({ link })}`;

/**
 * The address that a host gives to the class. What stands behind '#' never reaches a server's log.
 * @param {{ href: string }} location @param {string} room @param {string} watch token
 */
export function watchAddress(location, room, watch) {
  const address = new URL(location.href);
  address.hash = `watch=${room}.${watch}`;
  return address.href;
}

/** What is worth keeping of a state: the room of a host. A watcher's room stands in the address.
 * @param {PageState} state */
export function roomToKeep({ room, token, role, roomState }) {
  if (role !== 'host' || room === null || token === null) return null;
  return { room, token, role, link: roomState.link };
}
