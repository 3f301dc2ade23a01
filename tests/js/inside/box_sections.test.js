import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeFrame } from '../../../static/js/protocol/frames.js';
import { builtOf, neuronsOf } from '../../../static/js/views/inside/boxes/box_sections.js';
import { encodeFrame } from '../fakes.js';

/** A section of this kind. @param {number} kind @param {number} count @param {number} size
 * @param {Float32Array | Uint8Array} payload */
const section = (kind, count, size, payload) => ({ kind, layer: 0, count, size, payload });
/** @param {readonly number[]} values */
const floats = (...values) => Float32Array.from(values);
/** @param {readonly ReturnType<typeof section>[]} sections */
const partsOf = (sections) => decodeFrame(encodeFrame({ type: 7 }, [...sections])).inside;

const curve = builtOf(
  partsOf([
    section(67, 2, 4, floats(...[-6, 0, 0.5, 0.5], ...[0, 6, -1, -1])),
    section(70, 3, 1, floats(1, 0.5, 0.25)),
    section(68, 3, 1, floats(0.5, 0, -1)),
  ]),
);

test('boxes come from the left with what they add up to and what they leave wrong', () => {
  assert.deepEqual(curve?.parts, [
    { low: [-6], high: [0], height: 0.5, weight: 0.5 },
    { low: [0], high: [6], height: -1, weight: -1 },
  ]);
  assert.deepEqual([...(curve?.curve ?? [])], [0.5, 0, -1]);
  assert.deepEqual([...(curve?.errors ?? [])], [1, 0.5, 0.25]);
  assert.equal(curve?.surface, null);
});

test('towers come as rectangles with a picture of the plane', () => {
  const towers = builtOf(
    partsOf([
      section(67, 1, 6, floats(-6, -5, 4, 3, 2, 1)),
      section(70, 1, 1, floats(0.5)),
      section(69, 1, 2, Uint8Array.of(0, 127, 254, 255)),
    ]),
  );
  assert.deepEqual(towers?.parts, [{ low: [-6, -5], high: [4, 3], height: 2, weight: 1 }]);
  assert.deepEqual([...(towers?.surface?.bytes ?? [])], [0, 127, 254, 255]);
  assert.equal(towers?.curve, null);
  assert.equal(builtOf([]), null);
});

test('a box has a step up and a step down inside its walls, a straight piece one neuron', () => {
  if (!curve) throw new Error('there is no curve');
  assert.deepEqual(neuronsOf(curve, false), [
    { part: 0, x: -4.5, weight: 0.5 },
    { part: 0, x: -1.5, weight: -0.5 },
    { part: 1, x: 1.5, weight: -1 },
    { part: 1, x: 4.5, weight: 1 },
  ]);
  assert.deepEqual(
    neuronsOf(curve, true).map(({ x }) => x),
    [-4.5, 1.5],
  );
});
