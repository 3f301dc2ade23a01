import assert from 'node:assert/strict';
import test from 'node:test';
import { differences, differencesText } from '../../../static/js/text/differences.js';
import { labels } from '../../../static/js/text/explanations.js';
import { chooseLanguage } from '../../../static/js/text/texts.js';
import { CATALOGUE } from '../fakes.js';

const { options } = CATALOGUE;

const catalogue = {
  ...CATALOGUE,
  features: [
    { name: 'x', label: 'x₁', formula: 'x1', of_curve: true },
    { name: 'y', label: 'x₂', formula: 'x2', of_curve: false },
    { name: 'xSquared', label: 'x₁²', formula: 'x1^2', of_curve: true },
  ],
};
const LABELS = {
  learning_rate: 'Learning rate',
  hidden: 'Hidden layers',
  features: 'Features',
  skip: 'Skip connections',
  noise: 'Noise',
  activation: 'Activation',
  dataset: 'Dataset',
  problem: 'Problem',
  optimizer: 'Optimizer',
  momentum: 'Momentum',
  layer_activations: 'Activation by layer',
  data_seed: 'Data seed',
};
/** @type {Record<string, Record<string, string>>} */
const CHOICES = {
  activation: { relu: 'ReLU', tanh: 'Tanh' },
  dataset: { xor: 'Exclusive or', circle: 'Circle' },
  optimizer: { sgd: 'Plain descent', nesterov: 'Nesterov' },
  problem: { regression: 'Regression', classification: 'Classification' },
};
const called = Object.fromEntries(
  Object.entries(LABELS).map(([field, label]) => [field, { label, choices: CHOICES[field] ?? {} }]),
);
labels.value = { en: called, de: called };

const now = CATALOGUE.defaults;
/** @param {Partial<import('../../../static/js/messages.js').Experiment>} changes what the earlier run had */
const words = (changes) => differencesText(differences({ ...now, ...changes }, now, options), catalogue);

/** @type {[Partial<import('../../../static/js/messages.js').Experiment>, string][]} */
const SENTENCES = [
  [{}, 'The same settings, other first weights'],
  [{ learning_rate: 0.1 }, 'Learning rate 0.1 → 0.03'],
  [{ learning_rate: 0.00001 }, 'Learning rate 0.00001 → 0.03'],
  [{ hidden: [8, 8] }, 'Hidden layers 8, 8 → 4, 2'],
  [{ hidden: [] }, 'Hidden layers none → 4, 2'],
  [{ features: ['x', 'y', 'xSquared'] }, 'Features x₁, x₂, x₁² → x₁, x₂'],
  [{ skip: true }, 'Skip connections yes → no'],
  [{ layer_activations: ['relu', 'tanh'] }, 'Activation by layer ReLU, Tanh → none'],
  [{ data_seed: '7' }, 'Data seed 7 → as the seed'],
  [{ optimizer: 'nesterov', momentum: 0.5 }, 'Optimizer Nesterov → Plain descent · Momentum 0.5 → 0.9'],
  [{ momentum: 0.5 }, 'The same settings, other first weights'],
  [{ seed: '0.7' }, 'Other points and first weights'],
  [{ activation: 'relu', noise: 25 }, 'Noise 25 → 0 · Activation ReLU → Tanh'],
  [{ dataset: 'xor' }, 'Dataset Exclusive or → Circle'],
  [{ regression_dataset: 'reg-gauss' }, 'The same settings, other first weights'],
  [{ problem: 'regression' }, 'Problem Regression → Classification'],
];

for (const [changes, sentence] of SENTENCES) {
  test(`${JSON.stringify(changes)} is told as "${sentence}"`, () => assert.equal(words(changes), sentence));
}

test('words of the page and numbers are German in German', async () => {
  await chooseLanguage('de');
  assert.equal(
    words({ learning_rate: 0.1, activation: 'relu' }),
    'Activation ReLU → Tanh · Learning rate 0,1 → 0,03',
  );
  await chooseLanguage('en');
});

test('a run that began just as the present one is told as that', () => {
  assert.equal(differencesText([], catalogue, true), 'The same settings and first weights');
});
