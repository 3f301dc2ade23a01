import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { decodeFrame } from '../../../static/js/protocol/frames.js';
import { comingBack, updateOf } from '../../../static/js/views/inside/update/one_update.js';

const file = readFileSync(new URL('../../golden/inside-update.bin', import.meta.url));
const frame = decodeFrame(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));

/** @param {number} one @param {number} other */
const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-5, `${one} is not near ${other}`);

test('the numbers of an update add up: forward, back, and down', () => {
  assert.equal(frame.type, 'inside');
  const seen = updateOf(frame.inside);
  assert.ok(seen);
  assert.deepEqual(
    seen.layers.map(({ z, inputs }) => [z.length, inputs]),
    [
      [4, 2],
      [2, 4],
      [1, 2],
    ],
  );
  let into = seen.inputs;
  for (const { z, a, before, inputs } of seen.layers) {
    z.forEach((each, i) => {
      const row = before.subarray(i * (inputs + 1), (i + 1) * (inputs + 1));
      near(
        into.reduce((sum, value, j) => sum + row[j] * value, row[inputs]),
        each,
      );
      near(a[i], Math.tanh(each));
    });
    into = a;
  }
  const [first, second] = seen.layers;
  first.delta.forEach((delta, i) => {
    const back = comingBack(second, i).reduce((sum, { weight, delta: each }) => sum + weight * each, 0);
    near(delta, back * (1 - first.a[i] ** 2));
  });
  first.before.forEach((weight, k) => near(first.after[k], weight - seen.rate * first.slopes[k]));
  near(seen.loss, 0.5 * (second.a.length && (into[0] - seen.targets[0]) ** 2));
  assert.ok(seen.noise.cosine <= 1 && seen.noise.of === 250);
  assert.ok(seen.isTaken && seen.noise.cosines.length === 10 && seen.noise.lengths.length === 10);
});

test('a frame of another view says nothing of an update', () => {
  assert.equal(updateOf([]), null);
});
