/** A class as one zip: what the page knows, and the whole networks, which are fetched a few at once. */
import { asked, ofRoom } from '../../protocol/rooms.js';
import { archivedClass, itemKey, PATH, writeClass } from './class_file.js';
import { fileNames } from './file_names.js';
import { answersCsv, curvesCsv, lessonCsv, studentsCsv } from './sheets.js';
import { MOST_BYTES, zipped } from './zip.js';

/** @import { KnownClass } from './class_file.js' */

/** States that are fetched at the same time. */
const AT_ONCE = 3;
/** Left for the README, and for what a zip says of its files. @param {number} most bytes */
const restOf = (most) => Math.min(1_000_000, most / 4);

/**
 * @typedef {{ key: string, name: string, stem: string, picture: Pictured,
 *   fetch: (() => Promise<Uint8Array>) | null }} Network
 *   key: as stateOf has it; name: as people read it; stem: of the names of its files
 * @typedef {{ kind: 'signed' | 'classes', picture: string, n_outputs: number }} Pictured
 * @typedef {{ say: (key: string, values?: Record<string, string | number>) => string,
 *   paint: (picture: Pictured) => Promise<Uint8Array>, now: Date,
 *   most?: number, progress?: (done: number, of: number) => void,
 *   fetchState?: typeof stateOfRoom, fetchSaved?: typeof stateOfSaved }} Ways
 *   paint: a picture as PNG; most: bytes of all of it
 */

/** Makes the archive of a class; a state that cannot be fetched is told of in its README.
 * @param {KnownClass} known @param {Ways} ways
 * @returns {Promise<{ name: string, content: Uint8Array<ArrayBuffer>, missing: string[] }>}
 *   missing: whose states */
export async function makeArchive(known, ways) {
  const { say, paint, now, most = MOST_BYTES, progress = () => {} } = ways;
  const networks = networksOf(known, ways);
  /** @type {Map<string, Uint8Array | string>} */
  const files = new Map();
  for (const { stem, picture } of networks) files.set(`pictures/${stem}.png`, await paint(picture));
  const pathOf = new Map(networks.map(({ key, stem }) => [key, `states/${stem}.nnp`]));
  const whole = archivedClass(known, now, (key) => pathOf.get(key) ?? null);
  files.set('students.csv', studentsCsv(whole));
  files.set('answers.csv', answersCsv(whole));
  files.set('curves.csv', curvesCsv(whole));
  const lesson = lessonCsv(known);
  if (lesson !== null) files.set('lesson.csv', lesson);
  const used = [...files.values(), writeClass(whole)].reduce((sum, content) => sum + sizeOf(content), 0);
  let left = most - restOf(most) - used;

  let done = 0;
  /** @type {Map<string, string>} */
  const missing = new Map();
  await fewAtOnce(networks, AT_ONCE, async ({ key, name, fetch }) => {
    const state = await fetch?.().catch(() => null);
    if (!state) missing.set(key, say('missing.fetched', { name }));
    else if (state.length > left) missing.set(key, say('missing.room', { name, most: most / 1e6 }));
    else {
      left -= state.length;
      files.set(/** @type {string} */ (pathOf.get(key)), state);
    }
    done += 1;
    progress(done, networks.length);
  });

  const told = networks.flatMap(({ key }) => missing.get(key) ?? []);
  const written = archivedClass(known, now, (key) => (missing.has(key) ? null : (pathOf.get(key) ?? null)));
  files.set(PATH, writeClass(written));
  const date = now.toISOString().slice(0, 10);
  const all = told.length > 0 ? [say('missing'), ...told] : [say('missing.none')];
  files.set('README.txt', `${[say('readme', { code: written.code, date }), ...all].join('\r\n')}\r\n`);
  return { name: `class_${written.code}_${date}.zip`, content: zipped(files), missing: told };
}

/** Everything that has a picture, and perhaps a state: of the students, then of the collection.
 * @param {KnownClass} known @param {Ways} ways @returns {Network[]} */
function networksOf({ people, cells, collection }, { fetchState = stateOfRoom, fetchSaved = stateOfSaved }) {
  const fileName = fileNames();
  const students = people.flatMap(({ person, name, waiting }) => {
    const cell = cells.get(person);
    if (waiting || !cell) return [];
    const { room, watch } = cell;
    const fetch = room === null || watch === null ? null : () => fetchState(room, watch);
    return [{ key: person, name, stem: fileName(name), picture: cell, fetch }];
  });
  const items = (collection?.items ?? []).map((item, i) => {
    const { saved, title, name } = item;
    const fetch = saved === null ? null : () => fetchSaved(saved);
    return {
      ...{ key: itemKey(item), name: title || name, stem: fileName(`collection ${i + 1} ${title || name}`) },
      ...{ picture: item, fetch },
    };
  });
  return [...students, ...items];
}

/** The whole network of a room. @param {string} room @param {string} watch */
const stateOfRoom = async (room, watch) => bytesIn(await asked(ofRoom(room, 'state'), watch));

/** What was saved on the server. @param {string} saved its address */
const stateOfSaved = async (saved) => bytesIn(await asked(`saved/${saved}`, null));

/** @param {Response} answer */
const bytesIn = async (answer) => new Uint8Array(await answer.arrayBuffer());

/** @param {Uint8Array | string} content */
const sizeOf = (content) =>
  typeof content === 'string' ? new TextEncoder().encode(content).length : content.length;

/** Does something with each of a list, with a few at the same time.
 * @template T @param {readonly T[]} list @param {number} few @param {(each: T) => Promise<void>} act */
async function fewAtOnce(list, few, act) {
  const waiting = list.values();
  const work = async () => {
    for (const each of waiting) await act(each);
  };
  await Promise.all(Array.from({ length: few }, work));
}
