/** A class without the names of its students. Pure, no page. */

/** @import { KnownClass } from './class_file.js' */

/** The same class, in which everybody is called by a number, and stands where that says nothing of who they
 * are. What was typed, titles and answers, stays.
 * @param {KnownClass} known @param {(number: number) => string} called @returns {KnownClass} */
export function withoutNames(known, called) {
  const people = known.people.filter(({ waiting }) => !waiting);
  const items = known.collection?.items ?? [];
  const everybody = [...people, ...(known.board?.rows ?? []), ...items].map(({ person }) => person);
  const ids = [...new Set(everybody)].sort(); // they are random
  const names = new Map(ids.map((id, i) => [id, called(i + 1)]));
  /** @template {{ person: string, name: string }} T @param {T} each */
  const renamed = (each) => ({ ...each, name: names.get(each.person) ?? each.name });
  return {
    ...known,
    people: people.map(renamed).sort((a, b) => ids.indexOf(a.person) - ids.indexOf(b.person)),
    state: inNoOrder(known.state),
    board: known.board && { ...known.board, rows: known.board.rows.map(renamed) },
    collection: known.collection && { ...known.collection, items: items.map(renamed) },
  };
}

/** What was asked and dealt out, not in the order in which people came.
 * @param {KnownClass['state']} state @returns {KnownClass['state']} */
function inNoOrder({ question, trial, ...state }) {
  const { answers = null } = question ?? {};
  const { values = null } = trial ?? {};
  const dealt = values && Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    ...state,
    rules: { ...state.rules, anonymous: true },
    question: question && { ...question, answers: answers && [...answers].sort() },
    trial: trial && { ...trial, values: dealt },
  };
}
