// How far somebody has come with each lesson, kept in this browser.

/** @typedef {import('../../types.js').LessonKept} Kept */
/** @typedef {import('../../types.js').LessonAnswer} Answer */

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

/** Keeps what was done with a class beside what was done before. @param {string} lesson @param {Kept} kept */
export function keepToo(lesson, kept) {
  const { done, answers, ended } = keptOf(lesson);
  keep(lesson, {
    at: kept.at,
    done: [...new Set([...done, ...kept.done])],
    answers: { ...answers, ...kept.answers },
    ...((ended || kept.ended) && { ended: true }),
  });
}

/** @param {any} each @returns {boolean} */
const isKept = (each) =>
  Number.isInteger(each?.at) && Array.isArray(each.done) && typeof each.answers === 'object' && each.answers;
