// The page of sweeps starts here: what varies is set up, and many networks are trained and looked at.
import { effect } from '@preact/signals';
import { html } from 'htm/preact';
import { render } from 'preact';
import { shapesNamed } from './sweeps/naming.js';
import { Desk } from './sweeps/page/desk.js';
import { SweepPage } from './sweeps/page/sweep_page.js';
import { loadReady } from './sweeps/ready/known.js';
import { say } from './sweeps/saying.js';
import { labels } from './text/explanations.js';
import { reasonsFrom } from './text/reasons.js';
import { language } from './text/texts.js';

const dataOf = (/** @type {string} */ id) => JSON.parse(document.getElementById(id)?.textContent ?? '{}');

labels.value = shapesNamed(dataOf('labels'));
reasonsFrom((name) => import(`./text/reasons_${name}.js`));
effect(() => {
  document.documentElement.lang = language.value.name;
  document.title = `${say('title')} – Neural Network Playground`;
});
effect(() => {
  loadReady(language.value.name);
});
const desk = new Desk();
desk.open();
render(
  html`<${SweepPage} desk=${desk} catalogue=${dataOf('catalogue')} />`,
  /** @type {HTMLElement} */ (document.getElementById('app')),
);
