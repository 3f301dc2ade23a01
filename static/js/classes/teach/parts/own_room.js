// The teacher's own room: an ordinary one, that the playground in a frame opens with its controls.
import { signal } from '@preact/signals';
import { openConnection } from '../../../protocol/connection.js';
import { socketUrl } from '../../../protocol/socket.js';

/** @typedef {{ room: string, token: string, watch: string }} OwnRoom */

const STORAGE_KEY = 'nnp.class.room';

/** The experiment that the own network shows, as a link; null while there is none. */
export const ownLink = signal(/** @type {string | null} */ (null));

/** The room that this tab had before a reload, or a new one. @returns {Promise<OwnRoom>} */
export function ownRoom() {
  const kept = recalled();
  return kept ? Promise.resolve(kept) : newRoom();
}

/** A new room, which this tab keeps; where the server has none to give there is none.
 * @returns {Promise<OwnRoom>} */
export function newRoom() {
  return new Promise((settle) => {
    freshRoom().then(
      (room) => {
        remember(room);
        settle(room);
      },
      () => {},
    );
  });
}

/** Asks the server for a room. Throws an error with the sentence of a refusal. @returns {Promise<OwnRoom>} */
export function freshRoom() {
  return new Promise((settle, fail) => {
    const connection = openConnection({
      url: (base) => socketUrl(location, base),
      hello: () => /** @type {any} */ ({ type: 'hello' }),
      onMessage: (/** @type {any} */ message) => {
        if (message.type !== 'welcome') return;
        connection.stop();
        const { room, token, watch } = message;
        settle({ room, token, watch });
      },
      onFrame: () => {},
      onClose: (after) => {
        if (after.kind === 'stop' || after.kind === 'gone') fail(new Error(after.say));
      },
      network: window,
      page: document,
    });
  });
}

/** @returns {OwnRoom | null} */
function recalled() {
  try {
    const found = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null');
    return ['room', 'token', 'watch'].every((key) => typeof found?.[key] === 'string') ? found : null;
  } catch {
    return null;
  }
}

/** @param {OwnRoom} room */
function remember(room) {
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(room));
  } catch {
    // Private mode: a reload begins anew.
  }
}
