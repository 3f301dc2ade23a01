import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  byteOf,
  colourTable,
  formatEpoch,
  formatLoss,
  formatNumber,
  linear,
  linkWidth,
  parseColour,
  parseNumber,
  tableColour,
} from '../../../static/js/maths/scales.js';

/** @type {{ negative: [number, number, number], zero: [number, number, number], positive: [number, number, number] }} */
const ends = { negative: [255, 0, 0], zero: [255, 255, 255], positive: [0, 0, 255] };
const table = colourTable(ends);

/** @param {string} name @param {(input: any) => unknown} run @param {[unknown, unknown][]} rows */
function check(name, run, rows) {
  for (const [input, expected] of rows) {
    test(`${name}: ${JSON.stringify(input)} gives ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(run(input), expected));
  }
}

check('a colour', parseColour, [
  ['#f59322', [245, 147, 34]],
  [' #FFFFFF ', [255, 255, 255]],
]);

test('a colour of another form is refused with a sentence', () => {
  assert.throws(() => parseColour('red'), /a colour must look like #f59322, got red/);
});

test('the table goes from the negative end through zero to the positive end', () => {
  assert.deepEqual(
    [...[0, 127, 254, 255]].map((byte) => table[byte].toString(16)),
    ['ff0000ff', 'ffffffff', 'ffff0000', 'ffffffff'],
  );
  assert.equal(table.length, 256);
});

test('pixels written through the table are red, green, blue and opaque', () => {
  assert.deepEqual([...new Uint8Array(Uint32Array.of(table[0]).buffer)], [255, 0, 0, 255]);
});

test('less strength stays nearer to the colour of zero', () => {
  assert.equal(tableColour(-1, colourTable(ends, 0.2)), 'rgb(255, 204, 204)');
});

check('the colour of a value', (value) => tableColour(value, table), [
  [-1, 'rgb(255, 0, 0)'],
  [0, 'rgb(255, 255, 255)'],
  [1, 'rgb(0, 0, 255)'],
  [-40, 'rgb(255, 0, 0)'],
]);

check('the byte of a value', byteOf, [
  [-1, 0],
  [0, 127],
  [1, 254],
  [2, 254],
  [-9, 0],
  [NaN, 255],
]);

check('the width of a link', linkWidth, [
  [0, 1],
  [5, 8],
  [-5, 8],
  [100, 8],
  [NaN, 1],
  [1.25, 4.5],
]);

test('a scale is the straight line through its ends', () => {
  const scale = linear([-6, 6], [0, 100]);
  assert.deepEqual([scale(-6), scale(0), scale(6), scale(12)], [0, 50, 100, 150]);
  assert.equal(linear([6, -6], [0, 100])(6), 0);
  assert.equal(linear([3, 3], [0, 10])(3), 5);
});

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
  [NaN, '–'],
]);
check('a typed number', parseNumber, [
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
  ['1,000.5', null],
  ['1/', null],
]);

test('what is written can be typed again', () => {
  for (const value of [-0.25, 0, 3.5, 1000]) assert.equal(parseNumber(formatNumber(value)), value);
});
