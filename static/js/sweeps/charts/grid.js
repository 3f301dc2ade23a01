// The lines across a chart at the ticks of its measure, with their numbers.
import { html } from 'htm/preact';
import { number } from '../../text/texts.js';
import { tickText } from './words.js';

/** @param {{ ticks: readonly number[], y: (value: number) => number, left: number, right: number,
 *   isShare?: boolean }} props left, right: where the lines begin and end */
export const Grid = ({ ticks, y, left, right, isShare = false }) =>
  ticks.map(
    (tick) => html`<g key=${tick}><path class="grid" d=${`M${left} ${y(tick)}H${right}`} />
      <text class="up" x=${left - 8} y=${y(tick) + 4}>${
        isShare ? `${number(100 * tick, 0)}\u00a0%` : tickText(tick)
      }</text></g>`,
  );
