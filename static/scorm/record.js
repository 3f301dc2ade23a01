// What a learning platform is told of a lesson, by the calls of SCORM 1.2 (ADL, Run-Time Environment).

/**
 * @typedef {object} Api what the platform offers, in some window around this one
 * @property {(nothing: '') => string} LMSInitialize
 * @property {(name: string) => string} LMSGetValue
 * @property {(name: string, value: string) => string} LMSSetValue
 * @property {(nothing: '') => string} LMSCommit
 * @property {(nothing: '') => string} LMSFinish
 */
/** @typedef {{ event: string, step: number, steps: number, done: number, ended?: boolean }} LessonEvent */

/** Windows that are looked into on the way out; platforms nest a few frames. */
const FARTHEST = 50;

/** The platform's API: in the windows around this one, else around the one that opened it.
 * @param {Window} page @returns {Api | null} */
export const findApi = (page) => apiAround(page) ?? (page.opener ? apiAround(page.opener) : null);

/** @param {any} page @returns {Api | null} */
function apiAround(page) {
  for (let n = 0; n < FARTHEST; n++) {
    try {
      if (page.API) return page.API;
    } catch {
      return null; // a window of another site, which may not be looked into
    }
    if (page.parent === page) return null;
    page = page.parent;
  }
  return null;
}

/**
 * Begins the record of a visit.
 * @param {Api} api
 * @param {() => number} now in milliseconds
 */
export function beginRecord(api, now = Date.now) {
  const began = now();
  const value = (/** @type {string} */ name) => String(api.LMSGetValue(`cmi.core.${name}`) ?? '');
  const set = (/** @type {string} */ name, /** @type {string | number} */ to) =>
    api.LMSSetValue(`cmi.core.${name}`, String(to));
  api.LMSInitialize('');
  const isDone = () => ['completed', 'passed'].includes(value('lesson_status'));
  if (!isDone()) set('lesson_status', 'incomplete');
  set('score.min', 0);
  set('score.max', 100);
  api.LMSCommit('');
  let isOver = false;
  return {
    /** The step at which to go on, from 1. */
    step: Math.max(1, Math.trunc(Number(value('lesson_location'))) || 1),

    /** Notes what has happened; what was reached on another visit is never taken back.
     * @param {LessonEvent} event */
    note({ event, step, steps, done, ended }) {
      if (isOver) return;
      const isThrough = event === 'lesson_done' || ended === true;
      const score = isThrough ? 100 : Math.round((100 * done) / steps);
      set('score.raw', Math.max(score, Number(value('score.raw')) || 0));
      const place = event === 'step_done' ? Math.min(step + 1, steps) : step;
      set('lesson_location', Math.max(place, Number(value('lesson_location')) || 1));
      if (isThrough && !isDone()) set('lesson_status', 'completed');
      api.LMSCommit('');
    },

    /** Ends the visit. A second end is none. */
    end() {
      if (isOver) return;
      isOver = true;
      set('session_time', timeText(now() - began));
      set('exit', isDone() ? '' : 'suspend');
      api.LMSCommit('');
      api.LMSFinish('');
    },
  };
}

/** A length of time as SCORM 1.2 writes it: HHHH:MM:SS. @param {number} milliseconds */
export function timeText(milliseconds) {
  const seconds = Math.min(9999 * 3600, Math.max(0, Math.floor(milliseconds / 1000)));
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  return `${String(Math.floor(seconds / 3600)).padStart(4, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
