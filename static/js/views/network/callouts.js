// Sentences beside the drawing, where there is room.
import { html } from 'htm/preact';
import { t } from '../../text/texts.js';
import { pixels } from '../parts/elements.js';

/** @import { NetworkLayout, Place } from '../../maths/layout.js' */

/** As the style sheet has it, and a little room. */
const CALLOUT_WIDTH = 184;

/** @param {{ layout: NetworkLayout, type: number }} props  type: size of the letters */
export function Callouts({ layout: { columns, tile, outputTile, height, tallHeads }, type }) {
  if (columns.length < 3 || columns.length > 5 || tallHeads) return null;
  const [, first, second] = columns;
  const outputs = columns[columns.length - 1];
  const lowest = (/** @type {Place[]} */ column) => column[column.length - 1].y;
  const isClear =
    second[0].x + CALLOUT_WIDTH < outputs[0].x || lowest(second) > lowest(outputs) + outputTile - tile;
  const hasSecond = columns.length > 3 && second[0].x - first[0].x >= 110 * type && isClear;
  /** @param {Place[]} column @param {string} key of the sentence */
  const under = (column, key) =>
    lowest(column) + tile + 130 < height &&
    html`<p class="callout" style=${pixels({ left: column[0].x + 4, top: lowest(column) + tile + 8 })}
      >${t(key)}</p>`;
  return html`${under(first, 'callout.neuron')}${hasSecond && under(second, 'callout.mixing')}`;
}
