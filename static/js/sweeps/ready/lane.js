// A network of a race after an epoch: its plane, its place, its loss, and when it reached the goal.
import { html } from 'htm/preact';
import { number } from '../../text/texts.js';
import { lastUntil, lossAt, placesAt, reached } from '../maths/race.js';
import { lossInWords, valueInWords } from '../words.js';
import { Picture } from './picture.js';
import { say } from './saying.js';

/** @import { Row } from '../told.js' */

const [WIDTH, HEIGHT] = [96, 36];

/** What a network of a race is called: the value in which it differs. @param {Row} row */
export const nameOf = ({ values }) =>
  Object.entries(values)
    .map(([name, value]) => valueInWords(name, value))
    .join(', ');

/** @param {{ row: Row, rows: Row[], epoch: number, goal: number | null, points?: number[][],
 *   isChosen: boolean, choose: () => void }} props */
export function Lane({ row, rows, epoch, goal, points, isChosen, choose }) {
  const value = lossAt(row, epoch);
  const place = placesAt(rows, epoch)[rows.indexOf(row)];
  const at = Math.min(row.pictures.length - 1, Math.max(0, lastUntil(row.picture_epochs, epoch)));
  return html`<li class=${place === 1 && epoch > 0 ? 'lane is-first' : 'lane'}><button type="button"
    aria-pressed=${isChosen} onClick=${choose}>
    <${Picture} row=${row} at=${at} points=${points} />
    <span class="told"><b>${nameOf(row)}</b>
      <span>${epoch > 0 ? `${say(`place.${place}`)}, ` : ''}${
        value === null ? say('away') : lossInWords(value)
      }</span>
      <${Curve} row=${row} rows=${rows} epoch=${epoch} />
      <span>${goal === null ? '' : goalText(row, goal, epoch)}</span></span></button></li>`;
}

/** @param {Row} row @param {number} goal @param {number} epoch */
function goalText(row, goal, epoch) {
  const at = reached(row, goal);
  const values = { goal: number(goal, 4) };
  if (at === null || at > epoch) return say('race.not_yet', values);
  return say('race.reached', { ...values, epoch: number(at, 0) });
}

/** Its test loss so far, on the same axes as that of the others.
 * @param {{ row: Row, rows: Row[], epoch: number }} props */
function Curve({ row, rows, epoch }) {
  const known = rows.flatMap(({ test_curve: curve }) => curve.filter((each) => each !== null));
  const most = Math.min(
    Math.max(...known, 1e-9),
    2 * Math.max(...rows.map(({ test_curve: [one] }) => one ?? 0)),
  );
  const last = row.looks[row.looks.length - 1] ?? 1;
  const y = (/** @type {number} */ value) => (HEIGHT - 1) * (1 - Math.min(1, value / most)) + 0.5;
  const places = row.looks.flatMap((look, i) => {
    const value = row.test_curve[i];
    return look > epoch || value === null
      ? []
      : [`${((WIDTH * look) / last).toFixed(1)} ${y(value).toFixed(1)}`];
  });
  return html`<svg class="small-curve" width=${WIDTH} height=${HEIGHT} aria-hidden="true">
    <path class="floor" d=${`M0 ${HEIGHT - 0.5}H${WIDTH}`} />
    ${places.length > 0 && html`<path d=${`M${places.join('L')}`} />`}</svg>`;
}
