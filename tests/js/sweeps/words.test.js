import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEXTS } from '../../../static/js/sweeps/charts/texts.js';
import { spreadText, tickText, valueText } from '../../../static/js/sweeps/charts/words.js';
import { spreadOf } from '../../../static/js/sweeps/maths/spread.js';
import { TEXTS as OF_REPORTS } from '../../../static/js/sweeps/report/texts.js';
import { measured } from '../../../static/js/sweeps/words.js';

test('the spread of some networks is a sentence, with what ran away', () => {
  const said = (/** @type {(number | null)[]} */ values) => spreadText(spreadOf(values, false), 'test_loss');
  assert.equal(said([0.1, 0.2, 0.3]), 'median 0.200, the middle half from 0.100 to 0.300, 3 networks');
  assert.equal(said([0.1]), '0.100');
  assert.equal(said([null]), 'ran away');
  assert.equal(said([null, null]), 'all 2 ran away');
  assert.equal(said([0.1, 0.2, null]), 'median 0.200, 3 networks, 1 of them ran away');
});

test('a small loss is told by its two leading digits, not as 0', () => {
  const said = [0.0126, 0.0005, 0.000234, 0.0000012, 3e-8, 0].map((loss) => measured('test_loss', loss));
  assert.deepEqual(said, ['0.013', '0.001', '0.00023', '0.0000012', '<\u00a00.000001', '0.000']);
});

test('small numbers of an axis are powers of ten, and bins have both ends', () => {
  assert.deepEqual([0.05, 0.001, 0.00002, 1e-10, 0].map(tickText), ['0.05', '0.001', '2·10⁻⁵', '10⁻¹⁰', '0']);
  assert.equal(valueText('learning_rate', '0.001..0.02'), '0.001–0.02');
});

test('charts and reports say the same things in both languages', () => {
  for (const { en, de } of [TEXTS, OF_REPORTS]) {
    assert.deepEqual(Object.keys(en), Object.keys(de));
    for (const [key, text] of Object.entries(en)) {
      const values = (/** @type {string} */ of) => [...new Set(of.match(/\{\w+/g))].sort();
      assert.deepEqual(values(de[key]), values(text), key);
    }
  }
});
