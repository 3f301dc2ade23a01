import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIRST, readFragment, writeFragment } from '../../../static/js/sweeps/form/plan_address.js';
import { numbersOf, readVary, writeVary } from '../../../static/js/sweeps/form/vary.js';

test('a range is read into its parts, and written as it was', () => {
  const text = 'learning_rate=0.001..1:log:7';
  assert.deepEqual(readVary(text), {
    name: 'learning_rate',
    span: { low: 0.001, high: 1, n: 7, byFactors: true },
    values: [],
  });
  assert.equal(writeVary(readVary(text)), text);
});

test('values are read one by one, shapes and texts with an equals sign among them', () => {
  assert.deepEqual(readVary('hidden=2|4|8,4').values, ['2', '4', '8,4']);
  assert.deepEqual(readVary('rule=x1 >= 2|x2 > 0').values, ['x1 >= 2', 'x2 > 0']);
  assert.deepEqual(readVary('width=').values, []);
});

test('a range that is none is left as it is told, for the server to say so', () => {
  assert.equal(writeVary(readVary('noise=a..b:3')), 'noise=a..b:3');
});

test('the numbers of a range are those of the server', () => {
  const span = { low: 0.001, high: 1, n: 4, byFactors: true };
  assert.deepEqual(numbersOf(span, false), [0.001, 0.01, 0.1, 1]);
  assert.deepEqual(numbersOf({ low: 1, high: 4, n: 7, byFactors: false }, true), [1, 2, 3, 4]);
  assert.deepEqual(numbersOf({ low: 4, high: 1, n: 3, byFactors: false }, false), []);
});

test('what is set up comes back from the address', () => {
  /** @type {import('../../../static/js/sweeps/told.js').Order} */
  const order = {
    ...FIRST,
    link: 'activation=relu&seed=0.5',
    vary: ['hidden=2|4|8,4', 'noise=0..50:6'],
    strategy: 'hyperband',
    measure: 'test_accuracy',
    trials: 40,
    epochs: 300,
  };
  assert.deepEqual(readFragment(writeFragment(order)), { order, id: null, isOnlySweep: false });
  assert.equal(readFragment(writeFragment(order, 'abc')).id, 'abc');
  assert.deepEqual(readFragment(writeFragment({ ...FIRST, vary: [] })).order.vary, []);
});

test('an address with none of the keys of the page is a link of the playground', () => {
  const { order, id } = readFragment('#dataset=spiral&networkShape=8,8&learningRate=0.1');
  assert.deepEqual(order, { ...FIRST, link: 'dataset=spiral&networkShape=8,8&learningRate=0.1' });
  assert.equal(id, null);
  assert.deepEqual(readFragment(writeFragment(order)).order, order);
  assert.equal(readFragment('#dataset=spiral&seeds=5').order.link, '');
});

test('what makes no sense in an address is left as at first', () => {
  const { order, isOnlySweep, id } = readFragment('#strategy=best&epochs=-3&seeds=many');
  assert.deepEqual(order, FIRST);
  assert.equal(id, null);
  assert.equal(isOnlySweep, false);
  assert.equal(readFragment('#sweep=abc').isOnlySweep, true);
});
