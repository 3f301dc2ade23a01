// The bar of the page of sweeps: the way back, what it is, and what can be done with it.
import { html } from 'htm/preact';
import { say } from '../saying.js';

export const Head = () =>
  html`<header class="bar">
    <a class="square" href="./" aria-label=${say('back')} title=${say('back')}
      ><svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8"
      stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M19 12H5M11 6l-6 6 6 6" />
      </svg></a>
    <h1 class="brand">${say('title')}</h1>
  </header>`;
