import assert from 'node:assert/strict';
import test from 'node:test';
import { labels } from '../../../static/js/text/explanations.js';
import { noticeText } from '../../../static/js/text/refusals.js';
import { chooseLanguage } from '../../../static/js/text/texts.js';
import { CATALOGUE } from '../fakes.js';

const text = 'noise must be between 0 and 80, got 99';
/** @type {import('../../../static/js/types.js').Catalogue} */
const catalogue = { ...CATALOGUE, options: { noise: { ...CATALOGUE.options.noise, limit: [0, 80] } } };

for (const [
  language,
  notice,
  said,
] of /** @type {[string, { field: string | null, code: string | null }, string][]} */ ([
  ['en', { field: 'noise', code: 'invalid' }, text],
  ['de', { field: 'noise', code: 'invalid' }, '„noise“ muss zwischen 0 und 80 liegen.'],
  ['de', { field: 'hidden_controls', code: 'invalid' }, '„hidden_controls“ kann so nicht sein.'],
  ['de', { field: null, code: 'forbidden' }, 'Das darf nur, wer die Regler des Raums hat.'],
  ['de', { field: null, code: null }, text],
])) {
  test(`in ${language}, ${notice.code} at ${notice.field} is said as: ${said}`, async () => {
    await chooseLanguage(language);
    assert.equal(noticeText({ id: 1, text, ...notice }, catalogue), said);
    await chooseLanguage('en');
  });
}

test('a field is called in a refusal what it is called on the page', () => {
  labels.value = { noise: { label: 'Noise', choices: {} } };
  assert.equal(
    noticeText({ id: 1, text, field: 'noise', code: 'invalid' }, catalogue),
    'Noise must be between 0 and 80, got 99',
  );
  labels.value = {};
});

test('every error code of the protocol has a sentence', async () => {
  await chooseLanguage('de');
  for (const code of ['bad_message', 'unknown_type', 'forbidden', 'invalid', 'too_fast', 'internal']) {
    assert.match(noticeText({ id: 1, text, field: null, code }, catalogue), /^[A-ZÄÖÜ].*\.$/);
  }
  await chooseLanguage('en');
});
