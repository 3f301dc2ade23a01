// What the next layers make of each region between lines, as a table.
import { html, number, percent } from '#page';
import { answersOf } from '../parts/line_sections.js';
import { say } from '../parts/saying.js';

/** @import { Part } from '../../../types.js' */
/** @import { LayersAnswers, Regions } from '../parts/line_sections.js' */

/** More regions are not listed; those that are, are the largest. */
const MOST_ROWS = 100;

/** @param {{ parts: readonly Part[], regions: Regions | null, last: number }} props
 *   last: the output's layer */
export function AnswersTable({ parts, regions, last }) {
  const layers = answersOf(parts);
  if (!regions || layers.length === 0) return html`<p>${say('table.large')}</p>`;
  const columns = layers.flatMap((each) =>
    (each.said[0] ?? []).map((_, neuron) => ({ each, neuron, name: nameOf(each, neuron, last) })),
  );
  const area = regions.shown.reduce((sum, region) => sum + region.area, 0);
  const rows = regions.shown.slice(0, MOST_ROWS);
  const joins = columns.filter(({ each, neuron }) => each.joins[neuron]);
  const join = (/** @type {typeof columns[number]} */ { each, neuron, name }) =>
    html`<p key=${name}>${name}: ${joinText(each.joins[neuron])}</p>`;
  const answer = (/** @type {number} */ region) => (/** @type {typeof columns[number]} */ column) =>
    html`<td key=${column.name}>${number(column.each.said[region][column.neuron], 2, true)}</td>`;
  return html`
    <p class="soft">${say(joins.length ? 'table.steps' : 'table.centre')}</p>
    <div class="inside-table answers" tabindex="0" role="group" aria-label=${say('table.name')}><table>
      <thead><tr><th scope="col">${say('table.region')}</th><th scope="col">${say('table.area')}</th>
        ${columns.map(({ name }) => html`<th key=${name} scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.map(
        ({ code, area: own }, i) => html`<tr key=${i}><th scope="row"><${Dots} code=${code} /></th>
          <td>${percent(own / area)}</td>${columns.map(answer(i))}</tr>`,
      )}</tbody></table>${joins.map(join)}</div>`;
}

/** Which lines a region is on the on side of: a disc for each. @param {{ code: number[] }} props */
function Dots({ code }) {
  const on = code.flatMap((isOn, i) => (isOn ? [i + 1] : [])).join(', ');
  const dots = code.map((isOn) => html`<i class=${isOn ? 'on' : ''} />`);
  return html`<span class="dots" aria-hidden="true">${dots}</span>
    <span class="visually-hidden">${on ? say('table.on', { which: on }) : say('table.off')}</span>`;
}

/** @param {LayersAnswers} layer @param {number} neuron @param {number} last */
function nameOf({ layer, said }, neuron, last) {
  const n = neuron + 1;
  if (layer < last) return say('table.neuron', { layer, n });
  return said[0].length > 1 ? say('table.output.of', { n }) : say('table.output');
}

/** Which regions a neuron joins, such as 1 ∩ ¬2. @param {{ name: string, sides: number[] }} join */
function joinText({ name, sides }) {
  const signs = sides.flatMap((side, i) => (side ? [`${side < 0 ? '¬' : ''}${i + 1}`] : []));
  return say(`join.${name}`, { sides: signs.join(name === 'union' ? ' ∪ ' : ' ∩ ') });
}
