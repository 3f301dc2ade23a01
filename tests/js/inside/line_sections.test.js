import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeFrame } from '../../../static/js/protocol/frames.js';
import { puzzleOf, wrongOf } from '../../../static/js/views/inside/lines/puzzle_sections.js';
import {
  answersOf,
  bandOf,
  linesOf,
  marginOf,
  movedLine,
  regionsOf,
  turnedLine,
} from '../../../static/js/views/inside/parts/line_sections.js';
import { reasonOf } from '../../../static/js/views/inside/parts/parts.js';
import { encodeFrame } from '../fakes.js';

const { NaN: none } = Number;
const told = { name: 'xor', links: { xor: 'seed=1' }, n_points: 4, n_wrong: 1, n_mixed: 0, stage: 'output' };
const reason = new TextEncoder().encode(JSON.stringify({ code: 'no_line', values: { got: 'x' } }));

/** A section of this kind. @param {number} kind @param {number} count @param {number} size
 * @param {ArrayLike<number>} values @param {boolean} [isBytes] */
const section = (kind, count, size, values, isBytes = false) => ({
  kind,
  layer: 0,
  count,
  size,
  payload: isBytes ? Uint8Array.from(values) : Float32Array.from(values),
});

const { inside } = decodeFrame(
  encodeFrame({ type: 7 }, [
    section(50, 2, 7, [...[1, 0, -2, 2, -6, 2, 6], ...[0, 1, 9, none, none, none, none]]),
    section(51, 2, 3, [...[-2, 0, 96], ...[4, 0, 48]]),
    section(52, 2, 2, [0, 1, 1, 1], true),
    section(53, 6, 2, [...[-6, -6, 2, -6, 2, 6], ...[none, none], ...[2, -6], ...[none, none]]),
    section(54, 2, 4, []),
    section(63, 0, 0, reason, true),
    section(80, 1, 0, new TextEncoder().encode(JSON.stringify(told)), true),
    section(81, 1, 2, [2, -3]),
    { ...section(82, 2, 2, [0, 1, 1, 0.5]), layer: 2 },
    { ...section(83, 2, 3, [...[3, 2, 0], ...[2, 1, 2]], true), layer: 2 },
    { ...section(82, 2, 1, [0.25, -0.25]), layer: 3 },
    section(84, 1, 2, [-0.5, 1.5]),
  ]),
);

test('lines come with their places in the plane, or without any', () => {
  assert.deepEqual(linesOf(inside), [
    { normal: [1, 0], offset: -2, ends: [2, -6, 2, 6] },
    { normal: [0, 1], offset: 9, ends: null },
  ]);
});

test('regions come with what is on in them and with their outlines', () => {
  const regions = regionsOf(inside);
  assert.deepEqual([regions?.count, regions?.most], [2, 4]);
  assert.deepEqual(regions?.shown, [
    { x: -2, y: 0, area: 96, code: [0, 1] },
    { x: 4, y: 0, area: 48, code: [1, 1] },
  ]);
  assert.deepEqual(
    regions?.outlines.map((each) => each.length),
    [3, 1],
  );
});

test('what further layers make of regions comes with the sides of lines that it is made of', () => {
  assert.deepEqual(answersOf(inside), [
    {
      layer: 2,
      said: [
        [0, 1],
        [1, 0.5],
      ],
      joins: [
        { name: 'intersection', sides: [1, -1] },
        { name: 'half-plane', sides: [0, 1] },
      ],
    },
    { layer: 3, said: [[0.25], [-0.25]], joins: [] },
  ]);
});

test('the strip of a margin lies between the sums at its edges', () => {
  assert.deepEqual(marginOf(inside), [-0.5, 1.5]);
  assert.deepEqual(marginOf([]), [0, 0]);
  const line = { normal: /** @type {[number, number]} */ ([0, 2]), offset: 1, ends: null };
  const band = bandOf(line, -0.5, 1.5); // z = 2 y + 1, so y from -0.75 to 0.25
  assert.equal(band?.width, 1);
  assert.deepEqual(
    [1, 3].map((k) => band?.ends[k]),
    [-0.25, -0.25],
  );
  assert.equal(bandOf({ ...line, normal: [0, 0] }, -1, 1), null);
});

test('a puzzle is told with the places that are wrong', () => {
  assert.deepEqual(puzzleOf(inside), told);
  assert.deepEqual(wrongOf(inside), [[2, -3]]);
  assert.deepEqual([puzzleOf([]), wrongOf([])], [null, []]);
});

test('why there is nothing to see is read, and nothing of what did not come', () => {
  assert.deepEqual(reasonOf(inside), { code: 'no_line', values: { got: 'x' } });
  assert.deepEqual([linesOf([]), regionsOf([]), reasonOf([])], [null, null, null]);
});

test('a line is moved whole, or turned about its other end or its middle', () => {
  const ends = [-1, 0, 1, 0];
  assert.deepEqual(movedLine(ends, 'line', 2, 1), { one: [1, 1], other: [3, 1] });
  assert.deepEqual(movedLine(ends, 1, 0, 2), { one: [-1, 0], other: [1, 2] });
  const { one, other } = turnedLine(ends, Math.PI / 2);
  assert.deepEqual(
    [...one, ...other].map((value) => Math.round(1e6 * value) / 1e6 + 0),
    [0, -1, 0, 1],
  );
});
