// Which lesson stands beside the playground: its name is in the address, before the link of the set-up.
import { signal } from '@preact/signals';

const NAME = 'lesson';

/** The name of the open lesson, '' while one is chosen, null for none.
 * @type {import('@preact/signals').Signal<string | null>} */
export const lessonIn = signal(new URLSearchParams(globalThis.location?.search).get(NAME));

/** @param {string | null} name as above */
export function openLesson(name) {
  const address = new URL(location.href);
  if (name) address.searchParams.set(NAME, name);
  else address.searchParams.delete(NAME);
  history.replaceState(null, '', address);
  lessonIn.value = name;
}
