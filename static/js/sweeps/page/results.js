// What has come of a sweep: the wall of all networks, the one that is looked at, and the charts.
import { html } from 'htm/preact';
import { BestSoFar } from '../charts/best_so_far.js';
import { Brackets } from '../charts/brackets.js';
import { Curves } from '../charts/curves.js';
import { Steady } from '../charts/frame.js';
import { Heatmap } from '../charts/heatmap.js';
import { Importance } from '../charts/importance.js';
import { Parallel } from '../charts/parallel.js';
import { Cards, Lecture } from '../ready/cards.js';
import { hasOwnChart, OwnChart } from '../ready/charts.js';
import { say } from '../saying.js';
import { LookedAt } from '../wall/looked_at.js';
import { Wall } from '../wall/wall.js';

/** @import { ChartProps, Status } from '../told.js' */
/** @import { Desk } from './desk.js' */

/**
 * @typedef {object} Chart
 * @property {string} name key, and the class of its place for the styles
 * @property {(props: ChartProps) => unknown} View a section with its own heading
 * @property {(status: Status) => boolean} isWanted whether it says something of this sweep
 * @property {'above' | 'beside' | 'below' | 'wide'} place  above: over the wall; beside: right of it, over
 *   the one that is looked at; below: one of two columns; wide: over both
 */

/** Whether what is asked is read off the usual charts. @param {Status} status */
const isPlain = (status) => !hasOwnChart(status);

/** The charts, in the order in which they stand. @type {Chart[]} */
export const CHARTS = [
  { name: 'own', place: 'above', View: OwnChart, isWanted: hasOwnChart },
  { name: 'heat', place: 'beside', View: Heatmap, isWanted: isPlain },
  { name: 'parallel', place: 'below', View: Parallel, isWanted: isPlain },
  { name: 'curves', place: 'below', View: Curves, isWanted: () => true },
  { name: 'brackets', place: 'wide', View: Brackets, isWanted: ({ rungs }) => rungs.length > 1 },
  { name: 'importance', place: 'below', View: Importance, isWanted: isPlain },
  { name: 'best', place: 'below', View: BestSoFar, isWanted: () => true },
];

/** @param {{ desk: Desk }} props */
export function Results({ desk }) {
  const { sweep } = desk;
  const status = sweep.status.value;
  if (!status)
    return (
      desk.id.value === null &&
      html`<div class="results"><div class="chart wide intro"><h2>${say('intro')}</h2>
        <p class="soft">${say('intro.text')}</p></div>
        <div class="chart wide"><${Cards} begin=${desk.begin} isBusy=${desk.busy.value !== ''} /></div></div>`
    );
  const props = { status, rows: sweep.rows.value, chosen: sweep.chosen.value, onChoose: sweep.choose };
  const all = { ...props, begin: desk.begin };
  const at = (/** @type {Chart['place']} */ wanted) =>
    CHARTS.filter(({ place, isWanted }) => place === wanted && isWanted(status)).map(
      ({ name, View, place }) =>
        html`<div key=${name} class=${`chart ${place} of-${name}`}><${Steady} View=${View} ...${all} />
        </div>`,
    );
  return html`<div class="results">
    ${
      status.order.ready !== null &&
      html`<div class="chart wide"><${Lecture} key=${status.order.ready} status=${status} /></div>`
    }${at('above')}
    <div class="chart"><${Wall} ...${props} /></div>
    <div class="chart">${at('beside')}
      <${LookedAt} ...${props} open=${desk.openRoom} isOpening=${desk.busy.value === 'room'} /></div>
    ${at('below')}${at('wide')}
  </div>`;
}
