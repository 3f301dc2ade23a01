// The page of the terms and of the history of neural networks starts here: what the server tells in all
// languages stands in the page.
import { effect } from '@preact/signals';
import { html } from 'htm/preact';
import { render } from 'preact';
import { language } from './text/texts.js';
import { GlossaryPage } from './views/glossary/glossary_page.js';
import { say } from './views/glossary/saying.js';

const told = JSON.parse(document.getElementById('words')?.textContent ?? '{}');

effect(() => {
  document.documentElement.lang = language.value.name;
  document.title = `${say('title')} – Neural Network Playground`;
});
render(html`<${GlossaryPage} told=${told} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
if (location.hash) location.replace(location.hash); // now that its entry stands in the page
