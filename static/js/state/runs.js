/** @import { ClientMessage, Experiment } from '../messages.js' */
/** @import { Catalogue, EarlierRun, Frame, History, PresentRun, Runs, RunsEvent } from '../types.js' */
/** The earlier runs of this visit, kept in memory alone: pure functions, no socket and no page. */

import { datasetOf, isMeaningful, isOwn } from '../controls/options.js';
import { thinned } from '../maths/curves.js';
import { curveOf, gridOf } from '../protocol/frames.js';

/** Of more runs than this the oldest is forgotten; the room remembers the ends of as many. */
export const MAX_RUNS = 30;
/** Of more curves than this the oldest is not drawn any more, until somebody wants it again. */
export const MOST_DRAWN = 6;
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
    case 'named':
      return withEarlier(runs, changedRun(runs.earlier, event.id, { name: event.name }));
    case 'drawn':
      return withEarlier(runs, drawnAtMost(changedRun(runs.earlier, event.id, event), event.id));
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
  const goesOn = isSameRoom && (present.generation === before.generation || isLookedAt(before, present));
  if (goesOn && present.isPast && before.experiment) return runs; // it stays what it was at its end
  return { ...(goesOn ? runs : withEnded(runs, last)), present };
}

/** Whether the same run is only looked at in another way.
 * @param {PresentRun} before @param {PresentRun} now */
const isLookedAt = (before, now) =>
  before.run === now.run &&
  before.look !== now.look &&
  JSON.stringify(before.experiment) === JSON.stringify(now.experiment);

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
    generation: present.generation,
    name: '',
    isDrawn: true,
    look: present.look,
    experiment: present.experiment,
    link: present.link,
    epoch,
    test: seen?.now?.test ?? history.test.at(-1) ?? NaN,
    start: startOf(history),
    curve: thinned(history, MAX_CURVE),
    grid: grid && { size: grid.size, bytes: grid.bytes.slice() },
    decision: decision && {
      ...decision,
      winner: decision.winner.slice(),
      confidence: decision.confidence.slice(),
    },
    answer: answer?.slice() ?? null,
  };
  const earlier = drawnAtMost([...runs.earlier, run].slice(-MAX_RUNS), run.id);
  return withEarlier({ ...runs, count: run.id }, earlier);
}

/** @param {EarlierRun[]} earlier @param {number} id @param {Partial<EarlierRun>} changes */
const changedRun = (earlier, id, { name, isDrawn }) =>
  earlier.map((run) =>
    run.id === id ? { ...run, name: name ?? run.name, isDrawn: isDrawn ?? run.isDrawn } : run,
  );

/** So many curves are drawn at most: the oldest goes, but for one that was just asked for.
 * @param {EarlierRun[]} earlier @param {number} asked */
function drawnAtMost(earlier, asked) {
  const drawn = earlier.filter(({ isDrawn }) => isDrawn);
  const [oldest] = drawn.filter(({ id }) => id !== asked);
  return drawn.length > MOST_DRAWN ? changedRun(earlier, oldest.id, { isDrawn: false }) : earlier;
}

/** What decides how wrong an answer is. */
const OF_LOSSES = /** @type {const} */ (['loss', 'huber_delta']);

/** Whether the losses of two experiments can be compared: of the same points, measured in the same way.
 * @param {Experiment} one @param {Experiment} other @param {Catalogue['options']} options */
export function areComparable(one, other, options) {
  const ofPoints = Object.keys(options).filter((field) => options[field].group === 'points');
  const fields = /** @type {(keyof Experiment)[]} */ ([...OF_LOSSES, 'noise', 'train_percent', ...ofPoints]);
  return (
    isSameKind(one, other, options) &&
    seedsOf(one) === seedsOf(other) &&
    fields.every((field) => one[field] === other[field] || !isMeaningful(options[field], one))
  );
}

/** Whether the answers of two experiments can lie over each other: they are of the same problem, over the
 * same plane.
 * @param {Experiment} one @param {Experiment} other @param {Catalogue['options']} options */
export function isSameKind(one, other, options) {
  return (
    one.problem === other.problem &&
    datasetOf(one) === datasetOf(other) &&
    (one.classes === other.classes || !isMeaningful(options.classes, one)) &&
    (one.table?.digest === other.table?.digest || !isOwn(one))
  );
}

/** The run whose boundary lies over the present one, as long as it can.
 * @param {Runs} runs @param {Experiment} experiment @param {string} look
 * @param {Catalogue['options']} options */
export function ghostOf({ earlier, ghost }, experiment, look, options) {
  const run = earlier.find(({ id }) => id === ghost);
  return run && canLieOver(run, experiment, look, options) ? run : null;
}

/** Whether the boundary of a run can lie over the plane as it is.
 * @param {EarlierRun} run @param {Experiment} experiment @param {string} look
 * @param {Catalogue['options']} options */
export const canLieOver = (run, experiment, look, options) =>
  run.look === look && isSameKind(run.experiment, experiment, options);

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

/** The request to go on from the end of an earlier run of this room. @param {EarlierRun} run
 * @returns {ClientMessage} */
export const returning = ({ generation }) => ({ type: 'go_to_run', generation });

/**
 * The request to begin an earlier run again: with its own first weights, which only the room knows that it
 * was in.
 * @param {Pick<EarlierRun, 'room' | 'run' | 'link'>} earlier @param {string | null} room the present one
 * @returns {ClientMessage}
 */
export function restoring({ room: its, run, link }, room) {
  return { type: 'open_link', link, ...(its === room ? { run } : {}) };
}
