import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html } from 'htm/preact';
import { openPage } from '../fake_elements.js';

const { Pause } = await import('../../../static/js/classes/student/pause.js');

test('the network is shown as soon as somebody wants that in a pause', async () => {
  const { box, put, picture } = openPage();
  await put(html`<${Pause} sentence=${null} />`);
  await picture();
  await put(html`<${Pause} sentence="Look." />`);
  await box.all('button')[0].happens('click');
  await picture();
  assert.doesNotMatch(String(box.all('div')[0].attributes.class), /over/);
});
