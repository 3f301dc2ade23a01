// On the first visit: sentences beside the drawing, where there is room, each with a line that touches what
// it speaks of.
import { html } from 'htm/preact';
import { t } from '../../text/texts.js';
import { pixels } from '../parts/elements.js';
import { coloursInWords } from '../parts/look.js';

/** @import { Place } from '../../maths/layout.js' */
/** @import { Stage } from './stage.js' */

// CSS pixels, in plain type.
const WIDTH = 152;
/** Four lines, and some air. */
const HEIGHT = 76;
/** From what is spoken of to its sentence. */
const LEADER = 32;

/** @param {{ stage: Stage, type: number }} props  type: size of the letters */
export function Callouts({ stage: { layout }, type }) {
  const { columns, tile, height, width, tallHeads } = layout;
  if (columns.length < 3 || columns.length > 5 || tallHeads) return null;
  const before = columns[columns.length - 2];
  const end = columns[columns.length - 1][0];
  const under = (/** @type {Place[]} */ column) => {
    const { x, y } = column[column.length - 1];
    return { x: x + tile / 2, y: y + tile };
  };
  const first = under(columns[1]);
  const second = columns.length > 3 ? under(columns[2]) : null;
  const gap = (columns[2][0].x - columns[1][0].x) / type;
  const [top] = before;
  const link = { x: (top.x + tile + end.x) / 2, y: (top.y + tile / 2 + end.y + layout.outputTile / 2) / 2 };
  const left = Math.min(link.x - 40, width - WIDTH * type - 24);
  /** The sentence stands above the tile that it would touch. */
  const leader = left > top.x + tile + 8 ? LEADER : Math.max(LEADER, link.y - top.y + 4);
  const isRoomAbove = link.y - leader - HEIGHT * type > 40 && gap > WIDTH;
  return html`
    ${below('callout.neuron', first, gap > WIDTH || !second ? 0 : LEADER)}
    ${second && gap > WIDTH && below('callout.mixing', second, 0)}
    ${isRoomAbove && above(link)}
  `;

  /** @param {string} key of the sentence @param {Place} from @param {number} extra */
  function below(key, from, extra) {
    const room = Math.min(WIDTH * type, width - from.x - 24);
    if (from.y + LEADER + HEIGHT * type > height || room < WIDTH * 0.8) return null;
    return html`<i class="leader" style=${pixels({ left: from.x, top: from.y, height: LEADER + extra })}></i>
      <p class="callout" style=${pixels({ left: from.x + 8, top: from.y + LEADER - 8, width: room })}
        >${t(key)}</p>`;
  }

  /** @param {Place} to the middle of a link */
  function above({ x, y }) {
    const bottom = `${height - y + leader + 4}px`;
    const place = { ...pixels({ left, width: WIDTH * type }), bottom };
    return html`<i class="leader up" style=${pixels({ left: x, top: y - leader, height: leader })}></i>
      <p class="callout" style=${place}
        >${t('callout.weight', coloursInWords())}</p>`;
  }
}
