import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valuesOf } from '../../../static/js/views/network/probe_values.js';

const place = (/** @type {number} */ y) => ({ x: 0, y });
const stage = /** @type {any} */ ({
  layout: { columns: [[place(0), place(100)], [place(0)]], tile: 36, outputTile: 36, hasPort: false },
  features: [{ isColumn: true }, { isColumn: false }],
  rows: [
    { kind: 'one', of: [0] },
    { kind: 'one', of: [1] },
  ],
  fedIn: [0, 1],
});
const probe = /** @type {any} */ ({ x: [0, 0], outputs: [Float32Array.of(6, 2.5), Float32Array.of(-0.5)] });
const told = (/** @type {Float32Array | null} */ ranges, /** @type {Float32Array | null} */ answers) =>
  valuesOf(probe, stage, { type: 1, ranges, answers }).map(({ text }) => text);

test('under a column of a table stands its value in its own unit, under all else what goes out', () => {
  assert.deepEqual(told(Float32Array.of(4.3, 7.9), null), ['7.9', '2.50', '−0.50']);
  assert.deepEqual(told(null, null), ['6.00', '2.50', '−0.50']);
});

test('the answer is told in the units of the number that is learnt', () => {
  assert.deepEqual(told(null, Float32Array.of(1000, 3000)), ['6.00', '2.50', '1500']);
});
