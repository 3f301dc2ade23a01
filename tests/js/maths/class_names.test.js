import assert from 'node:assert/strict';
import { test } from 'node:test';
import { className } from '../../../static/js/maths/classes.js';

test('a class is called as its table calls it, else by its number from one', () => {
  assert.equal(className({ classes: ['setosa', 'versicolor'] }, 1), 'versicolor');
  assert.equal(className({ classes: [] }, 1), '2');
  assert.equal(className(null, 0), '1');
});
