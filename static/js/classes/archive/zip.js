/** Files in one zip, and out of it again, within bounds. */
import { strToU8, Unzip, UnzipInflate, zipSync } from 'fflate';
import { WrongArchive } from './wrong.js';

/** What all files of an archive have together, in bytes; the zip itself may have as many. */
export const MOST_BYTES = 64_000_000;
/** A few for each of the most people that a class can have. */
const MOST_FILES = 5000;
/** So much is unzipped before it is looked whether that is too much: it may become a thousand times as
 * large. */
const SLICE = 16_384;
/** What is small already. */
const IS_PACKED = /\.(nnp|png)$/;

/** @typedef {Map<string, Uint8Array<ArrayBuffer>>} Files contents by path */

/** @param {ReadonlyMap<string, Uint8Array | string>} files @returns {Uint8Array<ArrayBuffer>} */
export function zipped(files) {
  const entries = [...files].map(([path, content]) => [
    path,
    [typeof content === 'string' ? strToU8(content) : content, { level: IS_PACKED.test(path) ? 0 : 6 }],
  ]);
  return /** @type {Uint8Array<ArrayBuffer>} */ (zipSync(Object.fromEntries(entries)));
}

/** The files of a zip whose paths are wanted. Throws WrongArchive.
 * @param {Uint8Array} bytes @param {(path: string) => boolean} isWanted @param {number} [most] bytes
 * @returns {Files} */
export function unzipped(bytes, isWanted, most = MOST_BYTES) {
  if (bytes.length > most) throw tooLarge(most);
  const bounds = { bytes: most, files: MOST_FILES };
  /** @type {Map<string, Uint8Array[]>} */
  const parts = new Map();
  const unzip = new Unzip((file) => {
    bounds.files -= 1;
    if (bounds.files < 0) throw tooLarge(most);
    if (!isWanted(file.name) || parts.has(file.name)) return;
    /** @type {Uint8Array[]} */
    const content = [];
    parts.set(file.name, content);
    file.ondata = (error, part) => {
      if (error) throw error;
      bounds.bytes -= part.length;
      if (bounds.bytes < 0) throw tooLarge(most);
      content.push(part);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length; at += SLICE)
      unzip.push(bytes.subarray(at, at + SLICE), at + SLICE >= bytes.length);
  } catch (error) {
    throw error instanceof WrongArchive ? error : new WrongArchive('zip');
  }
  return new Map([...parts].map(([path, each]) => [path, joined(each)]));
}

/** @param {number} most bytes */
export const tooLarge = (most) => new WrongArchive('large', { most: Math.floor(most / 1e6) });

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
