/** Where the students are in the lesson of the class, and who may need help there. Pure, no page. */
import { toDo } from '../../../views/lesson/blocks.js';

/** @import { LessonPlace, PersonShown } from '../../../messages.js' */
/** @import { WrittenLesson } from '../../../views/lesson/blocks.js' */

/** Why somebody may need help. @typedef {'solution' | 'hints' | 'long'} Help */

/** Nobody is called slow before so many seconds. */
const SHORTEST = 120;

/** From when on a step takes somebody long: twice as much as each takes if all take the same time.
 * @param {Pick<WrittenLesson, 'minutes' | 'n_steps'>} course */
export const longSeconds = ({ minutes, n_steps: steps }) => Math.max(SHORTEST, (2 * 60 * minutes) / steps);

/** Why a student may need help in the step where they are; nothing where it is done.
 * @param {LessonPlace | null} place @param {WrittenLesson | null} course @returns {Help[]} */
export function helpIn(place, course) {
  const step = place && course?.steps[place.step];
  if (!step || !course || place.step_done || !toDo(step)) return [];
  const hints = hintsIn(course, place.step);
  return [
    ...(place.solution ? [/** @type {const} */ ('solution')] : []),
    ...(hints > 0 && place.hints >= hints ? [/** @type {const} */ ('hints')] : []),
    ...(place.seconds >= longSeconds(course) ? [/** @type {const} */ ('long')] : []),
  ];
}

/** How many hints a step has. @param {WrittenLesson} course @param {number} step */
export const hintsIn = (course, step) =>
  course.steps[step].parts.filter(({ kind }) => kind === 'hint').length;

/** The students in each step, and at last those who are through; those who have not opened it are in none.
 * @param {readonly PersonShown[]} people @param {number} steps @returns {PersonShown[][]} */
export function byStep(people, steps) {
  /** @type {PersonShown[][]} */
  const found = Array.from({ length: steps + 1 }, () => []);
  for (const each of people) if (each.lesson) found[each.lesson.step]?.push(each);
  return found;
}
