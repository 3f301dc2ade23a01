// The page of sweeps: what is to be trained stands on the left, what comes of it on the right.
import { html } from 'htm/preact';
import { Plan } from '../form/plan.js';
import { say } from '../saying.js';
import { Head } from './head.js';
import { KeptList } from './kept_list.js';
import { Results } from './results.js';
import { Said, Terms } from './said.js';
import { Start } from './start.js';

/** @import { Catalogue } from '../../types.js' */
/** @import { Desk } from './desk.js' */

/** @param {{ desk: Desk, catalogue: Catalogue }} props */
export const SweepPage = ({ desk, catalogue }) =>
  html`<${Head} desk=${desk} catalogue=${catalogue} />
    <main class="board">
      <aside class="plan" aria-label=${say('plan')}>
        <${Plan} order=${desk.order.value} checking=${desk.checking} catalogue=${catalogue}
          change=${desk.change} />
        <${KeptList} desk=${desk} />
        <${Start} desk=${desk} catalogue=${catalogue} />
      </aside>
      <section class="outcome" aria-label=${say('results')}>
        <${Said} desk=${desk} /><${Results} desk=${desk} /><${Terms} desk=${desk} />
      </section>
    </main>`;
