// The archive of the class that this page leads, as the later part makes it.
import { sayer } from '../../../text/later.js';
import { paintCell } from '../../pictures.js';

/** @import { Lesson } from '../parts/lesson.js' */

/** @typedef {{ most?: number, hasNames?: boolean, tell: (text: string) => void }} How
 *   most: bytes; hasNames: whether students are called as they are shown now; tell: how far it is */

/** @param {any} part the later part @param {Lesson} lesson @param {How} how
 * @returns {Promise<{ name: string, content: Uint8Array<ArrayBuffer>, missing: string[] }>} */
export function archiveOf({ makeArchive, withoutNames, TEXTS }, lesson, { most, hasNames = true, tell }) {
  const told = sayer(TEXTS);
  const { people, cells, state, board, collection } = lesson.store;
  const known = {
    ...{ people: people.peek(), cells: cells.peek(), state: state.peek() },
    ...{ board: board.peek(), collection: collection.peek() },
  };
  const called = (/** @type {number} */ n) => told('nameless', { n });
  return makeArchive(hasNames ? known : withoutNames(known, called), {
    say: told,
    paint: (/** @type {any} */ cell) => painted(cell, lesson),
    now: new Date(),
    most,
    progress: (/** @type {number} */ done, /** @type {number} */ all) => tell(told('making', { done, all })),
  });
}

/** A picture as PNG. @param {any} cell @param {Lesson} lesson @returns {Promise<Uint8Array>} */
async function painted(cell, lesson) {
  const canvas = document.createElement('canvas');
  paintCell(canvas, cell, lesson.palette.peek());
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  return new Uint8Array(await /** @type {Blob} */ (blob).arrayBuffer());
}
