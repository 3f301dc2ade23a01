import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { evaluate } from '../../../static/js/expressions/evaluation.js';
import { MAX_DEPTH, MAX_LENGTH } from '../../../static/js/expressions/grammar.js';
import { holeInPlane } from '../../../static/js/expressions/holes.js';
import { parse } from '../../../static/js/expressions/parsing.js';
import { ExpressionError } from '../../../static/js/expressions/tokens.js';
import { namesIn } from '../../../static/js/expressions/tree.js';
import { written } from '../../../static/js/expressions/writing.js';

/** The cases that the engine has too: tests/engine/expressions/test_golden.py reads the same file. */
const GOLDEN = JSON.parse(readFileSync(new URL('../../golden/expressions.json', import.meta.url), 'utf8'));
/** Two mathematics libraries may differ in the last units, and a power in V8 by some more. */
const RELATIVE = 4e-15;

/** @param {import('../../../static/js/expressions/tree.js').Tree} tree @returns {string[]} */
const signsIn = (tree) => ('sign' in tree ? [tree.sign, ...tree.operands.flatMap(signsIn)] : []);

/** @param {unknown} value @param {unknown} expected @param {number} relative @param {string} what */
function near(value, expected, relative, what) {
  const [is, should] = [Number(value), Number(expected)];
  const isNear = Object.is(is, should) || Math.abs(is - should) <= relative * Math.abs(should);
  assert.ok(isNear, `${what}: ${is}, not ${should}`);
}

for (const kind of /** @type {const} */ (['number', 'truth'])) {
  const { names, places, cases } = GOLDEN[`${kind}s`];
  for (const { text, written: canonical, values } of cases) {
    test(`${JSON.stringify(text)} is written back and has its values`, () => {
      const tree = parse(text, names, kind);
      assert.equal(written(tree), canonical);
      assert.deepEqual(parse(canonical, names, kind), tree);
      const relative = signsIn(tree).some((sign) => GOLDEN.inexact.includes(sign)) ? RELATIVE : 0;
      values.forEach((/** @type {unknown} */ expected, /** @type {number} */ i) => {
        const place = Object.fromEntries(
          names.map((/** @type {string} */ name, /** @type {number} */ k) => [name, Number(places[i][k])]),
        );
        near(evaluate(tree, place), expected, relative, `at ${places[i]}`);
      });
    });
  }
}

for (const { text, names, wanted, reason } of GOLDEN.refused) {
  test(`${JSON.stringify(text.slice(0, 40))} is refused: ${reason.code}`, () => {
    assert.throws(
      () => parse(text, names, wanted),
      (error) => {
        assert.ok(error instanceof ExpressionError);
        assert.deepEqual(error.reason, reason);
        return true;
      },
    );
  });
}

for (const { formula, reason } of GOLDEN.holes)
  test(`${formula} ${reason ? 'has no value somewhere' : 'is a feature of the plane'}`, () =>
    assert.deepEqual(holeInPlane(formula, parse(formula, ['x1', 'x2'])), reason));

test('the limits are those that both know', () => {
  assert.deepEqual(GOLDEN.limits, { length: MAX_LENGTH, depth: MAX_DEPTH });
});

test('the variables of a formula are known', () => {
  assert.deepEqual([...namesIn(parse('x1 + sin(x2 - x1)*pi', ['x1', 'x2']))], ['x1', 'x2', 'pi']);
});
