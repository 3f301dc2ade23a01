import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeFrame } from '../../../static/js/protocol/frames.js';
import { ruleOf, sideOf, stripOf, turnedRound } from '../../../static/js/views/inside/perceptron/rule.js';
import { encodeFrame } from '../fakes.js';

const { NaN: none } = Number;

/** A section of this kind. @param {number} kind @param {number} count @param {number} size
 * @param {readonly number[]} values */
const section = (kind, count, size, values) => ({
  kind,
  layer: 0,
  count,
  size,
  payload: Float32Array.from(values),
});
const unseen = section(50, 2, 7, [...[0, 0, 0, none, none, none, none], ...[1, 0, 2, -2, -6, -2, 6]]);
/** @param {readonly ReturnType<typeof section>[]} sections */
const partsOf = (sections) => decodeFrame(encodeFrame({ type: 7 }, [...sections])).inside;

test('the rule comes with its example, its mistakes and what clashes', () => {
  const parts = partsOf([
    unseen,
    section(64, 1, 10, [...[7, 3, 0, 0, 5000], ...[4, none], ...[1.5, -2, 1]]),
    section(65, 1, 3, [6, 0, none]),
    section(66, 2, 3, [...[1, 2, -1], ...[3, 4, 1]]),
  ]);
  const rule = ruleOf(parts);
  assert.deepEqual(
    [rule?.visits, rule?.mistakes, rule?.isDone, rule?.end, rule?.earlier, rule?.later],
    [7, 3, false, 5000, 4, null],
  );
  assert.deepEqual(rule?.example, { x: 1.5, y: -2, isMistake: true });
  assert.deepEqual([rule?.before.ends, rule?.now.ends, rule?.best], [null, [-2, -6, -2, 6], null]);
  assert.equal(rule?.bound, null);
  assert.deepEqual(rule?.clash, [
    { x: 1, y: 2, label: -1 },
    { x: 3, y: 4, label: 1 },
  ]);
});

test('before the first example there is none, and of nothing that came there is nothing', () => {
  const rule = ruleOf(
    partsOf([
      unseen,
      section(64, 1, 10, [...[0, 0, 0, 0, 200], ...[none, 1], ...[none, none, none]]),
      section(65, 1, 3, [6, 2, 9]),
      section(66, 0, 3, []),
    ]),
  );
  assert.deepEqual([rule?.example, rule?.later], [null, 1]);
  assert.deepEqual(rule?.bound, { reach: 6, gap: 2, mistakes: 9 });
  assert.equal(ruleOf([]), null);
});

/** @param {readonly [number, number][]} outline by the trapezoid formula */
const area = (outline) =>
  outline.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);

test('a line cuts the plane into two sides that make up the whole', () => {
  /** @type {{ normal: [number, number], offset: number }} */
  const line = { normal: [2, 1], offset: 3 };
  const [one, other] = [area(sideOf(line)), area(sideOf(turnedRound(line)))];
  assert.ok(Math.abs(one + other - 144) < 1e-9);
  assert.ok(one > other);
  assert.deepEqual(sideOf({ normal: [0, 0], offset: 0 }), []);
  assert.equal(area(sideOf({ normal: [0, 0], offset: 1 })), 144);
});

test('the strip along a line is as wide as the gap on both sides', () => {
  assert.equal(area(stripOf({ normal: [1, 0], offset: 0 }, 1.5)), 36);
  assert.equal(area(stripOf({ normal: [0, 2], offset: 0 }, 1)), 12);
});
