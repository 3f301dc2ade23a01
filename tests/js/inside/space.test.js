import assert from 'node:assert/strict';
import test from 'node:test';
import { pieceOf, seenFrom, sizeOf, turned } from '../../../static/js/views/inside/parts/space.js';

/** @param {ArrayLike<number>} found @param {readonly number[]} wanted */
const near = (found, wanted) =>
  wanted.forEach((each, k) => assert.ok(Math.abs(found[k] - each) < 1e-9, `${[found[k]]} ${each}`));

test('seen straight on, across goes right, up goes up, and what is near looks larger', () => {
  const see = seenFrom({ turn: 0, tilt: 90 });
  near(see(1, 0.5, 0), [1, 0.5, 0]);
  const [x, y, depth] = see(1, 0.5, 1);
  assert.deepEqual([x > 1, y > 0.5, depth], [true, true, 1]);
  assert.ok(sizeOf(1) > sizeOf(0) && sizeOf(0) === 1 && sizeOf(-1) < 1);
});

test('seen from above, what was near is below, and a quarter turn brings the side to the front', () => {
  const [x, y, depth] = seenFrom({ turn: 0, tilt: 0 })(0, 1, 0);
  near([x, y, depth], [0, 0, 1]);
  assert.ok(seenFrom({ turn: 0, tilt: 0 })(0, 0, 1)[1] < 0);
  assert.ok(Math.abs(seenFrom({ turn: 90, tilt: 90 })(1, 0, 0)[2] + 1) < 1e-9);
});

test('turning goes round and round, tilting ends at its bounds', () => {
  assert.deepEqual(turned({ turn: 350, tilt: 80 }, 20, 20, [5, 85]), { turn: 10, tilt: 85 });
  assert.deepEqual(turned({ turn: 5, tilt: 10 }, -10, -20, [5, 85]), { turn: 355, tilt: 5 });
});

test('a plane cuts a piece out of the cube, whose corners go around it', () => {
  const square = pieceOf([0, 0, 2], -1);
  assert.equal(square.length, 4);
  square.forEach((corner, i) => {
    near(corner, [corner[0], corner[1], 0.5]);
    const next = square[(i + 1) % 4];
    assert.equal(Math.abs(corner[0] - next[0]) + Math.abs(corner[1] - next[1]), 2); // never straight across
  });
  assert.equal(pieceOf([1, 1, 1], 0).length, 6);
  assert.equal(pieceOf([1, 1, 1], 2.5).length, 3);
  assert.deepEqual(pieceOf([1, 1, 1], 4), []);
});
