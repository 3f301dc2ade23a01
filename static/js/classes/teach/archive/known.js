// A class from an archive as the views of the teacher's page know one: nobody is asked, nothing changes.
import { signal } from '@preact/signals';
import { ClassStore } from '../../class_store.js';
import { makeLesson } from '../parts/lesson.js';

/** @import { ArchivedClass } from '../../archive/class_file.js' */

/** @param {ArchivedClass} archived */
export function lessonOf({ students, code, anonymous, question, trial, challenge }) {
  const store = new ClassStore(signal);
  const rules = { locked: true, lobby: false, may_rename: false, anonymous, kept: false };
  const still = {
    type: /** @type {const} */ ('class'),
    paused: null,
    presenter: null,
    offer: null,
    pace: null,
    lesson: null,
    on_projector: /** @type {const} */ ('wall'),
    invitation: null,
  };
  store.state.value = { code, rules, question, trial, challenge, ...still };
  store.people.value = students.map(({ cell, state, ...student }) => ({
    ...student,
    ...{ here: true, away_seconds: 0, waiting: false, follows: false, note: '', lesson: null },
  }));
  const live = { playing: false, stuck: null, stuck_seconds: 0, room: null, watch: null };
  store.cells.value = new Map(
    students.flatMap(({ person, cell }) => (cell ? [[person, { ...cell, ...live }]] : [])),
  );
  return makeLesson(store);
}
