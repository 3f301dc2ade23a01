/** How a student stands: who needs help, who has done what was asked for. Pure, no page. */
import { helpIn } from '../parts/in_lesson.js';

/** @import { Cell, PersonShown } from '../../../messages.js' */
/** @import { WrittenLesson } from '../../../views/lesson/blocks.js' */
/** @import { Help } from '../parts/in_lesson.js' */

/** The marks, the most urgent first. */
export const MARKS = /** @type {const} */ (['diverged', 'stuck', 'away', 'done']);

/**
 * @typedef {{ kind: typeof MARKS[number], seconds: number | null, step?: number, help?: Help[] }} Mark
 *   seconds: for how long; step, help: of the lesson in which somebody is stuck, and why
 * @typedef {{ person: PersonShown, cell: Cell | null, mark: Mark | null, idle: number }} Student
 *   idle: seconds since something changed in their network
 */

/**
 * The most urgent mark of a student. Who has done what was asked for, or the step of the lesson, is not
 * called stuck any more.
 * @param {PersonShown} person @param {Cell | null} cell
 * @param {number} since seconds since the cell has come
 * @param {WrittenLesson | null} course the lesson that the class goes through
 * @returns {Mark | null}
 */
export function markOf(person, cell, since = 0, course = null) {
  const place = person.lesson;
  const isDone = person.done || (place?.step_done ?? false);
  if (cell?.diverged) return { kind: 'diverged', seconds: null };
  if (cell?.stuck && !isDone) return { kind: 'stuck', seconds: cell.stuck_seconds + since };
  if (!person.here) return { kind: 'away', seconds: person.away_seconds };
  const help = helpIn(place, course);
  if (place && help.length > 0) return { kind: 'stuck', seconds: place.seconds, step: place.step, help };
  return person.done ? { kind: 'done', seconds: null } : null;
}

/** How many students have each mark. @param {readonly Student[]} students */
export function countMarks(students) {
  const counts = Object.fromEntries(MARKS.map((kind) => [kind, 0]));
  for (const { mark } of students) if (mark) counts[mark.kind] += 1;
  return /** @type {Record<typeof MARKS[number], number>} */ (counts);
}
