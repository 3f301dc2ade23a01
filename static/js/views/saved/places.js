// Where a saved run can be: on the server under an address of its own, in a file, or whole in a link.
import { asked, fileIn, ofRoom } from '../../protocol/rooms.js';

/** Of a link that has a whole run: the same as in server/saved/links.py. */
export const MOST_CHARACTERS = 16_000;

/** @typedef {{ room: string | null, token: string | null, watch: string | null }} Doors of a room */
/** @typedef {{ id: string, secret: string, ends_at: number }} Kept */

/** For how many days the server keeps a run. @param {Doors} doors @returns {Promise<{ days: number }>} */
export const termsOf = async ({ room, watch }) => (await asked(ofRoom(room, 'saved'), watch)).json();

/** Keeps the run of a room on the server. Throws Refused, or what fetch throws.
 * @param {Doors} doors @returns {Promise<Kept>} */
export const keep = async ({ room, watch }) =>
  (await asked(ofRoom(room, 'saved'), watch, { method: 'POST' })).json();

/** The run of a room as a file. @param {Doors} doors @returns {Promise<{ name: string, content: Blob }>} */
export const fileOf = async ({ room, watch }) => fileIn(await asked(ofRoom(room, 'state'), watch), 'run.nnp');

/** Goes on in a room from a file. @param {Doors} doors @param {Blob} content */
export const openFile = ({ room, token }, content) =>
  asked(ofRoom(room, 'state'), token, { method: 'POST', body: content });

/** Goes on in a room from what is kept. @param {Doors} doors @param {string} id */
export const openKept = ({ room, token }, id) =>
  asked(ofRoom(room, `saved/${id}`), token, { method: 'POST' });

/** What is kept, as a file. @param {string} id @returns {Promise<Blob>} */
export const contentOf = async (id) => (await asked(`saved/${id}`, null)).blob();

/** Deletes what is kept. @param {{ id: string, secret: string }} kept */
export const forget = ({ id, secret }) => asked(`saved/${id}`, secret, { method: 'DELETE' });

/** The address of what is kept. @param {{ href: string }} location of the page @param {string} id */
export const addressOf = (location, id) => new URL(`s/${id}`, location.href).href;

/** A link that has all of a file, or null where it would be too long.
 * @param {{ origin: string, pathname: string }} location @param {Uint8Array} content */
export function wholeLink({ origin, pathname }, content) {
  const text = btoa(String.fromCharCode(...content.subarray(0, MOST_CHARACTERS)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  const isWhole = content.length <= MOST_CHARACTERS && text.length <= MOST_CHARACTERS;
  return isWhole ? `${origin}${pathname}#state=${text}` : null;
}
