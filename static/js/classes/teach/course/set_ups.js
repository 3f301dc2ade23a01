/** What a lesson does in the rooms of a class: the links that it opens, the controls it needs. Pure. */
import { blockOf, endingAt, linkOf } from '../../../views/lesson/blocks.js';
import { closedThings } from '../../pace.js';

/** @import { PaceShown } from '../../../messages.js' */
/** @import { Catalogue } from '../../../types.js' */
/** @import { Step, WrittenLesson } from '../../../views/lesson/blocks.js' */

/** As many, and as long ones, as the server takes. */
const MOST_SET_UPS = 100;
const LONGEST = 500;
/** What has another name where a teacher opens it. @type {Record<string, string[]>} */
const OPENED_AS = { hidden: ['hidden', 'layers'], formula: ['formulas'] };

/** The links that a lesson opens, set-ups and solutions, each once. @param {WrittenLesson} course */
export function setUpsOf({ steps }) {
  const links = steps.flatMap((step) => {
    const task = blockOf(step, 'task');
    return [linkOf(step), ...(task ? [endingAt(task.solution.link, task.solution.epochs)] : [])];
  });
  const usable = links.filter((link) => link !== '' && link.length <= LONGEST);
  return [...new Set(usable)].slice(0, MOST_SET_UPS);
}

/** What the pace of the class has closed and steps of the lesson need.
 * @param {WrittenLesson} course @param {Catalogue['options']} options @param {PaceShown | null} pace
 * @returns {{ steps: number[], names: string[] }} steps: from 0 */
export function closedIn({ steps }, options, pace) {
  const closed = new Set(closedThings(options, pace));
  const found = steps.map((step) => neededIn(step).filter((name) => closed.has(name)));
  return { steps: [...found.keys()].filter((i) => found[i].length > 0), names: [...new Set(found.flat())] };
}

/** The controls that what there is to do in a step may need. @param {Step} step */
function neededIn(step) {
  if (blockOf(step, 'puzzle')) return ['by_hand'];
  if (!blockOf(step, 'task')) return [];
  return (blockOf(step, 'set-up')?.show ?? []).flatMap((name) => OPENED_AS[name] ?? [name]);
}
