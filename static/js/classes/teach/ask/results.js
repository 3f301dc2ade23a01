/** What a class has made together, one result for each of its students. Pure, no page. */
/** @import { Cell, PersonShown, Trial } from '../../../messages.js' */

/**
 * @typedef {{ person: string, name: string, value: number, train: number, test: number, epoch: number }}
 *   Result
 */

/**
 * The results that have arrived: of who has a value, and has trained with it.
 * @param {Trial} trial @param {readonly PersonShown[]} people @param {ReadonlyMap<string, Cell>} cells
 * @returns {{ results: Result[], missing: string[] }} missing: the names of the others who have a value
 */
export function resultsOf(trial, people, cells) {
  /** @type {Result[]} */
  const results = [];
  const missing = [];
  for (const { person, name } of people) {
    const value = trial.values?.[person];
    if (value === undefined) continue;
    const cell = cells.get(person);
    const { train_loss: train, test_loss: test, epoch = 0 } = cell ?? {};
    if (cell && epoch > 0 && !cell.diverged && isNumber(train) && isNumber(test))
      results.push({ person, name, value, train, test, epoch });
    else missing.push(name);
  }
  return { results, missing };
}

/** @param {unknown} value @returns {value is number} */
const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

/** How many have said each number, in the order of the numbers. @param {readonly number[]} answers
 * @returns {{ value: number, count: number }[]} */
export function tally(answers) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const each of answers) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => a.value - b.value);
}
