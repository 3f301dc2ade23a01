// What all views of the teacher's page share: the class, who is looked at, and how requests went.
import { computed, effect, signal } from '@preact/signals';
import { readPalette } from '../../../views/painting/palette.js';
import { look } from '../../../views/parts/look.js';
import { courseOf } from './course.js';
import { whyNot } from './refusals.js';

/** @import { Cell, ClassClientMessage } from '../../../messages.js' */
/** @import { ClassStore } from '../../class_store.js' */

const TICK_MS = 500;

/** @typedef {ReturnType<typeof makeLesson>} Lesson */

/** @param {ClassStore} store */
export function makeLesson(store) {
  /** The sentence of the last refusal. */
  const notice = signal('');
  /** Milliseconds of performance.now(), now and then. */
  const clock = signal(performance.now());
  /** Who is looked at in the panel beside the wall. */
  const chosen = signal(/** @type {string | null} */ (null));
  /** When each cell came, and when its network last changed. @type {WeakMap<Cell, Times>} */
  const times = new WeakMap();
  /** @type {Map<string, Cell>} */
  let before = new Map();

  setInterval(() => (clock.value = performance.now()), TICK_MS);
  effect(() => {
    const now = performance.now();
    for (const [person, cell] of store.cells.value) {
      if (times.has(cell)) continue;
      const last = before.get(person);
      const isSame = last?.epoch === cell.epoch && last.link === cell.link;
      times.set(cell, { came: now, changed: (isSame && last && times.get(last)?.changed) || now });
    }
    before = new Map(store.cells.value);
  });

  /** Asks the class for something; returns whether it was done. @param {ClassClientMessage} message */
  const ask = async (message) => {
    const error = await store.ask(message);
    notice.value = error ? await whyNot(error) : '';
    return error === null;
  };

  return {
    store,
    notice,
    clock,
    chosen,
    ask,
    course: courseOf(store),
    /** Seconds since a cell came, and since its network changed. @param {Cell} cell */
    since: (cell) => {
      const { came, changed } = times.get(cell) ?? { came: 0, changed: 0 };
      const now = performance.now();
      return { came: (now - came) / 1000, changed: (now - changed) / 1000 };
    },
    /** The colours of the present theme. */
    palette: computed(() => look.value && readPalette()),
    /** Whether the page leads the class alone, and may end it. */
    isTeacher: computed(() => store.welcome.value?.role === 'teacher'),
  };
}

/** @typedef {{ came: number, changed: number }} Times in milliseconds */
