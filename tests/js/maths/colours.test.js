import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteOf, colourTable, cssColour, parseColour } from '../../../static/js/maths/colours.js';

/** @type {{ negative: [number, number, number], zero: [number, number, number], positive: [number, number,
 *   number] }} */
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
  assert.equal(cssColour(-1, colourTable(ends, 0.2)), 'rgb(255 204 204)');
});

check('the colour of a value', (value) => cssColour(value, table), [
  [-1, 'rgb(255 0 0)'],
  [0, 'rgb(255 255 255)'],
  [1, 'rgb(0 0 255)'],
  [-40, 'rgb(255 0 0)'],
]);

check('the byte of a value', byteOf, [
  [-1, 0],
  [0, 127],
  [1, 254],
  [2, 254],
  [-9, 0],
  [Infinity, 254],
  [-Infinity, 0],
  [NaN, 255],
]);
