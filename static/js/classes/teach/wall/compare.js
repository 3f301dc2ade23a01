// Two students side by side.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { List } from '../../../views/parts/list.js';
import { say } from '../parts/texts.js';
import { Figures } from './figures.js';
import { sorted } from './sorting.js';

/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Students } from './students.js' */

/** @param {{ lesson: Lesson, students: Students }} props */
export function Compare({ lesson, students }) {
  const all = sorted(students.value, 'name');
  const pair = useSignal(/** @type {[string | null, string | null]} */ ([lesson.chosen.peek(), null]));
  if (all.length < 2) return html`<p class="empty">${say('compare.empty')}</p>`;
  const ids = all.map(({ person }) => person.person);
  const first = pair.value[0] !== null && ids.includes(pair.value[0]) ? pair.value[0] : ids[0];
  const second =
    pair.value[1] !== null && ids.includes(pair.value[1]) ? pair.value[1] : ids.find((id) => id !== first);
  const one = (/** @type {0 | 1} */ side, /** @type {string | undefined} */ id) => {
    const student = all[ids.indexOf(id ?? '')];
    const change = (/** @type {number} */ at) =>
      (pair.value = side === 0 ? [ids[at], second ?? null] : [first, ids[at]]);
    return html`<section class="one" key=${side} aria-label=${student.person.name}>
      <${List} label=${say(`compare.${side}`)} texts=${all.map(({ person }) => person.name)}
        present=${ids.indexOf(id ?? '')} change=${change} />
      <${Figures} lesson=${lesson} student=${student} /></section>`;
  };
  return html`<h2>${say('compare.title')}</h2><div class="pair-of">${one(0, first)}${one(1, second)}</div>`;
}
