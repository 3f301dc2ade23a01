// Which lesson stands beside the playground: its name is in the address, before the link of the set-up.
// That of a class is where the class says.
import { signal } from '@preact/signals';

/** @import { LedLesson } from '../../types.js' */

const NAME = 'lesson';

/** The name of the open lesson, '' while one is chosen, null for none.
 * @type {import('@preact/signals').Signal<string | null>} */
export const lessonIn = signal(new URLSearchParams(globalThis.location?.search).get(NAME));

/** The lesson that the class of this page goes through; null for none, or while it is put aside.
 * @type {import('@preact/signals').Signal<LedLesson | null>} */
export const led = signal(null);

/** @param {string | null} name as above */
export function openLesson(name) {
  const address = new URL(location.href);
  if (name) address.searchParams.set(NAME, name);
  else address.searchParams.delete(NAME);
  history.replaceState(null, '', address);
  lessonIn.value = name;
}
