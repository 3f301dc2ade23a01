// What a lesson has, as the server sends it, and what follows from its blocks: pure.

/** @import { ConditionPart, StandingMessage } from '../../messages.js' */

/** @typedef {{ kind: 'text', html: string }} TextBlock */
/** @typedef {{ kind: 'set-up', link?: string, show?: string[], light?: string[], say?: string }} SetUp */
/** @typedef {{ check: string, text: string, about: { kind: string, sign: string, number: number } | null }}
 *   TaskPart */
/** @typedef {{ kind: 'task', ask?: string, check: string, parts: TaskPart[],
 *   solution: { link: string, epochs: number } }} Task */
/** @typedef {{ text: string, right?: boolean, when?: string, feedback?: string }} Choice */
/** @typedef {{ choices?: Choice[], number?: number, tolerance?: number,
 *   feedback?: { right?: string, wrong?: string } }} Answers */
/** @typedef {Answers & { kind: 'question', ask: string }} Question */
/** @typedef {Answers & { kind: 'prediction', ask: string, outcome: string, epochs: number, measured: string,
 *   measured_kind: string }} Prediction */
/** @typedef {{ kind: 'puzzle', name: string, link: string }} Puzzle */
/** @typedef {{ kind: 'hint', text: string }} Hint */
/** @typedef {TextBlock | SetUp | Task | Question | Prediction | Puzzle | Hint} Block */
/** @typedef {{ title: string, link: string, parts: Block[] }} Step */
/** @typedef {{ key: string, title: string, minutes: number, level: string, learnt: string[], n_steps: number,
 *   source?: { course: string, lecture?: string, address?: string } | null }} About */
/** @typedef {About & { steps: Step[] }} WrittenLesson */

/** The block of a kind in a step. @template {Block['kind']} K @param {Step} step @param {K} kind
 * @returns {Extract<Block, { kind: K }> | undefined} */
export const blockOf = (step, kind) => /** @type {any} */ (step.parts.find((part) => part.kind === kind));

/** What has to be done before the next step opens: of a question and a task it is the task.
 * @param {Step} step @returns {'task' | 'question' | 'prediction' | 'puzzle' | undefined} */
export const toDo = (step) =>
  /** @type {const} */ (['task', 'prediction', 'puzzle', 'question']).find((kind) => blockOf(step, kind));

/** Whether a part stands behind what has to be done, and so tells what came of it.
 * @param {Step} step @param {number} i */
export function followsToDo(step, i) {
  const kind = toDo(step);
  return kind !== undefined && i > step.parts.findIndex((part) => part.kind === kind);
}

/** What the room shows in a step: its link, which of a prediction ends at the epoch that was asked about,
 * and of a puzzle is the puzzle's own. @param {Step} step */
export function linkOf(step) {
  const prediction = blockOf(step, 'prediction');
  const puzzle = blockOf(step, 'puzzle');
  if (puzzle) return puzzle.link;
  return prediction ? endingAt(step.link, prediction.epochs) : step.link;
}

/** Whether a step sets the playground up, and does not go on from the step before. @param {Step} step */
export const setsUp = (step) =>
  blockOf(step, 'set-up')?.link !== undefined || blockOf(step, 'puzzle') !== undefined;

/** A link whose run pauses after so many epochs. @param {string} link @param {number} epochs */
export const endingAt = (link, epochs) => `${link}&stopEpoch=${epochs}`;

/** After how many epochs the lesson itself lets runs pause: those of its predictions, and its solutions.
 * @param {WrittenLesson} lesson */
export const endsIn = ({ steps }) =>
  steps.flatMap((step) => [blockOf(step, 'prediction')?.epochs, blockOf(step, 'task')?.solution.epochs]);

/** Every point that is told right: the puzzle is solved. */
const SOLVED = 'train_accuracy >= 1';

/** What of the run has to be known in a step; null for nothing.
 * @param {Step} step @returns {{ conditions: string[], outcome: string | null } | null} */
export function followed(step) {
  const task = blockOf(step, 'task');
  const prediction = blockOf(step, 'prediction');
  if (task) return { conditions: [task.check], outcome: null };
  if (blockOf(step, 'puzzle')) return { conditions: [SOLVED], outcome: null };
  if (!prediction) return null;
  const conditions = (prediction.choices ?? []).map(({ when }) => when ?? '');
  return { conditions, outcome: prediction.outcome };
}

/** The loss that a task asks for, which its curve has to come below; null where it asks for none.
 * @param {Task} task @returns {number | null} */
export function limitIn({ parts }) {
  const ofLoss = parts.find(({ check, about }) => about && /^(train|test)_loss <=? /.test(check));
  return ofLoss?.about?.number ?? null;
}

/** Whether all parts of a condition hold. @param {readonly ConditionPart[] | undefined} parts */
export const holds = (parts) => parts?.every((part) => part.holds) ?? false;

/** The choice whose condition holds, from 0; -1 for none. @param {StandingMessage} standing */
export const choiceThatHolds = ({ conditions }) => conditions.findIndex(holds);

/** Whether an answer to a question is the right one.
 * @param {Answers} question @param {number} given a choice, from 0, or a number */
export const isRight = ({ choices, number = 0, tolerance = 0 }, given) =>
  choices ? choices[given]?.right === true : Math.abs(given - number) <= tolerance;

/** How far a loss, or what has to fall or rise as one, has come on its way to a mark: both from 0 to 1. A
 * loss falls by factors, so its bar is logarithmic; it is full when twice as much is done as was asked for.
 * @param {TaskPart['about']} about @param {number | null} value
 * @returns {{ share: number, mark: number } | null} null for what has no such way */
export function barOf(about, value) {
  if (!about || value === null) return null;
  const { kind, sign, number } = about;
  if (kind === 'number' && (sign === '<' || sign === '<=') && number > 0) {
    const [far, near] = [12 * number, 0.6 * number];
    const on = (/** @type {number} */ at) => Math.log(far / at) / Math.log(far / near);
    return { share: clamped(on(Math.max(value, near))), mark: on(number) };
  }
  if (kind === 'share' && (sign === '>' || sign === '>='))
    return { share: clamped(value), mark: clamped(number) };
  return null;
}

/** @param {number} value */
const clamped = (value) => Math.min(1, Math.max(0, value));
