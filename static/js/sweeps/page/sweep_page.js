// The page of sweeps: what is to be trained stands on the left, what comes of it on the right.
import { html } from 'htm/preact';
import { say } from '../saying.js';
import { Head } from './head.js';
import { Results } from './results.js';

/** @import { Catalogue } from '../../types.js' */
/** @import { Sweep } from '../sweep.js' */

/** @param {{ sweep: Sweep, catalogue: Catalogue }} props */
export const SweepPage = ({ sweep }) =>
  html`<${Head} />
    <main class="board">
      <aside class="plan" aria-label=${say('plan')}></aside>
      <section class="outcome" aria-label=${say('results')}><${Results} sweep=${sweep} /></section>
    </main>`;
