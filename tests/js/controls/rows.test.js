import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowsOf, sourcesOf } from '../../../static/js/controls/rows.js';

/** Features that are such formulas. @param {string[]} formulas */
const features = (...formulas) =>
  formulas.map((formula) => ({
    name: formula === 'x1' ? 'x' : formula === 'x2' ? 'y' : formula,
    label: formula,
    formula,
    of_curve: false,
    isFormula: formula.startsWith('sin'),
    isColumn: /^x\d+$/.test(formula),
    picture: 0,
  }));
const inputs = (/** @type {number} */ n) => Array.from({ length: n - 2 }, (_, i) => `x${i + 3}`);
const SIXTY_FOUR = features('x1', 'x2', ...inputs(64), 'x1^2');
const ALL = SIXTY_FOUR.filter(({ formula }) => formula !== 'x1^2').map(({ name }) => name);

test('while they fit each feature has a row, whether it is fed in or not', () => {
  const few = features('x1', 'x2', 'x1^2', 'x3');
  const rows = rowsOf(few, ['x', 'x3'], { side: 0, room: 20 });
  assert.deepEqual(
    rows,
    [0, 1, 2, 3].map((i) => ({ kind: 'one', of: [i] })),
  );
  assert.deepEqual(sourcesOf(rows, [0, 3]), { inputs: [0, 3], groups: [[0], [1]] });
});

test('what has no room is told of in the last row', () => {
  const rows = rowsOf(SIXTY_FOUR, ALL, { side: 0, room: 12.5 });
  assert.equal(rows.length, 12);
  assert.deepEqual(
    rows.slice(0, 3).map(({ of }) => of),
    [[0], [1], [2]],
  );
  assert.deepEqual(rows[11].of.at(-1), 64, 'the one that is not fed in');
  assert.equal(rows[11].of.length, 54);
  const fedIn = SIXTY_FOUR.flatMap(({ name }, i) => (ALL.includes(name) ? [i] : []));
  const { inputs: from, groups } = sourcesOf(rows, fedIn);
  assert.equal(from.length, 12);
  assert.deepEqual(groups.flat(), [...Array(64).keys()]);
  assert.equal(groups[11].length, 53);
});

test('a column has 16 rows at most, and 3 at least', () => {
  assert.equal(rowsOf(SIXTY_FOUR, ALL, { side: 0, room: 40 }).length, 16);
  assert.equal(rowsOf(SIXTY_FOUR, ALL, { side: 0, room: 0 }).length, 3);
});

test('the pixels of a picture are one row, other features that are fed in have their own', () => {
  const mixed = features('x1', 'x2', 'x1^2', 'x3', 'x4', 'sin(x3)');
  const rows = rowsOf(mixed, ['x', 'y', 'x3', 'sin(x3)'], { side: 2, room: 20 });
  assert.deepEqual(rows, [
    { kind: 'picture', of: [0, 1, 3] },
    { kind: 'one', of: [5] },
  ]);
  assert.deepEqual(sourcesOf(rows, [0, 1, 3, 5]).groups, [[0, 1, 2], [3]]);
});
