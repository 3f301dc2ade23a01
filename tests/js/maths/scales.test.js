import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatEpoch,
  formatLoss,
  formatNumber,
  linkWidth,
  parseNumber,
} from '../../../static/js/maths/scales.js';

/** @param {string} name @param {(input: any) => unknown} run @param {[unknown, unknown][]} rows */
function check(name, run, rows) {
  for (const [input, expected] of rows) {
    test(`${name}: ${JSON.stringify(input)} gives ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(run(input), expected));
  }
}

check('the width of a link', linkWidth, [
  [0, 1],
  [5, 8],
  [-5, 8],
  [100, 8],
  [-Infinity, 8],
  [NaN, 1],
  [1.25, 4.5],
]);

check('an epoch', formatEpoch, [
  [0, '000,000'],
  [1240, '001,240'],
  [999999, '999,999'],
  [1234567, '1,234,567'],
  [12345678, '12,345,678'],
]);
check('a loss', formatLoss, [
  [0.5, '0.500'],
  [0.00049, '0.000'],
  [12.3456, '12.346'],
  [99999.5, '99999.500'],
  [123456789, '1.2·10⁸'],
  [3.4e38, '3.4·10³⁸'],
  [null, '–'],
  [NaN, '–'],
]);
check('a number', formatNumber, [
  [-0.5, '−0.5'],
  [0.1, '0.1'],
  [-0.001, '0'],
  [2, '2'],
  [100, '100'],
  [1 / 3, '0.33'],
  [120000, '120000'],
  [-4.2e15, '−4.2·10¹⁵'],
  [-Infinity, '−∞'],
  [NaN, '–'],
]);
check('a typed number', (/** @type {string} */ text) => parseNumber(text, ','), [
  ['0.5', 0.5],
  ['0,5', 0.5],
  ['1/3', 1 / 3],
  ['-2', -2],
  ['−2', -2],
  [' 7 ', 7],
  ['.5', 0.5],
  ['5.', 5],
  ['1e-3', 0.001],
  ['-0', 0],
  ['', null],
  ['abc', null],
  ['1/0', null],
  ['1/2/3', null],
  ['1 2', null],
  ['0x10', null],
  ['Infinity', null],
  ['1,000.5', 1000.5],
  ['0,125', 0.125],
  ['1,08', 1.08],
  ['1,2,3', null],
  ['1,0800', 1.08],
  ['1,080/2', 540],
  ['1/', null],
]);

test('what is written can be typed again', () => {
  for (const value of [-0.25, 0, 3.5, 1000]) assert.equal(parseNumber(formatNumber(value), ','), value);
});
