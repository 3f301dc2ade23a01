import assert from 'node:assert/strict';
import test from 'node:test';

import { labels } from '../../../static/js/text/explanations.js';
import { loadReasons, noticeText, reasonsFrom, reasonText } from '../../../static/js/text/reasons.js';
import { chooseLanguage, LANGUAGES } from '../../../static/js/text/texts.js';

/** @typedef {import('../../../static/js/messages.js').ReasonShown} ReasonShown */

reasonsFrom((name) => import(`../../../static/js/text/reasons_${name}.js`));

test('until the sentences of a language are loaded a reason is empty', async () => {
  assert.equal(reasonText({ code: 'no_driver', values: {} }), '');
  for (const name of Object.keys(LANGUAGES)) await loadReasons(name);
  assert.equal(reasonText({ code: 'no_driver', values: {} }), 'no NVIDIA driver found');
});

for (const name of Object.keys(LANGUAGES)) {
  test(`every reason has a sentence in ${LANGUAGES[name]}, with the same values to fill in`, async () => {
    const { reasons: english } = await import('../../../static/js/text/reasons_en.js');
    const { reasons } = await import(`../../../static/js/text/reasons_${name}.js`);
    assert.deepEqual(Object.keys(reasons).sort(), Object.keys(english).sort());
    const values = (/** @type {string} */ text) => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [code, text] of Object.entries(english))
      assert.deepEqual(values(reasons[code]), values(text), code);
  });
}

const noNoise = { code: 'out_of_range', values: { field: 'noise', low: 0, high: 80, got: '99' } };

for (const [reason, english, german] of /** @type {[ReasonShown, string, string][]} */ ([
  [{ code: 'no_driver', values: {} }, 'no NVIDIA driver found', 'kein NVIDIA-Treiber gefunden'],
  [
    { code: 'extra_not_installed', values: { library: 'PyTorch', extra: 'torch' } },
    'PyTorch is not installed: it comes with the extra [torch]',
    'PyTorch ist nicht installiert; es kommt mit dem Extra [torch]',
  ],
  [
    { code: 'too_much_memory', values: { shape: '2-9000-1', wanted: 7.5, have: 4 } },
    'a network of 2-9000-1 would need about 7.5 GiB to train; PyTorch may use at most 4 GiB',
    'ein Netz von 2-9000-1 bräuchte zum Trainieren etwa 7,5 GiB; PyTorch darf höchstens 4 GiB nehmen',
  ],
  [noNoise, 'noise must be between 0 and 80, got 99', '„noise“ muss zwischen 0 und 80 liegen, nicht bei 99'],
  [
    { code: 'out_of_range', values: { field: 'dropout', low: 0, high: 0.9, got: '0.95' } },
    'dropout must be between 0 and 0.9, got 0.95',
    '„dropout“ muss zwischen 0 und 0,9 liegen, nicht bei 0,95',
  ],
  [
    { code: 'out_of_range', values: { field: 'dropout', low: 0, high: 0.9, got: '1.0' } },
    'dropout must be between 0 and 0.9, got 1',
    '„dropout“ muss zwischen 0 und 0,9 liegen, nicht bei 1',
  ],
  [
    { code: 'out_of_range', values: { field: 'dropout', low: 0, high: 0.9, got: '-1e-20' } },
    'dropout must be between 0 and 0.9, got -1e-20',
    '„dropout“ muss zwischen 0 und 0,9 liegen, nicht bei -1e-20',
  ],
  [
    { code: 'in_link', values: { key: 'percTrainData', reason: noNoise } },
    'percTrainData in the link: noise must be between 0 and 80, got 99',
    'percTrainData im Link: „noise“ muss zwischen 0 und 80 liegen, nicht bei 99',
  ],
])) {
  test(`the reason ${reason.code} is a sentence in both languages: ${english}`, async () => {
    assert.equal(reasonText(reason), english);
    await chooseLanguage('de');
    assert.equal(reasonText(reason), german);
    await chooseLanguage('en');
  });
}

test('activations and penalties are called in a reason what they are called on the page', () => {
  labels.value = { en: { activation: { label: 'Activation', choices: { sigmoid: 'Sigmoid' } } } };
  assert.equal(
    reasonText({ code: 'output_saturated_only', values: { activation: 'sigmoid' } }),
    'The output is saturated: where it is, the slope of Sigmoid is next to 0.',
  );
  labels.value = {};
});

test('a field is called in a reason what it is called on the page', () => {
  labels.value = { en: { noise: { label: 'Noise', choices: {} } } };
  assert.equal(reasonText(noNoise), 'Noise must be between 0 and 80, got 99');
  labels.value = {};
});

test('what is allowed is called what it is called on the page, and a notice begins with a capital', () => {
  const choices = { square: 'Squared', huber: 'Huber', hinge: 'Hinge' };
  labels.value = {
    en: {
      loss: { label: 'Loss', choices },
      problem: { label: 'Problem', choices: { regression: 'regression' } },
    },
  };
  const values = { field: 'loss', problem: 'regression', allowed: 'square, huber', got: "'hinge'" };
  const reason = { code: 'loss_of_classes', values };
  assert.equal(
    noticeText({ id: 1, text: 'error.invalid', reason }),
    'Loss must be Squared or Huber for regression, got Hinge',
  );
  assert.equal(
    noticeText({ id: 1, text: 'error.invalid', reason: { code: 'no_moment', values: {} } }),
    'No earlier moment of this run is kept',
  );
  labels.value = {};
});

test('a refusal without a reason is told by its code, and what the page says itself as it is', () => {
  assert.equal(
    noticeText({ id: 1, text: 'error.forbidden', reason: null }),
    'Only who holds the controls of the room may do this.',
  );
  assert.equal(noticeText({ id: 1, text: 'Hm.', reason: null }), 'Hm.');
});

test('a name that every object has is shown as it was written', () => {
  chooseLanguage('en');
  labels.value = { en: { inside: { label: 'A look', choices: {} } } };
  for (const got of ['constructor', '__proto__'])
    assert.equal(
      reasonText({ code: 'not_one_of', values: { field: 'inside', allowed: 'lines', got: `'${got}'` } }),
      `A look must be one of lines, got ${got}`,
    );
});

test('activations are called as on the page where a reason is about them', () => {
  chooseLanguage('en');
  labels.value = { en: { activation: { label: 'Activation', choices: { relu: 'ReLU', tanh: 'Tanh' } } } };
  assert.equal(
    reasonText({ code: 'no_pieces', values: { allowed: 'relu', layer: 1, got: 'tanh' } }),
    'linear regions are of straight pieces: ReLU; layer 1 has Tanh',
  );
});
