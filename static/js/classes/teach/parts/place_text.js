// Where somebody is in the lesson of the class, and how they stand there, in words.
import { hintsIn } from './in_lesson.js';
import { lasting, say } from './texts.js';

/** @import { LessonPlace } from '../../../messages.js' */
/** @import { WrittenLesson } from '../../../views/lesson/blocks.js' */

/** In a word or two; '' where they are nowhere. @param {LessonPlace | null} place
 * @param {number} steps of the lesson */
export function whereText(place, steps) {
  if (!place) return '';
  if (place.step >= steps) return say('where.through');
  return say(place.step_done ? 'where.done' : 'where.step', { n: place.step + 1 });
}

/** What was done in the step, and for how long; '' for nothing yet.
 * @param {LessonPlace} place @param {WrittenLesson | null} course */
export function standingText({ step, seconds, step_done: isDone, hints, solution }, course) {
  const isStep = course?.steps[step] !== undefined;
  return [
    ...(isDone && isStep ? [say('lesson.done')] : []),
    ...(seconds > 0 && !isDone ? [say('lesson.for', { time: lasting(seconds) })] : []),
    ...(hints > 0 ? [say('lesson.hints', { n: hints, all: isStep ? hintsIn(course, step) : hints })] : []),
    ...(solution ? [say('lesson.solution')] : []),
  ].join(' · ');
}
