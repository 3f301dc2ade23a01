// What the order comes to, and the button that starts it.
import { html } from 'htm/preact';
import { aboutNumber, number } from '../../text/texts.js';
import { isWhole } from '../form/fields.js';
import { numbersOf, readVary } from '../form/vary.js';
import { say } from '../saying.js';
import { countInWords } from '../words.js';

/** @import { Catalogue } from '../../types.js' */
/** @import { Order } from '../told.js' */
/** @import { Desk } from './desk.js' */

/** @param {{ desk: Desk, catalogue: Catalogue }} props */
export function Start({ desk, catalogue }) {
  const { found, refusal, isCurrent } = desk.checking;
  const counted = refusal.value ? null : found.value;
  const order = desk.order.value;
  const isShown = desk.isShown;
  const isReady = counted !== null && isCurrent.value && desk.busy.value === '';
  const n = counted ? number(counted.n_trials) : '';
  const name = desk.busy.value === 'start' ? 'starting' : counted ? 'start' : 'start.plain';
  return html`<div class=${isShown ? 'start' : 'start waits'}>
    <p class="count" role="status">${
      counted &&
      html`<b>${countText(order, counted.n_trials, catalogue)}</b>
        <span>${epochsText(order, counted.n_epochs)}</span>`
    }</p>
    ${
      !isShown &&
      html`<button class="text strong" disabled=${!isReady} onClick=${desk.start}
        >${say(name, { n })}</button>`
    }</div>`;
}

/** How many epochs in all; with Hyperband it is decided on the way who goes on.
 * @param {Order} order @param {number} n */
const epochsText = ({ strategy }, n) =>
  strategy === 'hyperband'
    ? say('count.about', { n: countInWords(aboutNumber(n)) })
    : say('count.epochs', { n: countInWords(n) });

/** "5 × 4 × 3 = 60 networks" of a grid.
 * @param {Order} order @param {number} n @param {Catalogue} catalogue */
export function countText(order, n, catalogue) {
  const networks = number(n);
  if (order.strategy !== 'grid') return say('count.networks', { n: networks });
  const sizes = order.vary.map(readVary).map(({ name, span, values }) => {
    return span ? numbersOf(span, isWhole(name, catalogue)).length : new Set(values).size;
  });
  const factors = [...sizes, ...(order.seeds > 1 ? [order.seeds] : [])];
  const isProduct = factors.length > 1 && factors.reduce((product, size) => product * size, 1) === n;
  if (!isProduct) return say('count.networks', { n: networks });
  return say('count.grid', { factors: factors.join(' × '), n: networks });
}
