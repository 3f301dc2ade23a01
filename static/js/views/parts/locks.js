// What a teacher has closed to a class: shown as locked, since the server refuses it.
import { signal } from '@preact/signals';

/** What may not be changed, which examples may not be opened, and what is said of them; null: all may.
 * @type {import('@preact/signals').Signal<{ closed: readonly string[], note: string,
 *   isExampleClosed: (link: string) => boolean } | null>} */
export const locks = signal(null);

/** @param {string | undefined} name of a field, or `layers`, `formulas`, `by_hand` */
export const isLocked = (name) => name !== undefined && (locks.value?.closed.includes(name) ?? false);

/** What is said of something that is locked. @param {string | undefined} name */
export const lockNote = (name) => (isLocked(name) ? locks.value?.note : undefined);

/** The same of an example. @param {string} link */
export const exampleNote = (link) => (locks.value?.isExampleClosed(link) ? locks.value.note : undefined);
