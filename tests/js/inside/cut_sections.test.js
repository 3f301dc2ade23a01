import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeFrame } from '../../../static/js/protocol/frames.js';
import { choicesFor, chosenAt } from '../../../static/js/views/inside/landscape/cut_choices.js';
import { cutOf, summitOf, topOf } from '../../../static/js/views/inside/landscape/cut_sections.js';
import { encodeFrame } from '../fakes.js';

/** @param {number} kind @param {number} layer @param {number} count @param {number} size
 * @param {number[]} values */
const section = (kind, layer, count, size, values) => ({
  kind,
  layer,
  count,
  size,
  payload: Float32Array.from(values),
});

const TRAIN = [-0.25, 9, 0, 0.5, 0.5, 1, 1, 0, 1.25, Infinity];
const TEST = [-0.25, 9, 0, 0.75, 0.5, 0.5, 1, 0.25, 1.25, 2];

test('a cut has a curve for each set, the epochs of its ends and the hills', () => {
  const { inside } = decodeFrame(
    encodeFrame({ type: 7 }, [
      section(94, 0, 5, 2, TRAIN),
      section(94, 1, 5, 2, TEST),
      section(95, 0, 2, 1, [0, 80]),
      section(96, 0, 2, 1, [0.75, 0]),
    ]),
  );
  const cut = cutOf(inside);
  assert.ok(cut);
  assert.deepEqual(
    [cut.epochs, cut.hills],
    [
      [0, 80],
      [0.75, 0],
    ],
  );
  assert.deepEqual(cut.test[3], { t: 1, loss: 0.25 });
  assert.equal(topOf(cut), 1.25); // of what lies between the ends, with room above
  assert.deepEqual(summitOf(cut.train), { t: 0.5, loss: 1, straight: 0.25 });
  assert.equal(cutOf([]), null);
});

test('what is chosen for an end is read back as it was chosen', () => {
  const run = /** @type {any} */ ({ generation: 7 });
  /** @type {import('../../../static/js/views/inside/landscape/cut_choices.js').Chosen[]} */
  const ways = [{ kind: 'usual' }, { kind: 'best' }, { kind: 'epoch', epoch: 0 }, { kind: 'run', run }];
  for (const way of ways) {
    const choices = /** @type {Record<string, number>} */ (choicesFor('to', way));
    assert.deepEqual(chosenAt(choices, 'to', [run]), way);
    assert.deepEqual(chosenAt(choices, 'from', [run]), { kind: 'usual' });
  }
  assert.deepEqual(chosenAt({ from_run: 8 }, 'from', [run]), { kind: 'gone' });
});
