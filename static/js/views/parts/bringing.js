// Whether somebody brings a table.
import { signal } from '@preact/signals';

/** The file that was dropped or holds what was pasted, or that there is none yet; null: nobody brings any.
 * @type {import('@preact/signals').Signal<{ file: File | null } | null>} */
export const bringing = signal(null);
