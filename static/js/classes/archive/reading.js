/** An archive that is opened again. */
import { PATH, readClass, STATE_PATH } from './class_file.js';
import { wrong } from './shape.js';
import { WrongArchive } from './wrong.js';
import { MOST_BYTES, tooLarge, unzipped } from './zip.js';

/** @import { ArchivedClass } from './class_file.js' */

/** @typedef {{ archived: ArchivedClass, states: ReadonlyMap<string, Uint8Array<ArrayBuffer>> }} Archive
 *   states: whole networks by their paths */

/** The class in a file that somebody has chosen, which is read only if it is not too large.
 * Throws WrongArchive. @param {Blob} file @returns {Promise<Archive>} */
export async function readFile(file) {
  if (file.size > MOST_BYTES) throw tooLarge(MOST_BYTES);
  return readArchive(new Uint8Array(await file.arrayBuffer()));
}

/** The class in a zip. Throws WrongArchive where it has none, is too large, or has been made otherwise.
 * @param {Uint8Array} bytes @returns {Archive} */
export function readArchive(bytes) {
  const files = unzipped(bytes, (path) => path === PATH || STATE_PATH.test(path));
  const written = files.get(PATH);
  if (!written) throw new WrongArchive('zip');
  const archived = readClass(new TextDecoder().decode(written));
  const paths = [...archived.students, ...archived.collection].flatMap(({ state }) => state ?? []);
  for (const path of paths) if (!files.has(path)) wrong(path);
  return { archived, states: files };
}
