import assert from 'node:assert/strict';
import test from 'node:test';
import { changedFields, fieldsOf, GROUPS } from '../../../static/js/controls/options.js';
import {
  choiceLabel,
  explanations,
  labelOf,
  labels,
  loadExplanations,
} from '../../../static/js/text/explanations.js';
import { chooseLanguage } from '../../../static/js/text/texts.js';
import { CATALOGUE } from '../fakes.js';

const { defaults, options } = CATALOGUE;
const shown = (/** @type {Partial<typeof defaults>} */ changes) =>
  GROUPS.flatMap((group) => fieldsOf(options, group, { ...defaults, ...changes }));

test('every option has one of the groups, or a place of its own', () => {
  for (const { group } of Object.values(options)) assert.ok(group === '' || GROUPS.includes(group));
});

test('an activation for each layer can be chosen where there are some', () => {
  assert.ok(shown({ hidden: [4, 2] }).includes('layer_activations'));
  assert.ok(!shown({ hidden: [4] }).includes('layer_activations'));
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

test('what differs from the beginning is known, but not the seed nor what means nothing', () => {
  assert.deepEqual(changedFields(CATALOGUE, defaults), []);
  assert.deepEqual(changedFields(CATALOGUE, { ...defaults, seed: '0.7', momentum: 0.5 }), []);
  const changed = changedFields(CATALOGUE, { ...defaults, optimizer: 'momentum', momentum: 0.5 });
  assert.deepEqual(changed.sort(), ['momentum', 'optimizer']);
});

/** A server that says this, or cannot be reached. @param {object | null} said */
const saying = (said) => async () => {
  if (said === null) throw new TypeError('no network');
  return new Response(JSON.stringify(said));
};

test('fields are called by their names where no label is there', async () => {
  assert.equal(labelOf('momentum'), 'momentum');
  labels.value = {
    en: { momentum: { label: 'Momentum μ', choices: { a: 'A' } } },
    de: { momentum: { label: 'Moment μ', choices: {} } },
  };
  assert.deepEqual(
    [labelOf('momentum'), choiceLabel('momentum', 'a'), choiceLabel('momentum', 'b')],
    ['Momentum μ', 'A', 'b'],
  );
  await chooseLanguage('de');
  assert.equal(labelOf('momentum'), 'Moment μ');
  await chooseLanguage('en');
  labels.value = {};
});

test('what fields mean is fetched once in a language, and again after a lost connection', async () => {
  const said = (/** @type {string} */ text) => ({ momentum: { label: '', text, formula: '', choices: {} } });
  await loadExplanations('en', saying(null));
  await loadExplanations('en', saying(said('first')));
  await loadExplanations('en', saying(said('again')));
  assert.equal(explanations.value.momentum.text, 'first');
  const slow = loadExplanations('de', saying(said('Deutsch')));
  await loadExplanations('en', saying(said('back in English')));
  await slow;
  assert.equal(explanations.value.momentum.text, 'back in English');
});
