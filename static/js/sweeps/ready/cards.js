// The ready-made sweeps as cards: one press starts one.
import { html } from 'htm/preact';
import { number } from '../../text/texts.js';
import { readySweep, readySweeps } from './known.js';
import { say } from './saying.js';
import { Sketch } from './sketch.js';

/** @import { Order } from '../told.js' */
/** @import { ReadySweep, Source } from './told.js' */

/** @param {{ begin: (order: Order) => void, isBusy: boolean }} props */
export function Cards({ begin, isBusy }) {
  const all = readySweeps();
  if (all.length === 0) return null;
  return html`<section class="ready" aria-labelledby="ready-title">
    <div class="heading"><h2 id="ready-title">${say('cards')}</h2>
      <span class="ask">${say('cards.ask')}</span></div>
    <ul class="cards">${all.map(
      (each) => html`<li key=${each.key}><button type="button" class="ready-card" disabled=${isBusy}
        onClick=${() => begin(each.order)}><${Sketch} name=${each.key} /><b>${each.title}</b>
        <span>${each.text}</span><small>${footOf(each)}</small></button></li>`,
    )}</ul></section>`;
}

/** How many networks, and after whom. @param {ReadySweep} ready */
const footOf = ({ n_networks: n, sources }) =>
  [say('networks', { n: number(n, 0) }), ...sources.slice(0, 1).map(shortSource)].join(' · ');

/** "Belkin et al. 2019". @param {Source} source */
export function shortSource({ authors, year }) {
  const names = authors.split(', ').map((each) => each.replace(/^(?:\S+\. ?)+/, ''));
  const who = names.length > 2 ? `${names[0]} et al.` : names.join(say('and'));
  return `${who} ${year}`;
}

/** What there is to see in the ready-made sweep that is shown, and who says so.
 * @param {{ status: { order: Order } }} props */
export function Lecture({ status }) {
  const found = readySweep(status.order.ready);
  if (!found) return null;
  return html`<section class="lecture" aria-labelledby="lecture-title">
    <h2 id="lecture-title">${found.title}</h2><p>${found.text}</p>
    <ul class="soft" aria-label=${say('sources')}>${found.sources.map(
      ({ authors, title, where, year }) =>
        html`<li key=${title}>${authors}: <cite>${title}</cite>. ${where}, ${year}.</li>`,
    )}</ul></section>`;
}
