import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { decodeFrame } from '../../../static/js/protocol/frames.js';
import { dice } from '../fakes.js';

const GOLDEN = new URL('../../golden/', import.meta.url);
const ROUNDS = 3000;

/** Frames cut short, with bytes changed, or with more behind them.
 * @param {Uint8Array} bytes @param {(below: number) => number} throws */
function spoilt(bytes, throws) {
  const length = throws(3) === 0 ? throws(bytes.length + 1) : bytes.length + throws(9);
  const made = new Uint8Array(length);
  made.set(bytes.subarray(0, length));
  for (let n = throws(5); n > 0 && length > 0; n--)
    made[throws(Math.min(length, throws(2) ? 80 : length))] = throws(256);
  return made.buffer;
}

for (const name of readdirSync(GOLDEN).filter((each) => each.endsWith('.bin'))) {
  test(`whatever became of ${name} is a frame or a RangeError`, () => {
    const bytes = new Uint8Array(readFileSync(new URL(name, GOLDEN)));
    const throws = dice(12345);
    let refused = 0;
    for (let round = 0; round < ROUNDS; round++) {
      try {
        assert.equal(typeof decodeFrame(spoilt(bytes, throws)).sequence, 'number');
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
        refused += 1;
      }
    }
    assert.ok(refused > ROUNDS / 10 && refused < ROUNDS);
  });
}
