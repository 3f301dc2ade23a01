import assert from 'node:assert/strict';
import test from 'node:test';

import { choiceLabel, explanations, labelOf, loadExplanations } from '../../static/js/explanations.js';
import { countChanged, GROUPS, optionsFor } from '../../static/js/options.js';
import { CATALOGUE } from './fakes.js';

const { defaults } = CATALOGUE;
const shown = (/** @type {Partial<typeof defaults>} */ changes) => GROUPS.flatMap((group) => optionsFor(group, { ...defaults, ...changes })).map(({ field }) => field);

test('no option stands in two groups, and each is a field of an experiment', () => {
  const fields = GROUPS.flatMap(({ options }) => options.map(({ field }) => field));
  assert.equal(new Set(fields).size, fields.length);
  assert.deepEqual(fields.filter((field) => !(field in defaults)), []);
});

for (const [field, changes] of /** @type {[string, Partial<typeof defaults>][]} */ ([
  ['classes', { dataset: 'rings' }],
  ['huber_delta', { loss: 'huber' }],
  ['steepness', { layer_activations: ['sigmoid'] }],
  ['momentum', { optimizer: 'nesterov' }],
  ['beta2', { optimizer: 'adamw' }],
  ['weight_decay', { optimizer: 'adamw' }],
  ['schedule_epochs', { schedule: 'cosine' }],
  ['l1_ratio', { regularization: 'elastic' }],
  ['patience', { early_stopping: true }],
])) {
  test(`${field} is there only when it means something`, () => {
    assert.ok(!shown({}).includes(field));
    assert.ok(shown(changes).includes(field));
  });
}

test('what differs from the beginning is counted, but not the seed nor what means nothing', () => {
  assert.equal(countChanged(defaults, defaults), 0);
  assert.equal(countChanged({ ...defaults, seed: '0.7', momentum: 0.5 }, defaults), 0);
  assert.equal(countChanged({ ...defaults, optimizer: 'momentum', momentum: 0.5 }, defaults), 2);
});

test('fields are called by their names until the explanations have come', async () => {
  assert.equal(labelOf('momentum'), 'momentum');
  const said = { momentum: { label: 'Momentum μ', text: '', formula: '', choices: { a: { label: 'A', text: '' } } } };
  await loadExplanations('en', async () => new Response(JSON.stringify(said)));
  assert.deepEqual([labelOf('momentum'), choiceLabel('momentum', 'a'), choiceLabel('momentum', 'b')], ['Momentum μ', 'A', 'b']);
  await loadExplanations('de', async () => { throw new TypeError('no network'); });
  assert.equal(labelOf('momentum'), 'Momentum μ');
  explanations.value = {};
});
