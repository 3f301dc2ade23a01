import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteOf } from '../../../static/js/maths/colours.js';
import { blurred, functionLine, winnerContour, zeroContour } from '../../../static/js/maths/contour.js';

/** A picture of a function of x and y from -1 to 1, upper row first.
 * @param {number} size @param {(x: number, y: number) => number} of */
function picture(size, of) {
  return Uint8Array.from({ length: size * size }, (_, i) =>
    byteOf(of((((i % size) + 0.5) / size) * 2 - 1, 1 - ((Math.floor(i / size) + 0.5) / size) * 2)),
  );
}

/** The pieces as pairs of points in the coordinates of the function. @param {Float32Array} flat */
function piecesOf(flat) {
  return Array.from({ length: flat.length / 4 }, (_, i) => [
    [flat[4 * i] * 2 - 1, 1 - flat[4 * i + 1] * 2],
    [flat[4 * i + 2] * 2 - 1, 1 - flat[4 * i + 3] * 2],
  ]);
}

test('a picture of one sign has no line', () => {
  for (const value of [-1, -0.01, 0, 0.5, 1])
    assert.equal(
      zeroContour(
        picture(8, () => value),
        8,
      ).length,
      0,
    );
});

test('a straight boundary is a straight line where the answer passes zero', () => {
  const pieces = piecesOf(
    zeroContour(
      picture(100, (x) => x - 0.313),
      100,
    ),
  );
  assert.equal(pieces.length, 99);
  for (const point of pieces.flat()) assert.ok(Math.abs(point[0] - 0.313) < 0.01, String(point));
  const low = piecesOf(
    zeroContour(
      picture(100, (_, y) => -y - 0.5),
      100,
    ),
  );
  for (const point of low.flat()) assert.ok(Math.abs(point[1] + 0.5) < 0.01, String(point));
});

test('a circle is one closed line of its length', () => {
  const pieces = piecesOf(
    zeroContour(
      picture(100, (x, y) => 5 * (0.6 - Math.hypot(x, y))),
      100,
    ),
  );
  const length = pieces.reduce((sum, [from, to]) => sum + Math.hypot(to[0] - from[0], to[1] - from[1]), 0);
  assert.ok(Math.abs(length / (2 * Math.PI * 0.6) - 1) < 0.01, String(length));
  for (const [x, y] of pieces.flat()) assert.ok(Math.abs(Math.hypot(x, y) - 0.6) < 0.01);
  /** @type {Map<string, number>} */
  const ends = new Map();
  for (const point of pieces.flat())
    ends.set(
      point.map((value) => value.toFixed(4)).join(),
      (ends.get(point.map((value) => value.toFixed(4)).join()) ?? 0) + 1,
    );
  assert.ok([...ends.values()].every((times) => times % 2 === 0));
});

test('every kind of square is cut between its signs', () => {
  for (let which = 0; which < 16; which += 1) {
    const corner = (/** @type {number} */ i) => (which & (1 << i) ? 254 : 0);
    const pieces = piecesOf(zeroContour(Uint8Array.of(corner(0), corner(1), corner(3), corner(2)), 2));
    const changes = [0, 1, 2, 3].filter((i) => corner(i) !== corner((i + 1) % 4)).length;
    assert.equal(pieces.length, changes / 2, `square ${which}`);
    const sides = [
      [0, 0.5],
      [0.5, 0],
      [0, -0.5],
      [-0.5, 0],
    ].filter((_, i) => corner(i) !== corner((i + 1) % 4));
    const crossed = pieces
      .flat()
      .map((point) => sides.findIndex((side) => Math.hypot(point[0] - side[0], point[1] - side[1]) < 0.01));
    assert.deepEqual(
      crossed.sort(),
      sides.map((_, i) => i),
      `square ${which}`,
    );
  }
});

test('at a saddle the middle decides which corners belong together', () => {
  const around = (/** @type {Uint8Array} */ bytes) =>
    piecesOf(zeroContour(bytes, 2)).map(([from, to]) => Math.sign((from[0] + to[0]) * (from[1] + to[1])));
  assert.deepEqual(around(Uint8Array.of(254, 100, 100, 254)), [1, 1]);
  assert.deepEqual(around(Uint8Array.of(154, 0, 0, 154)), [-1, -1]);
  assert.deepEqual(around(Uint8Array.of(100, 254, 254, 100)), [-1, -1]);
  assert.deepEqual(around(Uint8Array.of(0, 154, 154, 0)), [1, 1]);
});

test('softening calms the line on a gentle slope and leaves it where it is', () => {
  const bytes = picture(100, (x, y) => 0.06 * (x + 0.3 * y - 0.2));
  const error = (/** @type {Float32Array} */ flat) =>
    Math.max(
      ...piecesOf(flat)
        .flat()
        .map(([x, y]) => Math.abs(x + 0.3 * y - 0.2)),
    );
  assert.ok(error(zeroContour(blurred(bytes, 100), 100)) < error(zeroContour(bytes, 100)) / 3);
  const circle = piecesOf(
    zeroContour(
      blurred(
        picture(100, (x, y) => 5 * (0.6 - Math.hypot(x, y))),
        100,
      ),
      100,
    ),
  );
  for (const [x, y] of circle.flat()) assert.ok(Math.abs(Math.hypot(x, y) - 0.6) < 0.01);
  assert.deepEqual(blurred(Uint8Array.of(255, 127, 127, 127), 2), Float32Array.of(127, 127, 127, 127));
});

test('the work is bounded: two pieces a square at most, and a byte that is no number counts as zero', () => {
  const wild = Uint8Array.from({ length: 10_000 }, (_, i) => ((i + Math.floor(i / 100)) % 2 ? 254 : 0));
  assert.equal(zeroContour(wild, 100).length, 4 * 2 * 99 * 99);
  assert.equal(zeroContour(Uint8Array.of(255, 255, 0, 0), 2).length, 0);
  assert.deepEqual(zeroContour(new Uint8Array(0), 0).length, 0);
  assert.deepEqual(zeroContour(Uint8Array.of(3), 1).length, 0);
});

test('three sectors meet in three lines, each between two classes', () => {
  const size = 100;
  const angle = (/** @type {number} */ i) =>
    (Math.atan2(1 - (2 * (Math.floor(i / size) + 0.5)) / size, (2 * ((i % size) + 0.5)) / size - 1) +
      2 * Math.PI) %
    (2 * Math.PI);
  const third = (2 * Math.PI) / 3;
  const winner = Uint8Array.from({ length: size * size }, (_, i) => Math.floor(angle(i) / third));
  const confidence = Uint8Array.from({ length: size * size }, (_, i) =>
    Math.round(255 * Math.abs(Math.sin(1.5 * angle(i)))),
  );
  const pieces = piecesOf(winnerContour({ classes: 3, size, winner, confidence }));
  assert.ok(pieces.length > 3 * 50);
  for (const [x, y] of pieces.flat().filter(([px, py]) => Math.hypot(px, py) > 0.1)) {
    const off = Math.min(
      ...[0, third, 2 * third].map((line) =>
        Math.hypot(x - Math.hypot(x, y) * Math.cos(line), y - Math.hypot(x, y) * Math.sin(line)),
      ),
    );
    assert.ok(off < 0.03, `${x}, ${y} is ${off} off`);
  }
});

test('where one class wins everything there is no line', () => {
  const winner = new Uint8Array(64).fill(2);
  assert.equal(
    winnerContour({ classes: 3, size: 8, winner, confidence: new Uint8Array(64).fill(200) }).length,
    0,
  );
});

test('a function is a line from the left to the right, without what lies beyond the limit', () => {
  assert.deepEqual([...functionLine(Float32Array.of(-2, 0, 2), 2)], [0, 1, 0.5, 0.5, 0.5, 0.5, 1, 0]);
  assert.deepEqual([...functionLine(Float32Array.of(9, 8, 0), 2)], [0.5, -1.5, 1, 0.5]);
});
