import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  freeLine,
  lastEpochShown,
  linearRange,
  logRange,
  logTicks,
  lossesUpTo,
  MAX_DECADES,
  markToJumpTo,
  nearestMark,
  SMOOTHINGS,
  smoothed,
  thinned,
  withGaps,
} from '../../../static/js/maths/curves.js';

const epochs = Array.from({ length: 1000 }, (_, i) => i);
/** Goes up and down by one from epoch to epoch. */
const jagged = epochs.map((epoch) => 2 + (epoch % 2 ? 1 : -1));
/** @param {number[]} losses */
const spread = (losses) => Math.max(...losses) - Math.min(...losses);

test('without smoothing the losses stay as they are', () => {
  assert.deepEqual(smoothed(epochs, jagged, 'off'), jagged);
});

test('the stronger the smoothing, the calmer the curve, around the same middle', () => {
  const [off, some, strong] = Object.keys(SMOOTHINGS).map((name) =>
    smoothed(epochs, jagged, name).slice(500),
  );
  assert.ok(spread(some) < spread(off) / 4);
  assert.ok(spread(strong) < spread(some) / 2);
  for (const losses of [some, strong])
    assert.ok(Math.abs(losses.reduce((sum, loss) => sum + loss, 0) / losses.length - 2) < 0.01);
});

test('a level curve stays level from its first epoch on, and a curve begins at its first loss', () => {
  for (const loss of smoothed(
    epochs,
    epochs.map(() => 0.3),
    'strong',
  ))
    assert.ok(Math.abs(loss - 0.3) < 1e-12);
  assert.equal(smoothed([0, 1, 2], [0.5, 0.1, 0.1], 'strong')[0], 0.5);
});

test('the same curve with every second epoch is smoothed alike', () => {
  const falling = epochs.map((epoch) => Math.exp(-epoch / 200));
  const half = epochs.filter((epoch) => epoch % 2 === 0);
  const [whole, thin] = [
    smoothed(epochs, falling, 'strong'),
    smoothed(
      half,
      half.map((epoch) => falling[epoch]),
      'strong',
    ),
  ];
  for (const [i, epoch] of half.entries()) assert.ok(Math.abs(thin[i] - whole[epoch]) < 0.01, String(epoch));
});

test('a loss that is no number stays one and spoils no other', () => {
  const [, second, third] = smoothed([0, 1, 2], [1, NaN, 1], 'some');
  assert.ok(Number.isNaN(second));
  assert.equal(third, 1);
  assert.deepEqual(smoothed([], [], 'strong'), []);
});

test('the width shows the present run, and earlier ones as far as it keeps a quarter', () => {
  const rows = /** @type {[number, number[], number][]} */ ([
    [0, [], 1],
    [500, [], 500],
    [0, [300], 100],
    [25, [300], 100],
    [50, [300], 200],
    [100, [300, 20], 300],
    [400, [300], 400],
    [0, [30], 30],
  ]);
  for (const [present, earlier, expected] of rows)
    assert.equal(lastEpochShown(present, earlier), expected, `${present} ${earlier}`);
});

test('the height begins at zero and fits the present run; earlier ones raise it a little at most', () => {
  assert.deepEqual(linearRange([0.2, 1], []), [0, 1.05]);
  assert.deepEqual(linearRange([1], [1.2]), [0, 1.2 * 1.05]);
  assert.deepEqual(linearRange([1], [100]), [0, 1.5 * 1.05]);
  assert.deepEqual(linearRange([], [2]), [0, 2.1]);
  assert.deepEqual(
    [linearRange([], []), linearRange([NaN, Infinity], []), linearRange([0, 0], [])],
    [
      [0, 0.5],
      [0, 0.5],
      [0, 0.5],
    ],
  );
});

test('a logarithmic axis ends at 1, 2 or 5 and holds every loss above zero', () => {
  assert.deepEqual(logRange([0.5, 0.013]), [0.01, 0.5]);
  assert.deepEqual(logRange([0.51, 0.3]), [0.2, 1]);
  assert.deepEqual(logRange([7, 0.0021]), [0.002, 10]);
});

test('zero losses neither break the logarithmic axis nor stretch it', () => {
  assert.deepEqual(logRange([0.5, 0, 0.013, NaN, -1, Infinity]), [0.01, 0.5]);
  assert.deepEqual(logRange([0, 0]), [0.1, 1]);
  assert.deepEqual(logRange([]), [0.1, 1]);
  const [low, high] = logRange([1, 1e-30]);
  assert.ok(Math.abs(Math.log10(high / low) - MAX_DECADES) < 1e-9);
  for (const same of [1, 0.2, 5e-7, 3]) {
    const [from, to] = logRange([same]);
    assert.ok(from > 0 && from < to && from <= same && same <= to, `${same}: ${from} ${to}`);
  }
});

test('the ticks of a logarithmic axis are few, and at powers of ten if it is long', () => {
  assert.deepEqual(logTicks(0.1, 1, 5), [0.1, 0.2, 0.5, 1]);
  assert.deepEqual(logTicks(0.2, 1, 5), [0.2, 0.3, 0.5, 1]);
  assert.deepEqual(logTicks(0.002, 0.5, 5), [0.01, 0.1]);
  assert.deepEqual(logTicks(0.001, 1, 5), [0.001, 0.01, 0.1, 1]);
  for (const [low, high] of [
    [1e-6, 1],
    [5e-6, 5],
    [1e-9, 1e-3],
    [2e-3, 2000],
  ]) {
    const ticks = logTicks(low, high, 5);
    assert.ok(ticks.length >= 2 && ticks.length <= 5, `${low} ${high}: ${ticks}`);
    assert.ok(ticks.every((tick) => tick >= low && tick <= high));
  }
});

test('a tall logarithmic axis has ticks between the powers of ten, never closer than there is room', () => {
  assert.deepEqual(logTicks(0.01, 1, 25), [0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1]);
  assert.deepEqual(logTicks(0.2, 0.5, 25), [0.2, 0.3, 0.4, 0.5]);
  for (const room of [4, 8, 16, 32]) {
    for (const [low, high] of [
      [0.2, 0.5],
      [0.01, 1],
      [1e-6, 1],
    ]) {
      const places = logTicks(low, high, room).map(
        (tick) => (room * Math.log10(tick / low)) / Math.log10(high / low),
      );
      assert.ok(
        places.length >= 2 && places.every((place, i) => i === 0 || place - places[i - 1] > 0.999),
        `${room}: ${places}`,
      );
    }
  }
});

test('losses beyond the window do not count for its height', () => {
  const curve = { epochs: [0, 10, 20], train: [3, 2, 1], test: [6, 5, 4] };
  assert.deepEqual(lossesUpTo([curve, curve], 10), [3, 2, 6, 5, 3, 2, 6, 5]);
  assert.deepEqual(lossesUpTo([curve], 99), [3, 2, 1, 6, 5, 4]);
});

test('a mark speaks when the reading is near, of two the nearer one', () => {
  const marks = [{ epoch: 10 }, { epoch: 14 }, { epoch: 50 }];
  assert.deepEqual(
    [9, 13, 40, 52].map((epoch) => nearestMark(marks, epoch, 3)?.epoch),
    [10, 14, undefined, 50],
  );
});

test('the reading jumps from mark to mark and stays at the last one', () => {
  const marks = [{ epoch: 10 }, { epoch: 14 }, { epoch: 50 }];
  const every2 = epochs.filter((epoch) => epoch % 2 === 0);
  assert.deepEqual(
    [0, 5, 7, 25].map((at) => markToJumpTo(every2, marks, at, 1)),
    [5, 7, 25, 25],
  );
  assert.deepEqual(
    [0, 5, 7, 400].map((at) => markToJumpTo(every2, marks, at, -1)),
    [0, 5, 5, 25],
  );
});

test('a loss beyond all numbers is a gap in the line, with and without smoothing, and raises no axis', () => {
  const losses = [3, 2, Infinity, NaN, 2, 0.001];
  assert.deepEqual(withGaps(losses, 0.01), [3, 2, null, null, 2, 0.01]);
  for (const name of Object.keys(SMOOTHINGS)) {
    const line = withGaps(smoothed(epochs.slice(0, 6), losses, name), 0.01);
    assert.deepEqual(
      line.map((loss) => loss === null),
      [false, false, true, true, false, false],
    );
  }
  assert.deepEqual(linearRange(losses, []), [0, 3 * 1.05]);
  assert.ok(logRange(losses)[1] <= 5);
});

test('a curve is thinned evenly and keeps its last epoch', () => {
  const most = 200;
  for (const count of [1, 2, most, most + 1, 501, 1000]) {
    const all = epochs.slice(0, count);
    const [halves, quarters] = [2, 4].map((by) => all.map((epoch) => epoch / by));
    const kept = thinned({ epochs: all, train: halves, test: quarters }, most);
    const { length } = kept.epochs;
    assert.ok(length <= most && length > Math.min(count, most) / 2 - 1, `${count}: ${length}`);
    assert.equal(kept.epochs.at(-1), count - 1);
    assert.deepEqual(
      [kept.train, kept.test],
      [2, 4].map((by) => kept.epochs.map((epoch) => epoch / by)),
    );
  }
  assert.deepEqual(thinned({ epochs: [], train: [], test: [] }, most), { epochs: [], train: [], test: [] });
});

test('a name stands over no other as long as there is a line for it', () => {
  const place = { left: 10, right: 50, y: 30 };
  /** @type {import('../../../static/js/maths/curves.js').NamePlace[]} */
  const taken = [];
  const ys = Array.from({ length: 5 }, () => {
    const y = freeLine(place, taken, 12, [0, 60]);
    taken.push({ ...place, y });
    return y;
  });
  assert.deepEqual(ys, [30, 18, 42, 6, 54]);
  assert.equal(freeLine(place, taken, 12, [0, 60]), 30); // there is no line left
  assert.equal(freeLine({ left: 51, right: 60, y: 30 }, taken, 12, [0, 60]), 30);
  assert.equal(freeLine({ ...place, y: -5 }, [], 12, [12, 60]), 12);
});
