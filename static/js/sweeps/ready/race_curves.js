// The test losses of all networks of a race in one chart, with their names at the ends.
import { html } from 'htm/preact';
import { linearTicks } from '../../maths/ticks.js';
import { number } from '../../text/texts.js';
import { usePaper, useWidth } from '../charts/frame.js';
import { Grid } from '../charts/grid.js';
import { Below } from '../charts/marks.js';
import { measureAxis } from '../maths/measure.js';
import { apart } from '../maths/race.js';
import { nameOf } from './lane.js';
import { say } from './saying.js';

/** @import { Chosen, Row } from '../told.js' */

const HEIGHT = 220;
const [LEFT, TOP, BOTTOM, NAMES, LETTER] = [52, 10, 30, 24, 7.2];
/** Lines are told apart by their names, and a little by these. */
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '12 4', '4 2', '1 2', '7 2 1 2 1 2'];

/** @param {{ rows: Row[], epoch: number, epochs: number, goal: number | null,
 *   chosen: Chosen | null }} props */
export function RaceCurves({ rows, epoch, epochs, goal, chosen }) {
  const [box, width] = useWidth();
  const { type } = usePaper();
  const longest = Math.max(0, ...rows.map((row) => nameOf(row).length));
  const right = width - Math.min(width / 3, NAMES + LETTER * type * longest);
  const known = rows.flatMap(({ test_curve: curve }) => curve);
  const { y, ticks } = measureAxis(known.length > 0 ? known : [0.5], false, HEIGHT - BOTTOM, TOP);
  const x = (/** @type {number} */ at) => LEFT + ((right - LEFT) * at) / Math.max(1, epochs);
  const ends = apart(
    rows.map(({ test_curve: curve }) => y(curve[curve.length - 1])),
    14 * type,
    TOP,
    HEIGHT - BOTTOM,
  );
  const below = linearTicks(0, epochs, Math.max(3, width / 110)).map((n) => ({
    text: number(n, 0),
    at: x(n),
  }));
  const isStill = epoch >= epochs;
  const line = (/** @type {Row} */ row, /** @type {number} */ i) => {
    const d = pathOf(row, x, y);
    const isChosen = row.setting === chosen?.setting;
    return html`<g key=${row.setting} class=${isChosen ? 'racer is-chosen' : 'racer'}>
      <path class="later" d=${d} stroke-dasharray=${DASHES[i % DASHES.length]} />
      <path class="so-far" d=${d} stroke-dasharray=${DASHES[i % DASHES.length]} clip-path="url(#so-far)" />
      <text x=${right + 8} y=${ends[i] + 4}>${nameOf(row)}</text></g>`;
  };
  return html`<div ref=${box} class="race-curves">${
    width > 0 &&
    rows.length > 0 &&
    html`<svg class="plot" width=${width} height=${HEIGHT} role="img"
      aria-label=${say('race.curves', { n: rows.length })}>
      <clipPath id="so-far"><rect x="0" y="0" width=${x(epoch)} height=${HEIGHT} /></clipPath>
      <${Grid} ticks=${ticks} y=${y} left=${LEFT} right=${right} />
      ${goal !== null && html`<path class="goal" d=${`M${LEFT} ${y(goal)}H${right}`} />`}
      ${!isStill && html`<path class="now" d=${`M${x(epoch)} ${TOP}V${HEIGHT - BOTTOM}`} />`}
      <${Below} ticks=${below} y=${HEIGHT - 10} />${rows.map(line)}</svg>`
  }</div>`;
}

/** @param {Row} row @param {(epoch: number) => number} x @param {(loss: number | null) => number} y */
function pathOf({ looks, test_curve: curve }, x, y) {
  const places = looks.flatMap((look, i) =>
    curve[i] === null ? [] : [`${x(look).toFixed(1)} ${y(curve[i]).toFixed(1)}`],
  );
  return places.length > 0 ? `M${places.join('L')}` : '';
}
