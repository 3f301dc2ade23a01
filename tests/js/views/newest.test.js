import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { html } from 'htm/preact';
import { openPage, settled } from '../fake_elements.js';

const { opened, openWith } = await import('../../../static/js/classes/teach/archive/opening.js');
const { language } = await import('../../../static/js/text/texts.js');
const { useExamples } = await import('../../../static/js/views/parts/examples.js');
const { Square } = await import('../../../static/js/views/parts/square.js');

/** What is asked of the server, by its path and what is sent with it.
 * @type {Map<string, (told: unknown) => Promise<unknown>>} */
const asked = new Map();

beforeEach(() => {
  asked.clear();
  Object.assign(globalThis, {
    fetch: (/** @type {string} */ path, /** @type {any} */ { body = '', signal: ended } = {}) =>
      new Promise((end, fail) => {
        ended?.addEventListener('abort', () => fail(ended.reason));
        asked.set(`${path} ${body}`, (told) => {
          end({ ok: true, json: async () => told });
          return settled();
        });
      }),
  });
});

test('a square leads to the newest place, whichever is drawn first', async () => {
  const { box, put, picture } = openPage();
  await put(html`<${Square} label="Join" path="one" />`);
  await picture();
  await put(html`<${Square} label="Join" path="two" />`);
  await picture();
  await asked.get('square two')?.({ svg: 'two' });
  await asked.get('square one')?.({ svg: 'one' });
  assert.match(String(box.all('img')[0].attributes.src), /two$/);
});

test('examples are in the language that was chosen last, whichever comes first', async () => {
  const View = () => useExamples(true)?.map(({ title }) => html`<b key=${title}>${title}</b>`);
  const { box, put, picture } = openPage();
  const before = language.value;
  await put(html`<${View} />`);
  await picture();
  language.value = { ...before, name: 'de' };
  await picture();
  await asked.get('examples/de.json ')?.([{ title: 'Kreis' }]);
  await asked.get('examples/en.json ')?.([{ title: 'Circle' }]);
  assert.equal(box.textContent, 'Kreis');
  language.value = before;
});

test('an archive that is read when another was chosen is not shown', async () => {
  const read = async () => /** @type {any} */ ({ archived: {} });
  assert.equal(await openWith(read, new Blob(), {}, { isNewest: () => false }), '');
  assert.equal(opened.value, null);
});
