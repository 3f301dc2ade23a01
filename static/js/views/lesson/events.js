// What the page around an embedded lesson is told, as docs/lessons.md says: pure.
import { blockOf, toDo } from './blocks.js';

/** @import { StandingMessage } from '../../messages.js' */
/** @import { WrittenLesson } from './blocks.js' */
/** @import { Kept } from './place.js' */

/** Of the form that these messages have. It is raised when one who reads them would have to do otherwise. */
const VERSION = 1;

/**
 * @typedef {object} LessonEvent
 * @property {'nn-playground'} source
 * @property {number} version
 * @property {'ready' | 'task_done' | 'step_done' | 'lesson_done'} event
 * @property {string} lesson its key
 * @property {number} step what it is about, from 1
 * @property {number} steps how many there are
 * @property {number} done how many of them are done
 * @property {boolean} [ended] of `ready`: whether the lesson was gone through to its end before
 * @property {{ check: string, value: number | null }[]} [numbers] of `task_done`: each part of the task, and
 *   the value with which it was fulfilled
 */

/** What has happened between two states of a lesson; with none before, that it is there.
 * @param {WrittenLesson} lesson @param {Kept | null} before @param {Kept} after
 * @param {StandingMessage | null} standing how the step that was open stood
 * @returns {LessonEvent[]} */
export function eventsBetween(lesson, before, after, standing) {
  const { key, steps } = lesson;
  const done = doneIn(lesson, after);
  /** @param {LessonEvent['event']} name @param {number} at */
  const event = (name, at) => ({
    ...{ source: /** @type {const} */ ('nn-playground'), version: VERSION, event: name, lesson: key },
    ...{ step: Math.min(at, steps.length - 1) + 1, steps: steps.length, done: done.length },
  });
  const ended = after.ended === true;
  if (!before) return [{ ...event('ready', after.at), ended }];
  const known = doneIn(lesson, before);
  const ofSteps = done
    .filter((at) => !known.includes(at))
    .flatMap((at) => {
      const task = blockOf(steps[at], 'task');
      const values = standing?.conditions[0] ?? [];
      const numbers = task?.parts.map(({ check }, i) => ({ check, value: values[i]?.value ?? null })) ?? [];
      return [...(task ? [{ ...event('task_done', at), numbers }] : []), event('step_done', at)];
    });
  return [...ofSteps, ...(ended && !before.ended ? [event('lesson_done', steps.length)] : [])];
}

/** The steps that are done; one with nothing to do is when somebody has gone on from it.
 * @param {WrittenLesson} lesson @param {Kept} kept */
const doneIn = ({ steps }, { at, done, ended }) =>
  [...steps.keys()].filter((i) => done.includes(i) || (!toDo(steps[i]) && (i < at || ended)));
