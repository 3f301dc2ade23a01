/** What a class answered in a step of its lesson, as an answered question of the class: pure, no page. */

/** @import { Question, StepAnswers } from '../messages.js' */
/** @import { StepAsks } from '../types.js' */

/**
 * Choices are HTML; `right` is the choice that is, or the number. What a prediction comes to is told when
 * half of the runs have come there, so that a fast one does not give it away.
 * @typedef {Pick<Question, 'kind' | 'choices' | 'counts' | 'answers' | 'n_answers'>
 *   & { right: number | null, isFirst: boolean }} Answered  isFirst: others may have followed
 */

/** @param {StepAsks} asks @param {StepAnswers | null | undefined} found null: nothing was answered
 * @returns {Answered} */
export function answeredIn(asks, found) {
  const given = found?.answers ?? [];
  const { n_answers = 0, n_seen = 0 } = found ?? {};
  const isPredicted = asks.kind === 'prediction';
  const isSeen = n_answers > 0 && 2 * n_seen >= n_answers;
  const came = isPredicted && isSeen ? found : null;
  const isFirst = !isPredicted;
  if (asks.choices) {
    const counts = asks.choices.map((_, i) => given.find(([value]) => value === i)?.[1] ?? 0);
    const right = isPredicted ? (came?.right ?? -1) : asks.choices.findIndex((each) => each.right);
    const choices = asks.choices.map(({ text }) => text);
    return {
      kind: 'choices',
      choices,
      counts,
      answers: null,
      n_answers,
      right: right < 0 ? null : right,
      isFirst,
    };
  }
  const answers = given.flatMap(([value, count]) => Array(count).fill(value));
  const right = isPredicted ? (came?.outcome ?? null) : (asks.number ?? null);
  return { kind: 'number', choices: [], counts: null, answers, n_answers, right, isFirst };
}
