// What may not be changed now: shown as locked. What a teacher has closed the server refuses too; what a step
// of a lesson leaves out is only put aside.
import { signal } from '@preact/signals';

/** @typedef {{ closed: readonly string[], note: string, isExampleClosed: (link: string) => boolean }} Locks
 *   which fields and examples are closed, and what is said of them */

/** What a teacher has closed to a class; null: nothing.
 * @type {import('@preact/signals').Signal<Locks | null>} */
export const locks = signal(null);
/** What a step of a lesson leaves out. @type {import('@preact/signals').Signal<Locks | null>} */
export const stepLocks = signal(null);

const all = () => [locks.value, stepLocks.value].filter((each) => each !== null);

/** @param {string | undefined} name of a field, or `layers`, `formulas`, `by_hand` */
export const isLocked = (name) => lockNote(name) !== undefined;

/** What is said of something that is locked. @param {string | undefined} name */
export const lockNote = (name) =>
  name === undefined ? undefined : all().find(({ closed }) => closed.includes(name))?.note;

/** The same of an example. @param {string} link */
export const exampleNote = (link) => all().find(({ isExampleClosed }) => isExampleClosed(link))?.note;
