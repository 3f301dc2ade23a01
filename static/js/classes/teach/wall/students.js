// The students of a class as the wall has them: each with their cell and their mark.
import { useComputed } from '@preact/signals';
import { lasting, say } from '../parts/texts.js';
import { markOf } from './marks.js';

/** @import { ReadonlySignal } from '@preact/signals' */
/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Student } from './marks.js' */

/** @typedef {ReadonlySignal<Student[]>} Students */

/** Those who have been let in, in the order of their coming. @param {Lesson} lesson @returns {Students} */
export function useStudents({ store, since, course }) {
  return useComputed(() =>
    store.people.value
      .filter(({ waiting }) => !waiting)
      .map((person) => {
        const cell = store.cells.value.get(person.person) ?? null;
        const { came, changed } = cell ? since(cell) : { came: 0, changed: Infinity };
        return { person, cell, mark: markOf(person, cell, came, course.value), idle: changed };
      }),
  );
}

/** A mark in words; '' without one. @param {Student['mark']} mark */
export function markText(mark) {
  if (!mark) return '';
  const { step = 0, help = [], seconds } = mark;
  if (help.length > 0) {
    const why = say(`mark.${help[0]}`, { time: lasting(seconds ?? 0) });
    return say('mark.in.step', { n: step + 1, why });
  }
  return say(`mark.${mark.kind}`, { time: lasting(mark.seconds ?? 0) });
}
