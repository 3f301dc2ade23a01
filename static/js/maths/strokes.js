/**
 * Strokes as a small picture, made as those of the digits were: fitted into a bitmap four times as fine,
 * centred, with as much ink as theirs, and the dots of each cell counted. Pure: no canvas.
 *
 * Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998): bitmaps of 32 × 32, of
 * whose blocks of 4 × 4 the dots are counted. What a bitmap has of ink is measured on their set.
 */

/** @typedef {readonly (readonly [number, number])[]} Stroke places from 0 to 1, from the left and the top */

/** Dots across a cell. */
const FINE = 4;
export const MOST_DOTS = FINE * FINE;
/** The part of a bitmap that is ink, whichever the digit. */
export const INK = 0.305;
/** How wide a digit is at most; high it may be as the bitmap. */
const WIDEST = 0.75;
/** A stroke is so thick, as a part of the bitmap's side. */
const THICK = { least: 0.08, most: 0.34 };
/** What is drawn smaller than this part of the paper stays small: a dot is no digit. */
const SMALLEST = 0.25;
const HALVINGS = 8;

/** The dots in each cell of a picture, 0 to 16, row by row from the top; all 0 without strokes.
 * @param {readonly Stroke[]} strokes @param {number} side of the picture, in cells @returns {number[]} */
export function cellsOf(strokes, side) {
  const size = side * FINE;
  const wanted = INK * size * size;
  let [low, high] = [THICK.least * size, THICK.most * size];
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = (low + high) / 2;
    if (inkOf(bitmapOf(strokes, size, middle)) < wanted) low = middle;
    else high = middle;
  }
  const dots = bitmapOf(strokes, size, low);
  const cells = Array(side * side).fill(0);
  dots.forEach((dot, i) => {
    cells[Math.floor(i / size / FINE) * side + Math.floor((i % size) / FINE)] += dot;
  });
  return cells;
}

/** @param {Uint8Array} dots */
const inkOf = (dots) => dots.reduce((sum, dot) => sum + dot, 0);

/** The strokes, so thick, as large as they can be in the middle of a bitmap.
 * @param {readonly Stroke[]} strokes @param {number} size dots across @param {number} thick in dots */
function bitmapOf(strokes, size, thick) {
  const dots = new Uint8Array(size * size);
  const [xs, ys] = [0, 1].map((axis) => strokes.flatMap((stroke) => stroke.map((place) => place[axis])));
  if (xs.length === 0) return dots;
  const ends = [xs, ys].map((each) => [Math.min(...each), Math.max(...each)]);
  const [width, height] = ends.map(([low, high]) => high - low);
  const scale = Math.min(
    (WIDEST * size - thick) / width,
    (size - thick) / height,
    (size - thick) / SMALLEST, // and no stroke at all, of no width and height
  );
  const at = (/** @type {readonly [number, number]} */ place) =>
    ends.map(([low, high], axis) => size / 2 + scale * (place[axis] - (low + high) / 2));
  for (const stroke of strokes)
    stroke.forEach((place, i) =>
      paintSegment(dots, size, at(stroke[Math.max(0, i - 1)]), at(place), thick / 2),
    );
  return dots;
}

/** @param {Uint8Array} dots @param {number} size @param {number[]} from @param {number[]} to
 * @param {number} radius */
function paintSegment(dots, size, [x1, y1], [x2, y2], radius) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const first = (/** @type {number} */ a, /** @type {number} */ b) =>
    Math.max(0, Math.floor(Math.min(a, b) - radius));
  const last = (/** @type {number} */ a, /** @type {number} */ b) =>
    Math.min(size - 1, Math.ceil(Math.max(a, b) + radius));
  for (let row = first(y1, y2); row <= last(y1, y2); row += 1)
    for (let column = first(x1, x2); column <= last(x1, x2); column += 1) {
      const [x, y] = [column + 0.5 - x1, row + 0.5 - y1];
      const along = length > 0 ? Math.min(1, Math.max(0, (x * dx + y * dy) / length)) : 0;
      if (Math.hypot(x - along * dx, y - along * dy) <= radius) dots[row * size + column] = 1;
    }
}

/** What a network is asked about: the dots as a set has its inputs, none beyond what it has seen there.
 * @param {readonly number[]} cells @param {Float32Array} ranges of the training points, pairs */
export function inputsOf(cells, ranges) {
  const [paper, ink] = [Math.min(...ranges), Math.max(...ranges)];
  return cells.map((dots, i) => {
    const value = paper + (dots / MOST_DOTS) * (ink - paper);
    return Math.min(ranges[2 * i + 1], Math.max(ranges[2 * i], value));
  });
}
