import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

import { CLOSE_CODES, ERROR_CODES } from '../../../static/js/protocol/codes.js';
import { texts as english } from '../../../static/js/text/en.js';
import { sayer } from '../../../static/js/text/later.js';
import {
  chooseLanguage,
  epochs,
  LANGUAGES,
  language,
  loss,
  number,
  t,
  typedNumber,
} from '../../../static/js/text/texts.js';
import { TEXTS as RUNS } from '../../../static/js/views/runs/texts.js';

const js = new URL('../../../static/js/', import.meta.url);
const sources = readdirSync(js, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js'))
  .map((name) => readFileSync(new URL(name, js), 'utf8'));
/** Keys that stand as a whole in a call of t(). */
const used = [
  ...new Set(
    sources.flatMap((text) =>
      [...text.matchAll(/\bt\(([^)]*)\)/g)].flatMap(([, inside]) =>
        [...inside.matchAll(/'([\w.-]+)'/g)].map(([, key]) => key),
      ),
    ),
  ),
];

for (const name of Object.keys(LANGUAGES)) {
  test(`${LANGUAGES[name]} has every text, with the same values to fill in`, async () => {
    const { texts } = await import(`../../../static/js/text/${name}.js`);
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(english).sort());
    const values = (/** @type {string} */ text) => [...new Set(text.match(/(?<=\{)\w+/g))].sort();
    for (const [key, text] of Object.entries(english))
      assert.deepEqual(values(texts[key]), values(text), key);
  });
}

test('every text that a view asks for exists', () => {
  assert.ok(used.length > 50);
  assert.deepEqual(
    used.filter((key) => !(key in english)),
    [],
  );
});

test('every code of the server has a sentence', () => {
  for (const code of Object.values(CLOSE_CODES)) assert.ok(`closed.${code}` in english, String(code));
  for (const code of ERROR_CODES) assert.ok(`error.${code}` in english, code);
});

test('a sentence of the server, which is no key, is shown as it is', () => {
  assert.equal(t('The first message was not a proper hello.'), 'The first message was not a proper hello.');
});

test('German numbers have a comma, and points between thousands', async () => {
  await chooseLanguage('de');
  assert.deepEqual([number(-0.5), loss(0.0314), epochs(1240)], ['−0,5', '0,031', '001.240']);
  assert.equal(t('layers.some', { n: 3 }), '3 verdeckte Schichten');
  await chooseLanguage('en');
  assert.deepEqual([number(-0.5), loss(0.0314), epochs(1240)], ['−0.5', '0.031', '001,240']);
});

test('a typed number is read as the language writes it, or else with any decimal sign', async () => {
  const read = (/** @type {string[]} */ texts) => texts.map(typedNumber);
  const typed = ['1,080', '1.080', '1,234,567', '1.234.567', '0.125', '0,125', '−1,5', '2.5', '1e3', 'seven'];
  assert.deepEqual(read(typed), [1080, 1.08, 1234567, null, 0.125, 0.125, -1.5, 2.5, 1000, null]);
  assert.deepEqual(read(['1,080.5', '1.080,5']), [1080.5, null]);
  await chooseLanguage('de');
  assert.deepEqual(read(typed), [1.08, 1080, null, 1234567, 0.125, 0.125, -1.5, 2.5, 1000, null]);
  assert.deepEqual(read(['1,080.5', '1.080,5']), [null, 1080.5]);
  await chooseLanguage('en');
});

test('a language that does not exist changes nothing', async () => {
  await chooseLanguage('../en');
  assert.equal(language.value.name, 'en');
});

test('one of a thing is named as one, in every language', async () => {
  const said = (/** @type {string[]} */ keys) => keys.map((key) => t(key, { n: 1, epoch: 1, test: 0 }));
  const keys = ['parameters', 'rate.updates', 'speed.epoch', 'device.rate'];
  assert.deepEqual(said(keys), ['1 parameter', '1 update/s', '1 epoch/s', 'about 1 epoch/s here']);
  assert.equal(sayer(RUNS)('end', { epoch: 1, test: 0 }), '1 epoch · test 0');
  assert.equal(t('parameters', { n: 25 }), '25 parameters');
  await chooseLanguage('de');
  assert.deepEqual(said([...keys, 'live.watchers']), [
    '1 Parameter',
    '1 Update/s',
    '1 Epoche/s',
    'hier etwa 1 Epoche/s',
    '1 schaut zu',
  ]);
  assert.equal(sayer(RUNS)('end', { epoch: 1, test: 0 }), '1 Epoche · Test 0');
  await chooseLanguage('en');
});

test('what a single float cannot hold is said to be beyond it', async () => {
  assert.deepEqual(
    [loss(Infinity), number(-Infinity), loss(3.4e38)],
    ['beyond 10³⁸', 'beyond −10³⁸', '3.4·10³⁸'],
  );
  await chooseLanguage('de');
  assert.deepEqual([loss(Infinity), loss(3.4e38)], ['jenseits von 10³⁸', '3,4·10³⁸']);
  await chooseLanguage('en');
});
