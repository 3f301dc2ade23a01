import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldAxis } from '../../../static/js/sweeps/maths/fields.js';

const rates = { low: 0.001, high: 1, by_factors: true, is_whole: false };

test('the values of a grid stand at even distances, and each has a cell', () => {
  const axis = fieldAxis({ name: 'activation', values: ['tanh', 'relu', 'linear'], range: null }, 'random');
  assert.equal(axis.isDrawn, false);
  assert.deepEqual(['tanh', 'relu', 'linear'].map(axis.at), [0, 0.5, 1]);
  assert.deepEqual(['linear', 'sine'].map(axis.cellOf), [2, -1]);
  assert.equal(fieldAxis({ name: 'noise', values: ['5'], range: null }, 'grid').at('5'), 0.5);
  const grid = fieldAxis({ name: 'learning_rate', values: ['0.001', '0.03', '1'], range: rates }, 'grid');
  assert.deepEqual([grid.isDrawn, grid.at('0.03'), grid.cells.length], [false, 0.5, 3]);
});

test('of more values than there is room for, every second or third is written', () => {
  const values = Array.from({ length: 64 }, (_, i) => String(i));
  const ticks = fieldAxis({ name: 'noise', values, range: null }, 'grid').ticks(10);
  assert.ok(ticks.length <= 10);
  assert.deepEqual(
    ticks.slice(0, 2).map(({ text }) => text),
    ['0', '7'],
  );
});

test('a range in which numbers were drawn goes by factors where it is said, and falls into bins', () => {
  const axis = fieldAxis({ name: 'learning_rate', values: ['0.001', '1'], range: rates }, 'tpe');
  assert.ok(axis.isDrawn);
  for (const [text, at] of /** @type {const} */ ([
    ['0.001', 0],
    ['0.01', 1 / 3],
    ['1', 1],
  ]))
    assert.ok(Math.abs(axis.at(text) - at) < 1e-9, text);
  assert.equal(axis.cells.length, 8);
  assert.deepEqual(['0.001', '0.0012', '0.9', '1'].map(axis.cellOf), [0, 0, 7, 7]);
  assert.deepEqual(
    axis.ticks(4).map(({ text }) => text),
    ['0.001', '0.01', '0.1', '1'],
  );
});

test('every number of a range falls into the bin between whose ends it lies', () => {
  for (const range of [rates, { low: 0, high: 50, by_factors: false, is_whole: false }]) {
    const { cells, cellOf } = fieldAxis({ name: 'noise', values: [], range }, 'random');
    for (let i = 0; i <= 100; i += 1) {
      const value = range.low + ((range.high - range.low) * i) / 100;
      const { from = NaN, to = NaN } = cells[cellOf(String(value))];
      assert.ok(from <= value && value <= to, `${value} in ${from}..${to}`);
    }
  }
});

test('whole numbers have a bin each where there are few, else bins of several', () => {
  const few = { low: 1, high: 4, by_factors: false, is_whole: true };
  const one = fieldAxis({ name: 'depth', values: [], range: few }, 'hyperband');
  assert.deepEqual(
    one.cells.map(({ text }) => text),
    ['1', '2', '3', '4'],
  );
  assert.deepEqual(['1', '3', '4'].map(one.cellOf), [0, 2, 3]);
  const many = { low: 1, high: 32, by_factors: true, is_whole: true };
  const other = fieldAxis({ name: 'width', values: [], range: many }, 'hyperband');
  const held = Array.from({ length: 32 }, (_, i) => other.cellOf(String(i + 1)));
  assert.deepEqual([...new Set(held)], [...other.cells.keys()], 'none is empty, and they rise');
  assert.ok(other.cells.every(({ text }) => text.split('..').every((end) => /^\d+$/.test(end))));
});
