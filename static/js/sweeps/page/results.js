// What has come of a sweep: the wall of all networks, and the charts.
import { html } from 'htm/preact';

/** @import { ChartProps, Status } from '../told.js' */
/** @import { Sweep } from '../sweep.js' */

/**
 * @typedef {object} Chart
 * @property {string} name key of its place in the layout
 * @property {(props: ChartProps) => unknown} View a section with its own heading
 * @property {(status: Status) => boolean} isWanted whether it says something of this sweep
 */

/** The charts, in the order in which they stand. @type {Chart[]} */
const CHARTS = [];

/** @param {{ sweep: Sweep }} props */
export function Results({ sweep }) {
  const status = sweep.status.value;
  if (!status) return null;
  const props = { status, rows: sweep.rows.value, chosen: sweep.chosen.value, onChoose: sweep.choose };
  return html`<div class="results">
    ${CHARTS.filter(({ isWanted }) => isWanted(status)).map(
      ({ name, View }) => html`<div key=${name} class=${`chart of-${name}`}><${View} ...${props} /></div>`,
    )}
  </div>`;
}
