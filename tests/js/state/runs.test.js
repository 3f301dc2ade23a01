import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFrame } from '../../../static/js/protocol/frames.js';
import {
  areComparable,
  ghostOf,
  MAX_CURVE,
  MAX_RUNS,
  MIN_EPOCHS,
  MOST_DRAWN,
  noRuns,
  reduceRuns,
  restoring,
  returning,
  runColour,
  startOf,
} from '../../../static/js/state/runs.js';
import { CATALOGUE, encodeFrame } from '../fakes.js';

/** @typedef {import('../../../static/js/types.js').Runs} Runs */
/** @typedef {import('../../../static/js/types.js').RunsEvent} RunsEvent */

/** @param {number} generation @param {number} count epochs with a loss, from 0 on */
function historyOf(generation, count) {
  const epochs = Array.from({ length: count }, (_, i) => i);
  return {
    generation,
    stride: 1,
    epochs,
    train: epochs.map((epoch) => epoch / 2),
    test: epochs.map((epoch) => epoch / 4),
  };
}

/** What was last seen of a run of so many epochs. @param {number} generation @param {number} epochs */
function lastOf(generation, epochs) {
  const frame = decodeFrame(
    encodeFrame({ generation, epoch: epochs }, [
      { kind: 1, count: 2, payload: Float32Array.of(0.5, 0.25) },
      { kind: 3, layer: 1, count: 1, size: 2, payload: Float32Array.of(1, 2) },
      { kind: 4, layer: 1, count: 1, payload: Float32Array.of(0) },
      { kind: 5, layer: 1, count: 1, size: 2, pictures: Uint8Array.of(0, 127, 200, 254) },
    ]),
  );
  return { history: historyOf(generation, epochs + 1), frame };
}
const nothing = { history: historyOf(0, 0), frame: null };

/** @param {number} generation @param {{ history: any, frame: any }} last @param {object} changes
 * @returns {RunsEvent} */
const state = (generation, last = nothing, changes = {}) => ({
  type: 'state',
  last,
  present: {
    room: 'room1',
    run: generation,
    generation,
    experiment: CATALOGUE.defaults,
    link: `seed=${generation}`,
    look: '',
    isPast: false,
    ...changes,
  },
});
/** @param {RunsEvent[]} events */
const after = (...events) => events.reduce(reduceRuns, noRuns());
/** So many runs of ten epochs have ended. @param {number} count */
const ended = (count) =>
  after(state(1), ...Array.from({ length: count }, (_, i) => state(i + 2, lastOf(i + 1, 10))));

test('a run that ends stays, with its link, its last losses and its last picture', () => {
  const [run, ...others] = ended(1).earlier;
  assert.equal(others.length, 0);
  assert.deepEqual(
    [run.id, run.link, run.epoch, run.test, run.experiment],
    [1, 'seed=1', 10, 0.25, CATALOGUE.defaults],
  );
  assert.deepEqual(run.curve.epochs, historyOf(1, 11).epochs);
  assert.deepEqual([...(run.grid?.bytes ?? [])], [0, 127, 200, 254]);
});

test('of a run with several outputs stays who won where, of a curve its function', () => {
  const classes = decodeFrame(
    encodeFrame({ generation: 1, epoch: 10 }, [
      { kind: 3, layer: 1, count: 3, size: 0, payload: new Float32Array(0) },
      { kind: 4, layer: 1, count: 3, payload: new Float32Array(3) },
      { kind: 5, layer: 1, count: 3, size: 2, pictures: new Uint8Array(12) },
      { kind: 15, layer: 1, count: 3, size: 2, pictures: Uint8Array.of(0, 1, 2, 2, 10, 20, 30, 40) },
    ]),
  );
  const [run] = after(state(1), state(2, { history: historyOf(1, 11), frame: classes })).earlier;
  assert.deepEqual(
    [run.grid, run.answer, run.decision?.winner, run.decision?.confidence],
    [null, null, Uint8Array.of(0, 1, 2, 2), Uint8Array.of(10, 20, 30, 40)],
  );
  const curve = decodeFrame(
    encodeFrame({ generation: 1, epoch: 10 }, [
      { kind: 3, layer: 1, count: 1, size: 0, payload: new Float32Array(0) },
      { kind: 4, layer: 1, count: 1, payload: new Float32Array(1) },
      { kind: 16, layer: 1, count: 1, size: 3, payload: Float32Array.of(1, 2, 3) },
    ]),
  );
  const [line] = after(state(1), state(2, { history: historyOf(1, 11), frame: curve })).earlier;
  assert.deepEqual([line.grid, line.decision, line.answer], [null, null, Float32Array.of(1, 2, 3)]);
  assert.notEqual(line.answer?.buffer, curve.curves[0].values.buffer);
});

test('the picture of a run is a copy, so that the frame can go', () => {
  const last = lastOf(1, 10);
  const [run] = after(state(1), state(2, last)).earlier;
  assert.equal(run.grid?.bytes.buffer.byteLength, 4);
  last.frame.grids[0].bytes.fill(9);
  assert.equal(run.grid?.bytes[0], 0);
});

test('a run that has hardly trained is not kept', () => {
  assert.equal(after(state(1), state(2, lastOf(1, MIN_EPOCHS - 1))).earlier.length, 0);
  assert.equal(after(state(1), state(2, lastOf(1, MIN_EPOCHS))).earlier.length, 1);
});

test('a change that goes on with the run ends none; what it changed counts when the run ends', () => {
  const experiment = { ...CATALOGUE.defaults, learning_rate: 0.1 };
  const going = after(state(1), state(1, lastOf(1, 10), { experiment, link: 'later' }));
  assert.equal(going.earlier.length, 0);
  const [run] = reduceRuns(going, state(2, lastOf(1, 20))).earlier;
  assert.deepEqual([run.experiment.learning_rate, run.link], [0.1, 'later']);
});

test('a run left at an earlier moment is kept as it was at its end, its branch as another', () => {
  const experiment = { ...CATALOGUE.defaults, learning_rate: 0.1 };
  const looking = after(state(1), state(1, lastOf(1, 10), { experiment, isPast: true }));
  const left = reduceRuns(looking, state(2, lastOf(1, 10), { run: 1, link: 'branch' }));
  const [whole, branch] = reduceRuns(left, state(3, lastOf(2, 7))).earlier;
  assert.deepEqual([whole.epoch, whole.link, whole.experiment.learning_rate], [10, 'seed=1', 0.03]);
  assert.deepEqual([branch.epoch, branch.link, branch.run], [7, 'branch', 1]);
});

test('of a run without its last picture the losses are kept, of one never seen at its end nothing', () => {
  const { frame } = lastOf(1, 4);
  const [run] = after(state(1), state(2, { history: historyOf(1, 11), frame })).earlier;
  assert.deepEqual([run.epoch, run.test, run.grid], [10, 2.5, null]);
  const begun = after(state(1, nothing, { isPast: true }), state(2, lastOf(1, 10)));
  assert.equal(begun.earlier.length, 0);
});

test('a frame of the next run may come before its state: the run ends once', () => {
  const runs = after(state(1), { type: 'frame', generation: 2, last: lastOf(1, 10) }, state(2, lastOf(2, 0)));
  assert.deepEqual(
    runs.earlier.map(({ link }) => link),
    ['seed=1'],
  );
  assert.equal(runs.present?.link, 'seed=2');
});

test('frames of the present run and states of older ones change nothing', () => {
  const runs = ended(1);
  assert.equal(reduceRuns(runs, { type: 'frame', generation: 2, last: lastOf(2, 10) }), runs);
  assert.equal(reduceRuns(runs, state(1, lastOf(2, 10))), runs);
});

test('another room ends the run even under the same number', () => {
  const runs = after(state(1), state(1, lastOf(1, 10), { room: 'room2' }));
  assert.equal(runs.earlier.length, 1);
});

test('losses and pictures of another run are not taken for it', () => {
  assert.equal(after(state(1), state(2, { ...lastOf(1, 10), history: historyOf(7, 11) })).earlier.length, 0);
  const [run] = after(state(1), state(2, { ...lastOf(7, 10), history: historyOf(1, 11) })).earlier;
  assert.equal(run.grid, null);
  assert.equal(run.test, 2.5);
});

test('of many runs the newest stay, and numbers are never given twice', () => {
  const { earlier, count } = ended(MAX_RUNS + 3);
  assert.deepEqual(
    earlier.map(({ id }) => id),
    Array.from({ length: MAX_RUNS }, (_, i) => i + 4),
  );
  assert.equal(count, MAX_RUNS + 3);
  const [removed, again] = [reduceRuns(ended(2), { type: 'removed', id: 2 }), state(4, lastOf(3, 10))];
  assert.deepEqual(
    reduceRuns(removed, again).earlier.map(({ id }) => id),
    [1, 3],
  );
});

test('the ghost is one of the earlier runs and goes with it', () => {
  const laid = reduceRuns(ended(2), { type: 'ghost', id: 1 });
  assert.equal(laid.ghost, 1);
  assert.equal(reduceRuns(laid, { type: 'removed', id: 2 }).ghost, 1);
  assert.equal(reduceRuns(laid, { type: 'removed', id: 1 }).ghost, null);
  assert.equal(reduceRuns(laid, { type: 'ghost', id: null }).ghost, null);
  assert.equal(reduceRuns(laid, { type: 'ghost', id: 9 }).ghost, null);
  const full = Array.from({ length: MAX_RUNS }, (_, i) => state(i + 4, lastOf(i + 3, 10))).reduce(
    reduceRuns,
    laid,
  );
  assert.equal(full.ghost, null);
});

test('of the curve of a run are kept a few losses, the last one among them', () => {
  const [run] = after(state(1), state(2, lastOf(1, 5 * MAX_CURVE))).earlier;
  assert.ok(run.curve.epochs.length <= MAX_CURVE);
  assert.equal(run.curve.epochs.at(-1), 5 * MAX_CURVE);
});

test('a run is restored with its own first weights, in its own room alone', () => {
  const [run] = ended(1).earlier;
  assert.deepEqual(restoring(run, 'room1'), { type: 'open_link', link: 'seed=1', run: 1 });
  assert.deepEqual(restoring(run, 'room2'), { type: 'open_link', link: 'seed=1' });
});

test('where a run began is known from the loss before its first update', () => {
  assert.equal(startOf(historyOf(1, 3)), 0);
  assert.equal(startOf({ ...historyOf(1, 3), epochs: [2, 3, 4] }), null);
  assert.equal(ended(1).earlier[0].start, 0);
});

/** A table of one's own. @param {string} digest */
const tableOf = (digest) => ({
  digest,
  title: 'Mine',
  names: ['a', 'b'],
  names_in: {},
  classes: ['p', 'q'],
  n_rows: 10,
  side: 0,
  is_on_plane: true,
  is_split: false,
});

test('of data of one’s own the rows must be the same', () => {
  const { defaults, options } = CATALOGUE;
  const own = { ...defaults, dataset: 'own', table: tableOf('a') };
  assert.ok(areComparable(own, { ...own, table: { ...tableOf('a'), title: 'Yours' } }, options));
  assert.ok(!areComparable(own, { ...own, table: tableOf('b') }, options));
});

test('a boundary lies over the plane of the same problem and dataset, looked at in the same way', () => {
  const { defaults, options } = CATALOGUE;
  const runs = reduceRuns(ended(1), { type: 'ghost', id: 1 });
  const seen = (/** @type {Partial<typeof defaults>} */ changes, look = '') =>
    ghostOf(runs, { ...defaults, ...changes }, look, options) !== null;
  assert.ok(seen({}) && seen({ seed: 'another', noise: 30, loss: 'huber', hidden: [8] }));
  assert.ok(!seen({ dataset: 'xor' }) && !seen({ problem: 'regression' }) && !seen({}, 'a,b'));
});

test('looking at a run in another way does not end it, going on from an earlier moment does', () => {
  const looked = after(state(1), state(2, lastOf(1, 10), { run: 1, link: 'other look', look: 'a,b' }));
  assert.deepEqual([looked.earlier.length, looked.present?.generation], [0, 2]);
  assert.equal(after(state(1), state(2, lastOf(1, 10), { run: 1, link: 'seed=1' })).earlier.length, 1);
});

test('a run keeps the name that somebody gives it', () => {
  const named = reduceRuns(ended(2), { type: 'named', id: 1, name: 'slow' });
  assert.deepEqual(
    named.earlier.map(({ name }) => name),
    ['slow', ''],
  );
});

test('the newest curves are drawn, and any that somebody asks for', () => {
  const drawnOf = (/** @type {Runs} */ { earlier }) =>
    earlier.filter(({ isDrawn }) => isDrawn).map(({ id }) => id);
  const runs = ended(MOST_DRAWN + 2);
  assert.deepEqual(
    drawnOf(runs),
    Array.from({ length: MOST_DRAWN }, (_, i) => i + 3),
  );
  const asked = reduceRuns(runs, { type: 'drawn', id: 1, isDrawn: true });
  assert.deepEqual(drawnOf(asked), [1, ...drawnOf(runs).slice(1)]);
  const less = reduceRuns(asked, { type: 'drawn', id: MOST_DRAWN, isDrawn: false });
  assert.equal(drawnOf(less).length, MOST_DRAWN - 1);
});

test('the end of a run is asked for by its last frames', () => {
  assert.deepEqual(returning(ended(2).earlier[1]), { type: 'go_to_run', generation: 2 });
});

test('losses can be compared where points and loss are the same', () => {
  const { defaults, options } = CATALOGUE;
  const isComparable = (/** @type {Partial<typeof defaults>} */ changes) =>
    areComparable(defaults, { ...defaults, ...changes }, options);
  for (const changes of /** @type {Partial<typeof defaults>[]} */ ([
    { learning_rate: 1 },
    { hidden: [8] },
    { features: ['x'] },
    { regression_dataset: 'another' }, // counts in another problem alone
    { turns: 3 }, // of spirals alone
    { huber_delta: 3 },
    { table: tableOf('b') },
  ]))
    assert.ok(isComparable(changes), JSON.stringify(changes));
  for (const changes of /** @type {Partial<typeof defaults>[]} */ ([
    { dataset: 'another' },
    { noise: 50 },
    { train_percent: 10 },
    { seed: 'another' },
    { data_seed: 'another' },
    { loss: 'another' },
    { problem: 'regression' },
    { gap: 2 },
    { imbalance: 50 },
    { label_noise: 10 },
    { outliers: 10 },
    { n_points: 100 },
  ]))
    assert.ok(!isComparable(changes), JSON.stringify(changes));
  assert.ok(
    areComparable(
      { ...defaults, seed: '1', data_seed: '2', split_seed: '2' },
      { ...defaults, seed: '2' },
      options,
    ),
  );
});

test('runs that follow each other have the four colours in turn', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 9].map(runColour), [1, 2, 3, 4, 1, 1]);
});
