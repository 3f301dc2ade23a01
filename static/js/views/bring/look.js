// A look at the rows through two columns, before they are used.
import { html, number, readPalette, useEffect, useRef, useState } from '#page';
import { MANY } from '../../maths/classes.js';
import { paintPoints } from '../painting/points.js';
import { learnsClasses, pointsOf } from './choosing.js';

/** @import { Choice, Sheet } from './sending.js' */
/** @import { Say } from '../../text/later.js' */

/** In CSS pixels. */
const SIZE = 320;
const MARKS = [0, 0.25, 0.5, 0.75, 1];
const DOMAIN = { low: -6.3, high: 6.3 };

/** @param {{ sheet: Sheet, choice: Choice, say: Say }} props */
export function Look({ sheet, choice, say }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const [chosen, setChosen] = useState(/** @type {(number | null)[]} */ ([null, null]));
  const { columns } = sheet;
  const target = choice.roles.indexOf('target');
  const possible = columns.map((_, i) => i).filter((i) => columns[i].is_numbers && i !== target);
  const inputs = possible.filter((i) => choice.roles[i] === 'input');
  const usual = [...inputs, ...possible.filter((i) => !inputs.includes(i))];
  const isThere = (/** @type {number | null} */ i) => i !== null && possible.includes(i);
  const [across, up] = [0, 1].map((k) => (isThere(chosen[k]) ? Number(chosen[k]) : (usual[k] ?? usual[0])));
  const isClasses = learnsClasses(columns[target], choice.targetAs);
  const classes = isClasses ? columns[target].words : [];
  const points = possible.length > 0 ? pointsOf(sheet, across, up, target, isClasses) : new Float32Array();
  useEffect(() => {
    if (!canvas.current) return;
    const labels = classes.map((_, k) => k);
    paintPoints(canvas.current, [{ points, rings: false }], readPalette(), {
      ...{ radius: 3.5, scale: 2, domain: DOMAIN },
      labels: labels.length >= MANY ? labels : [],
    });
  });
  const heading = html`<h3 id="bring-3"><b>3</b>${say('look')}</h3>`;
  if (possible.length < 1)
    return html`<section class="look" aria-labelledby="bring-3">${heading}
      <p class="note">${say('look.none')}</p></section>`;
  const option = (/** @type {number} */ i) => html`<option key=${i} value=${i}>${columns[i].name}</option>`;
  /** @param {0 | 1} k @param {string} what @param {number} present */
  const list = (k, what, present) =>
    html`<label><span class="label">${say(what)}</span><select value=${present}
      onChange=${(/** @type {Event} */ event) => {
        const next = [...chosen];
        next[k] = Number(/** @type {HTMLSelectElement} */ (event.currentTarget).value);
        setChosen(next);
      }}>${possible.map(option)}</select></label>`;
  const marks = (/** @type {number} */ i) => {
    const { low, high } = columns[i];
    const texts = MARKS.map((share) => shortly((low ?? 0) + share * ((high ?? 0) - (low ?? 0))));
    return texts.map((text, k) => html`<span key=${k}>${text}</span>`);
  };
  const drawn = { n: String(points.length / 3), rows: String(sheet.n_rows) };
  const label = say('look.label', { across: columns[across].name, up: columns[up].name });
  return html`<section class="look" aria-labelledby="bring-3">${heading}
    <div class="two">${list(0, 'across', across)}${list(1, 'up', up)}</div>
    <div class="plane"><canvas ref=${canvas} width=${2 * SIZE} height=${2 * SIZE} role="img"
        aria-label=${label}></canvas>
      <div class="marks up" aria-hidden="true">${marks(up).reverse()}</div>
      <div class="marks across" aria-hidden="true">${marks(across)}</div></div>
    ${
      isClasses &&
      html`<ul class="legend">${classes.map(
        (name, k) => html`<li key=${name} class=${colourOf(k, classes.length)}>${name}</li>`,
      )}</ul>`
    }
    ${inputs.length > 2 && html`<p class="note">${say('look.note')}</p>`}
    ${points.length / 3 < sheet.n_rows && html`<p class="note">${say('look.some', drawn)}</p>`}</section>`;
}

/** The name of a class's colour. @param {number} k @param {number} n */
const colourOf = (k, n) => (n < MANY ? ['negative', 'positive'][k] : `class-${k + 1}`);

/** A number in at most four digits. @param {number} value */
const shortly = (value) => number(Number(value.toPrecision(3)));
