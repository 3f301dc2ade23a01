import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOf, singleFloat } from '../../../static/js/maths/tables.js';

test('rows follow their names, and numbers stay numbers', () => {
  assert.equal(csvOf(['x', 'set'], [[-1.5, 'test']]), 'x,set\r\n-1.5,test\r\n');
});

test('a text that a spreadsheet would take for a formula is none any more', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])
    assert.equal(csvOf(['name'], [[text]]).split('\r\n')[1], `'${text}`);
  assert.equal(csvOf(['=name'], []), "'=name\r\n");
});

test('commas, quotes and line breaks stand in quotes', () => {
  assert.equal(csvOf(['a'], [['1,5 "x"\ny']]), 'a\r\n"1,5 ""x""\ny"\r\n');
});

test('what is no finite number is an empty cell', () => {
  assert.equal(csvOf(['a', 'b'], [[NaN, Infinity]]), 'a,b\r\n,\r\n');
});

test('a single float is written as short as it can be read back', () => {
  assert.equal(singleFloat(Math.fround(0.1)), 0.1);
  for (const value of [1 / 3, -5.0171875, 1e-30, 123456.79])
    assert.equal(Math.fround(singleFloat(Math.fround(value))), Math.fround(value));
});
