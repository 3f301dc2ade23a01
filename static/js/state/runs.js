/** @import { ClientMessage, Experiment } from '../messages.js' */
/** @import { EarlierRun, Frame, History, PresentRun, Runs, RunsEvent } from '../types.js' */
/** The earlier runs of this visit, kept in memory alone: pure functions, no socket and no page. */

import { curveOf, gridOf } from '../protocol/frames.js';

/** Of more runs than this the oldest is forgotten. */
export const MAX_RUNS = 6;
/** A run that trained for fewer epochs is not worth a line. */
export const MIN_EPOCHS = 5;
/** The losses kept of a run. */
export const MAX_CURVE = 200;

/** @returns {Runs} before the first welcome */
export function noRuns() {
  return { present: null, earlier: [], ghost: null, count: 0 };
}

/**
 * The runs after an event. What is given is not changed; it is returned itself when nothing changes.
 * @param {Runs} runs @param {RunsEvent} event @returns {Runs}
 */
export function reduceRuns(runs, event) {
  switch (event.type) {
    case 'state':
      return afterState(runs, event.present, event.last);
    case 'frame': {
      const { present } = runs;
      if (!present || event.generation <= present.generation) return runs;
      return {
        ...withEnded(runs, event.last),
        present: { ...present, generation: event.generation, experiment: null },
      };
    }
    case 'removed':
      return withEarlier(
        runs,
        runs.earlier.filter(({ id }) => id !== event.id),
      );
    case 'ghost':
      return { ...runs, ghost: runs.earlier.some(({ id }) => id === event.id) ? event.id : null };
  }
}

/** @param {Runs} runs @param {PresentRun} present @param {{ history: History, frame: Frame | null }} last
 * @returns {Runs} */
function afterState(runs, present, last) {
  const before = runs.present;
  const isSameRoom = before?.room === present.room;
  if (isSameRoom && present.generation < before.generation) return runs;
  const goesOn = isSameRoom && present.generation === before.generation;
  if (goesOn && present.isPast && before.experiment) return runs; // it stays what it was at its end
  return { ...(goesOn ? runs : withEnded(runs, last)), present };
}

/**
 * The present run becomes an earlier one, as it was at its end; not one of which that was never seen.
 * @param {Runs} runs @param {{ history: History, frame: Frame | null }} last @returns {Runs}
 */
function withEnded(runs, { history, frame }) {
  const { present } = runs;
  if (!present?.experiment || present.isPast || history.generation !== present.generation) return runs;
  const last = history.epochs.at(-1) ?? 0;
  const seen = frame?.generation === present.generation && frame.epoch >= last ? frame : null;
  const epoch = seen?.epoch ?? last;
  if (epoch < MIN_EPOCHS) return runs;
  const { decision = null } = seen ?? {};
  const grid = seen && decision === null ? gridOf(seen, seen.layers.length, 0) : null;
  const answer = seen && curveOf(seen.curves, seen.layers.length, 0);
  /** @type {EarlierRun} */
  const run = {
    id: runs.count + 1,
    room: present.room,
    run: present.run,
    experiment: present.experiment,
    link: present.link,
    epoch,
    test: seen?.now?.test ?? history.test.at(-1) ?? NaN,
    start: startOf(history),
    curve: thinnedCurve(history),
    grid: grid && { size: grid.size, bytes: grid.bytes.slice() },
    decision: decision && {
      ...decision,
      winner: decision.winner.slice(),
      confidence: decision.confidence.slice(),
    },
    answer: answer?.slice() ?? null,
  };
  return withEarlier({ ...runs, count: run.id }, [...runs.earlier, run].slice(-MAX_RUNS));
}

/** What decides which points there are, and how wrong an answer is; beside seeds and the dataset. */
const OF_LOSSES = /** @type {const} */ (['problem', 'train_percent', 'noise', 'loss', 'huber_delta']);
const OF_DATA = /** @type {const} */ ({
  classification: ['dataset', 'classes'],
  regression: ['regression_dataset'],
  curve: ['curve_dataset'],
});

/** Whether the losses of two experiments can be compared: of the same points, measured in the same way.
 * @param {Experiment} one @param {Experiment} other */
export function areComparable(one, other) {
  const fields = [...OF_LOSSES, ...OF_DATA[one.problem]];
  return seedsOf(one) === seedsOf(other) && fields.every((field) => one[field] === other[field]);
}

/** From what its points are drawn and split. @param {Experiment} experiment */
const seedsOf = ({ seed, data_seed: data, split_seed: split }) => `${data || seed} ${split || seed}`;

/** Which of the colours an earlier run has, counted from 1. @param {number} id of the run */
export const runColour = (id) => ((id - 1) % 4) + 1;

/** The training loss before the first update, null where it is not known. @param {History} history */
export const startOf = ({ epochs, train }) => (epochs[0] === 0 ? train[0] : null);

/** @param {Runs} runs @param {EarlierRun[]} earlier @returns {Runs} */
function withEarlier(runs, earlier) {
  const ghost = earlier.some(({ id }) => id === runs.ghost) ? runs.ghost : null;
  return { ...runs, earlier, ghost };
}

/** At most MAX_CURVE losses, evenly chosen, the last one among them.
 * @param {History} history @returns {EarlierRun['curve']} */
export function thinnedCurve({ epochs, train, test }) {
  const last = epochs.length - 1;
  const every = Math.max(1, Math.ceil(last / (MAX_CURVE - 1)));
  const isKept = (/** @type {unknown} */ _, /** @type {number} */ i) => (last - i) % every === 0;
  return { epochs: epochs.filter(isKept), train: train.filter(isKept), test: test.filter(isKept) };
}

/**
 * The request to begin an earlier run again: with its own first weights, which only the room knows that it
 * was in.
 * @param {Pick<EarlierRun, 'room' | 'run' | 'link'>} earlier @param {string | null} room the present one
 * @returns {ClientMessage}
 */
export function restoring({ room: its, run, link }, room) {
  return { type: 'open_link', link, ...(its === room ? { run } : {}) };
}
