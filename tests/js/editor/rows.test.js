import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applied,
  changesBetween,
  countOf,
  erased,
  firstOf,
  isForTest,
  nearest,
  pasted,
  recognised,
  repainted,
  sprayed,
} from '../../../static/js/views/editor/rows.js';

/** @typedef {import('../../../static/js/views/editor/rows.js').Row} Row */

/** @param {number} id @param {Partial<Row>} more @returns {Row} */
const row = (id, more = {}) => ({ id, x: id, y: -id, label: 0, test: false, ...more });

test('what the server is told is what has changed, by the rows that it has', () => {
  const before = [row(1), row(2), row(3)];
  const now = [row(1, { label: 1, test: true }), row(3, { x: 0.5 }), row(4, { label: 1 })];
  assert.deepEqual(changesBetween(before, now), {
    relabel: [[0, 1]],
    move: [[2, 0.5, -3]],
    turn: [[0, true]],
    remove: [1],
    add: [[4, -4, 1, false]],
  });
  assert.equal(countOf(changesBetween(before, before)), 0);
});

test('told piece by piece, any changes come to the same', () => {
  let seed = 7;
  const chance = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 50; round += 1) {
    const before = Array.from({ length: 30 }, (_, i) => row(i));
    const kept = before.filter(() => chance() > 0.3);
    const now = [
      ...kept.map((each) => (chance() > 0.5 ? { ...each, x: chance(), label: 1, test: true } : each)),
      ...Array.from({ length: 20 }, (_, i) => row(100 + i)),
    ];
    let known = before;
    for (let n = 0; n < 100 && countOf(changesBetween(known, now)) > 0; n += 1) {
      const some = firstOf(changesBetween(known, now), 7);
      assert.ok(countOf(some) <= 7);
      known = applied(known, some, now);
    }
    assert.deepEqual(known, now);
  }
});

test('the share to train with holds for any number of points', () => {
  for (const share of [10, 50, 70, 90]) {
    const n = 200;
    const forTest = Array.from({ length: n }, (_, i) => isForTest(i, share)).filter(Boolean).length;
    assert.equal(forTest, n - (n * share) / 100);
  }
});

test('a spray stays within the brush and the plane', () => {
  for (const value of [0, 0.3, 0.999]) {
    const { x, y } = sprayed(5.9, -5.9, 1, () => value);
    assert.ok(Math.abs(x) <= 6 && Math.abs(y) <= 6);
    assert.ok(Math.hypot(x - 5.9, y + 5.9) <= 1.001);
  }
});

test('points are erased in a disc, and the nearest is taken within reach', () => {
  const rows = [row(1), row(2), row(5)];
  assert.deepEqual(
    erased(rows, 1, -1, 1.5).map(({ id }) => id),
    [5],
  );
  assert.equal(nearest(rows, 1.8, -2, 0.5)?.id, 2);
  assert.equal(nearest(rows, 3.4, -3.4, 0.5), null);
});

test('lines become points: classes by name or number, with a decimal comma, without what is none', () => {
  const classes = ['skin', 'eye'];
  const text = 'x1;x2;class\n1,5;-2;eye\n0.25\t3\t1\n9;0;nobody\n;;\n4';
  const found = pasted(text, classes, 1);
  assert.deepEqual(found.places, [
    { x: 1.5, y: -2, label: 1 },
    { x: 0.25, y: 3, label: 0 },
    { x: 6, y: 0, label: 1 },
  ]);
  assert.deepEqual([found.n_left_out, found.n_beyond], [3, 1]); // the header too: it is no point
  assert.deepEqual(pasted('1, 2, 0.5\n\n1 2\n', [], -1), {
    places: [
      { x: 1, y: 2, label: 0.5 },
      { x: 1, y: 2, label: -1 },
    ],
    n_left_out: 0,
    n_beyond: 0,
  });
});

test('rows that come back are known again, and what was painted meanwhile is painted on them', () => {
  const before = [row(1), row(2), row(3)];
  const came = recognised([row(1, { id: 11 }), row(3, { id: 12 }), row(9, { id: 13 })], before);
  assert.deepEqual(
    came.map(({ id }) => id),
    [1, 3, 13],
  );
  const now = [row(1, { label: 1 }), row(2), row(4)]; // one is changed, one away, one new
  assert.deepEqual(repainted(before, now, came), [row(1, { label: 1 }), row(9, { id: 13 }), row(4)]);
  const alike = [row(1), row(1, { id: 2 })];
  assert.deepEqual(
    recognised([row(1, { id: 8 }), row(1, { id: 9 }), row(1, { id: 10 })], alike).map(({ id }) => id),
    [1, 2, 10],
  );
});
