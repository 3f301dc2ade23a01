// What a browser keeps of the class that somebody is in, so that a reload, a lid that was closed and a tab
// that was closed lead back: in the tab, and for a closed tab in the browser until the class may be gone.

import { CLASS_KEY } from '../protocol/session.js';

/** @import { ClassShown } from '../messages.js' */
/** @import { StoredRoom } from '../types.js' */
/** @import { KeyValueStorage } from '../protocol/session.js' */

/**
 * @typedef {object} Membership
 * @property {string} school_class
 * @property {string} token
 * @property {string} code of the class, as people write it
 * @property {string} name
 * @property {number} until when the class may be gone, in milliseconds since 1970
 * @property {StoredRoom | null} own the room of one's own network, once there is one
 */

/** @typedef {{ tab: KeyValueStorage | null, browser: KeyValueStorage | null }} Storages */

/** Where this tab may keep something: null where even asking is refused.
 * @param {{ sessionStorage: Storage, localStorage: Storage }} window @returns {Storages} */
export function storagesOf(window) {
  const safe = (/** @type {() => Storage} */ get) => {
    try {
      return get();
    } catch {
      return null;
    }
  };
  return { tab: safe(() => window.sessionStorage), browser: safe(() => window.localStorage) };
}

/** What a storage has, null when that is nothing, makes no sense or is of a class that is gone.
 * @param {KeyValueStorage | null} storage @param {number} now milliseconds since 1970
 * @returns {Membership | null} */
export function readMembership(storage, now) {
  try {
    const kept = JSON.parse(storage?.getItem(CLASS_KEY) ?? 'null');
    const isWhole = ['school_class', 'token', 'code', 'name'].every((key) => typeof kept?.[key] === 'string');
    return isWhole && kept.until > now ? { own: null, ...kept } : null;
  } catch {
    return null;
  }
}

/** @param {Storages} storages @param {Membership} membership */
export function keepMembership({ tab, browser }, membership) {
  for (const storage of [tab, browser]) {
    try {
      storage?.setItem(CLASS_KEY, JSON.stringify(membership));
    } catch {
      // A browser that keeps nothing asks for the code again.
    }
  }
}

/**
 * What brings somebody back into the class. A class that came back without its names learns this one again.
 * @param {Pick<Membership, 'school_class' | 'token'> & { name?: string }} of
 */
export const comingBack = ({ school_class, token, name }) => ({
  type: /** @type {const} */ ('come_back'),
  school_class,
  token,
  name: name || undefined,
});

/** The class is over, or left. @param {Storages} storages */
export function forgetMembership({ tab, browser }) {
  for (const storage of [tab, browser]) {
    try {
      storage?.removeItem(CLASS_KEY);
    } catch {
      // It was not kept either.
    }
  }
}

/** Where one joins a class, under this server's address: squares and links carry an invitation that nobody
 * could guess, so that it never has to wait. @param {Pick<ClassShown, 'code' | 'invitation'>} of */
export const joinPath = ({ code, invitation }) => `join#${code}${invitation ? `.${invitation}` : ''}`;

/** What stands behind '#' there. @param {string} hash @returns {{ code: string, invitation?: string }} */
export function parseJoin(hash) {
  const [, code = '', invitation] = /^#?([^.]*)\.?(.*)$/.exec(hash) ?? [];
  return invitation ? { code: codeShown(code), invitation } : { code: codeShown(code) };
}

/** A code as people read it: K7M 2QX. @param {string} code in any writing */
export function codeShown(code) {
  const signs = code.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
  return signs.length > 3 ? `${signs.slice(0, 3)} ${signs.slice(3)}` : signs;
}
