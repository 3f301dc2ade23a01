import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html } from 'htm/preact';
import { lazy } from '../../../static/js/views/parts/lazy.js';
import { openPage, settled } from '../fake_elements.js';

test('a view that is put up again just before its module comes is shown', async () => {
  /** @type {(view: any) => void} */
  let come = () => {};
  const load = () => new Promise((end) => (come = end));
  const View = lazy(/** @type {any} */ (load));
  const { box, put, picture } = openPage();
  await put(html`<${View} />`);
  await picture();
  await put(null);
  await put(html`<${View} />`);
  come(() => html`<b>here</b>`);
  await settled();
  await picture();
  assert.equal(box.textContent, 'here');
});
