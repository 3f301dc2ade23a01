import assert from 'node:assert/strict';
import { test } from 'node:test';
import { featuresOf, formulaLabel } from '../../../static/js/controls/features.js';

for (const [formula, label] of [
  ['x1^2 - 3*x2', 'x₁² − 3·x₂'],
  ['sin(3*x1)^3', 'sin(3·x₁)³'],
  ['x1^12 + x64', 'x₁^12 + x₆₄'],
  ['x1^2.5', 'x₁^2.5'],
  ['x1^2^3', 'x₁^2³'],
  ['max(x1, -x2)', 'max(x₁, −x₂)'],
])
  test(`${formula} is written ${label}`, () => assert.equal(formulaLabel(formula), label));

const TABLE = {
  digest: 'a',
  title: 'Boxes',
  names: ['a', 'b'],
  names_in: {},
  classes: [],
  n_rows: 9,
  side: 0,
  is_on_plane: false,
  is_split: false,
};

test('the features of an experiment are those with names, and its formulas behind them', () => {
  const named = [{ name: 'x', label: 'x₁', formula: 'x1', of_curve: true }];
  const catalogue = /** @type {import('../../../static/js/types.js').Catalogue} */ ({ features: named });
  const experiment = /** @type {import('../../../static/js/messages.js').Experiment} */ ({
    features: ['x', 'x1^3', 'abs(x2)'],
  });
  const found = featuresOf(catalogue, experiment, null);
  assert.deepEqual(
    found.map(({ name, isFormula }) => [name, isFormula]),
    [
      ['x', false],
      ['x1^3', true],
      ['abs(x2)', true],
    ],
  );
});

test('the columns of a table are there by their names, fed in or not, before all others', () => {
  const named = [
    { name: 'x', label: 'x₁', formula: 'x1', of_curve: true },
    { name: 'xSquared', label: 'x₁²', formula: 'x1^2', of_curve: true },
  ];
  const catalogue = /** @type {import('../../../static/js/types.js').Catalogue} */ ({ features: named });
  const experiment = /** @type {import('../../../static/js/messages.js').Experiment} */ ({
    features: ['x', 'sin(x3)', 'x3'],
  });
  const table = { ...TABLE, names: ['length', 'width', 'depth'] };
  const found = featuresOf(catalogue, experiment, table);
  assert.deepEqual(
    found.map(({ name, label, isFormula, isColumn, picture }) => [name, label, isFormula, isColumn, picture]),
    [
      ['x', 'length', false, true, 0],
      ['x2', 'width', false, true, null],
      ['x3', 'depth', false, true, 3],
      ['xSquared', 'x₁²', false, false, 1],
      ['sin(x3)', 'sin(x₃)', true, false, 2],
    ],
  );
  const painted = featuresOf(catalogue, experiment, { ...table, is_on_plane: true });
  assert.deepEqual(painted[0].label, 'x₁');
});
