/** An archive on the server, for a while: kept by who leads the class, then opened by a secret alone. */
import { asked } from '../../protocol/rooms.js';
import { MOST_BYTES, tooLarge } from './zip.js';

/** @typedef {{ school_class: string, token: string }} Key of a class */

/** @param {Key} key */
const ofClass = ({ school_class }) => `classes/${encodeURIComponent(school_class)}/kept`;

/** Whether a class would be kept, for how long, and how large it may be.
 * @param {Key} key @returns {Promise<{ keeps: boolean, days: number, most_bytes: number }>} */
export const termsOf = async (key) => (await asked(ofClass(key), key.token)).json();

/** Keeps an archive. Throws Refused, or what fetch throws.
 * @param {Key} key @param {Uint8Array<ArrayBuffer>} content
 * @returns {Promise<{ secret: string, ends_at: number }>} until when in seconds since 1970 */
export const keep = async (key, content) =>
  (await asked(ofClass(key), key.token, { method: 'POST', body: content })).json();

/** What a secret opens, piece by piece. Throws Refused, WrongArchive, or what fetch throws.
 * @param {string} secret @returns {Promise<{ file: Blob, endsAt: number }>} */
export async function fetchKept(secret) {
  const { n_bytes, piece_bytes, ends_at } = await (await asked('kept', secret)).json();
  if (n_bytes > MOST_BYTES) throw tooLarge(MOST_BYTES);
  const pieces = [];
  for (let n = 0; n * piece_bytes < n_bytes; n += 1)
    pieces.push(await (await asked(`kept/${n}`, secret)).blob());
  return { file: new Blob(pieces), endsAt: ends_at };
}

/** Deletes what a secret opens. @param {string} secret */
export const forgetKept = (secret) => asked('kept', secret, { method: 'DELETE' });
