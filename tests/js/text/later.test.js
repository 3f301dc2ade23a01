import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LANGUAGES } from '../../../static/js/text/texts.js';
import { TEXTS } from '../../../static/js/views/files/texts.js';

const JS = new URL('../../../static/js/', import.meta.url);
const PARTS = readdirSync(JS, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('/texts.js') && name !== 'text/texts.js',
);

test('every later part of the page speaks every language, with the same values', async () => {
  assert.ok(PARTS.length >= 11);
  const valuesIn = (/** @type {string} */ text) =>
    [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort();
  for (const part of PARTS) {
    const { TEXTS: texts } = await import(new URL(part, JS).href);
    assert.deepEqual(Object.keys(texts), Object.keys(LANGUAGES), part);
    for (const told of Object.values(texts)) {
      assert.deepEqual(Object.keys(told).sort(), Object.keys(texts.en).sort(), part);
      for (const [key, text] of Object.entries(told))
        assert.deepEqual(valuesIn(text), valuesIn(texts.en[key]), `${part} ${key}`);
    }
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
