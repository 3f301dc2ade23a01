import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LANGUAGES } from '../../../static/js/text/texts.js';
import { TEXTS } from '../../../static/js/views/files/texts.js';

test('what can be taken away is told in every language of the page, with the same values', () => {
  assert.deepEqual(Object.keys(TEXTS), Object.keys(LANGUAGES));
  const valuesIn = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const texts of Object.values(TEXTS)) {
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(TEXTS.en).sort());
    for (const [key, text] of Object.entries(texts))
      assert.deepEqual(valuesIn(text), valuesIn(TEXTS.en[key]), key);
  }
});

test('every target of the server is offered', () => {
  const table = readFileSync(new URL('../../../engine/export/table.py', import.meta.url), 'utf8');
  const targets = [...table.matchAll(/^ {4}"(\w+)": Target\(/gm)].map(([, name]) => name);
  assert.ok(targets.length >= 10);
  const source = readFileSync(
    new URL('../../../static/js/views/files/take_away.js', import.meta.url),
    'utf8',
  );
  const offered = /const TARGETS = \[([^\]]*)\]/.exec(source)?.[1].match(/\w+/g);
  assert.deepEqual(offered, targets);
  for (const target of targets) assert.ok(TEXTS.en[target], target);
});
