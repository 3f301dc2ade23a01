import assert from 'node:assert/strict';
import test from 'node:test';
import { along, labelsOf } from '../../../static/js/views/inside/landscape/contours.js';
import { heights, lossAt } from '../../../static/js/views/inside/landscape/landscape_sections.js';

const SIDE = 21;
/** As high as far to the right. */
const SLOPE = Float32Array.from({ length: SIDE * SIDE }, (_, i) => (i % SIDE) / (SIDE - 1));

test('numbers stand on their lines, inside, and apart from each other and from what must stay free', () => {
  const free = along([
    [0.3, 0.1],
    [0.3, 0.9],
  ]);
  const labels = labelsOf(SLOPE, SIDE, { levels: 10, each: 2, free });
  assert.deepEqual(
    labels.map(({ level }) => level),
    [5, 7],
  );
  for (const { at, level } of labels) {
    assert.ok(Math.abs(at[0] - level / 10) < 1e-6);
    assert.ok(at[1] > 0.1 && at[1] < 0.9);
  }
  const all = [...free, ...labels.map(({ at }) => at)];
  for (const [i, [x, y]] of all.slice(free.length).entries())
    for (const [j, [u, v]] of all.entries())
      if (j !== free.length + i) assert.ok(Math.hypot(x - u, y - v) >= 0.12);
});

test('a flat country has no lines, and what has run away none either', () => {
  const how = { levels: 10, each: 1, free: [] };
  assert.deepEqual(labelsOf(new Float32Array(SIDE * SIDE), SIDE, how), []);
  assert.deepEqual(labelsOf(new Float32Array(SIDE * SIDE).fill(1), SIDE, how), []);
});

test('the loss at the height of a place is the loss of that place', () => {
  const losses = Float32Array.from([0.01, 0.05, 0.2, 1]);
  for (const [i, height] of heights(losses).entries())
    assert.ok(Math.abs(lossAt(losses, height) / losses[i] - 1) < 1e-5);
});
