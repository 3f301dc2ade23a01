// How far somebody has come with each lesson, kept in this browser.

/**
 * @typedef {object} Kept of one lesson
 * @property {number} at the step that is open, from 0
 * @property {number[]} done the steps whose task is done
 * @property {Record<number, Answer>} answers by step
 * @property {boolean} [ended] whether it was gone through to its end
 */
/**
 * @typedef {object} Answer what was chosen or typed last, and of a prediction what came out
 * @property {number} given a choice, from 0, or a number
 * @property {number | null} [outcome] null where the run has no such number
 * @property {number} [right] the choice that was right in the end, from 0; -1 for none
 */

const KEY = 'nnp.lessons';
/** Lessons that are kept; the ones that were open longest ago go first. */
const MOST_KEPT = 60;

/** @returns {Kept} */
export const nothingKept = () => ({ at: 0, done: [], answers: {} });

/** Everything that is kept, by the name of the lesson. @returns {Record<string, Kept>} */
export function allKept() {
  try {
    const read = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return Object.fromEntries(Object.entries(read).filter(([, each]) => isKept(each)));
  } catch {
    return {}; // private mode, or something else stands there
  }
}

/** @param {string} lesson @returns {Kept} */
export const keptOf = (lesson) => allKept()[lesson] ?? nothingKept();

/** @param {string} lesson @param {Kept} kept */
export function keep(lesson, kept) {
  const { [lesson]: _, ...others } = allKept();
  const all = Object.entries({ ...others, [lesson]: kept }).slice(-MOST_KEPT);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(all)));
  } catch {
    // It is forgotten with the page.
  }
}

/** @param {any} each @returns {boolean} */
const isKept = (each) =>
  Number.isInteger(each?.at) && Array.isArray(each.done) && typeof each.answers === 'object' && each.answers;
