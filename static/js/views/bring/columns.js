// The columns of a table: what each is for, what is in it, its first rows; then gaps, split and target.
import { html, number } from '#page';
import { columnsOf, learnsClasses, nInputs, numberIn, ROLES, rowsWithGaps, withRole } from './choosing.js';

/** @import { Choice, Column, Role, Sheet } from './sending.js' */
/** @import { Say } from '../../text/later.js' */

/** How many rows are shown. */
const N_ROWS = 14;
/** How many letters of a cell are told. */
const MOST_OF_CELL = 20;

/** @typedef {{ sheet: Sheet, choice: Choice, change: (choice: Choice) => void, say: Say }} Props */

/** @param {Props & { trainPercent: number }} props */
export function Columns({ trainPercent, ...props }) {
  const { sheet, choice, say } = props;
  const head = (/** @type {Column} */ column, /** @type {number} */ i) =>
    html`<${Head} key=${i} ...${props} column=${column} i=${i} />`;
  return html`<section class="choose" aria-labelledby="bring-2"><h3 id="bring-2"><b>2</b>${say('choose')}</h3>
    <div class="scrolled" role="region" tabindex="0" aria-label=${say('columns')}><table>
      <thead><tr>${sheet.columns.map(head)}</tr></thead>
      <tbody>${sheet.rows.slice(0, N_ROWS).map(
        (row, k) =>
          html`<tr key=${k}>${row.map(
            (cell, i) =>
              html`<td key=${i} class=${classesOf(choice.roles[i], sheet, cell, i)}
                >${cell === null ? html`<i>${say('gap')}</i>` : cell}</td>`,
          )}</tr>`,
      )}</tbody></table></div>
    <div class="fieldsets"><${Gaps} ...${props} /><${Sets} ...${props} trainPercent=${trainPercent} />
      <${Learnt} ...${props} /></div>
    <p class="note">${summary(sheet, choice, say)} ${say('scaled')}</p></section>`;
}

/** @param {Role} role @param {Sheet} sheet @param {string | null} cell @param {number} i the column */
const classesOf = (role, { columns, decimal }, cell, i) => {
  const isStrange = columns[i].is_numbers && cell !== null && Number.isNaN(numberIn(cell, decimal));
  const kind = isStrange ? 'strange' : columns[i].is_numbers ? 'number' : '';
  return `${role === 'out' ? 'out' : ''} ${kind}`.trim();
};

/** @param {Props & { column: Column, i: number }} props */
function Head({ sheet, choice, change, say, column, i }) {
  const { name, n_gaps: n } = column;
  const choose = (/** @type {Event} */ event) => {
    const role = /** @type {Role} */ (/** @type {HTMLSelectElement} */ (event.currentTarget).value);
    const roles = withRole(choice.roles, i, role, sheet.columns);
    const isNew = role === 'target' && choice.roles[i] !== 'target';
    const targetAs = isNew ? (column.is_numbers && column.can_be_classes ? 'classes' : '') : choice.targetAs;
    change({ ...choice, roles, targetAs });
  };
  const [low, high] = [column.low, column.high].map((each) => (each === null ? '' : number(each)));
  const kind = column.is_numbers
    ? say('range', { low, high })
    : say('words', { n: String(column.n_different) });
  return html`<th scope="col" class=${choice.roles[i] === 'out' ? 'out' : ''}>
    <select aria-label=${say('role.of', { name })} value=${choice.roles[i]} onChange=${choose}>
      ${ROLES.map((role) => html`<option key=${role} value=${role}>${say(role)}</option>`)}</select>
    <b title=${name}>${name}</b><span>${kind}</span>
    <${Bars} bars=${column.bars} />
    <span>${say(n === 0 ? 'gaps.none' : n === 1 ? 'gaps.one' : 'gaps.some', { n: String(n) })}</span>
    <${Strange} column=${column} say=${say} /></th>`;
}

/** What stands among numbers and is none. @param {{ column: Column, say: Say }} props */
function Strange({ column: { n_strange: n, strange }, say }) {
  if (!strange) return null;
  const [row, cell] = strange;
  const said = { n: String(n), row: String(row), cell: shortened(cell) };
  const key = n === 1 ? 'strange.one' : 'strange.some';
  return html`<span class="strange" title=${cell}>${say(key, said)}</span>`;
}

/** @param {string} cell */
const shortened = (cell) => (cell.length > MOST_OF_CELL ? `${cell.slice(0, MOST_OF_CELL)}…` : cell);

/** A small histogram. @param {{ bars: number[] }} props */
function Bars({ bars }) {
  const most = Math.max(1, ...bars);
  const width = 72 / Math.max(1, bars.length);
  return html`<svg class="bars" viewBox="0 0 72 28" aria-hidden="true">${bars.map((n, k) => {
    const height = n && Math.max(1, (28 * n) / most);
    return html`<rect key=${k} x=${k * width} y=${28 - height} width=${width - 1} height=${height} />`;
  })}</svg>`;
}

/** What becomes of rows with gaps. @param {Props} props */
function Gaps({ sheet, choice, change, say }) {
  const n = rowsWithGaps(sheet, choice.roles, false);
  const legend = say(n === 0 ? 'rows.none' : n === 1 ? 'rows.one' : 'rows.some', { n: String(n) });
  return html`<fieldset><legend>${legend}</legend>
    ${['leave', 'fill', 'refuse'].map(
      (name) => html`<${Radio} key=${name} group="gaps" text=${say(name)} isOn=${choice.gaps === name}
        disabled=${n === 0} choose=${() => change({ ...choice, gaps: name })} />`,
    )}</fieldset>`;
}

/** Which rows are to test with. @param {Props & { trainPercent: number }} props */
function Sets({ sheet, choice, change, say, trainPercent }) {
  const { roles } = choice;
  const bySplit = roles.includes('split');
  const possible = sheet.columns.findIndex((column, i) => column.n_different === 2 && roles[i] !== 'target');
  const byChance = () => change({ ...choice, roles: roles.map((role) => (role === 'split' ? 'out' : role)) });
  const byColumn = () => change({ ...choice, roles: withRole(roles, possible, 'split', sheet.columns) });
  return html`<fieldset><legend>${say('sets')}</legend>
    <${Radio} group="sets" text=${say('chance', { percent: number(trainPercent) })} isOn=${!bySplit}
      choose=${byChance} />
    <${Radio} group="sets" text=${say('column')} isOn=${bySplit} disabled=${!bySplit && possible < 0}
      choose=${byColumn} /></fieldset>`;
}

/** Whether numbers are classes, where they could be. @param {Props} props */
function Learnt({ sheet, choice, change, say }) {
  const [target] = columnsOf(sheet, choice.roles, 'target');
  if (!target?.is_numbers || !target.can_be_classes) return null;
  return html`<fieldset><legend>${say('learnt', { name: target.name })}</legend>
    ${['classes', 'numbers'].map(
      (name) => html`<${Radio} key=${name} group="learnt" text=${say(`as.${name}`)}
        isOn=${(choice.targetAs === 'classes') === (name === 'classes')}
        choose=${() => change({ ...choice, targetAs: name === 'classes' ? name : '' })} />`,
    )}</fieldset>`;
}

/** @param {{ group: string, text: string, isOn: boolean, disabled?: boolean, choose: () => void }} props */
function Radio({ group, text, isOn, disabled = false, choose }) {
  return html`<label class="check"><input type="radio" name=${group} checked=${isOn} disabled=${disabled}
    onChange=${choose} />${text}</label>`;
}

/** @param {Sheet} sheet @param {Choice} choice @param {Say} say */
function summary(sheet, { roles, targetAs }, say) {
  const [target] = columnsOf(sheet, roles, 'target');
  const inputs = nInputs(sheet, roles);
  if (!target || !inputs) return say('sum.none');
  const values = { inputs: String(inputs), name: target.name, classes: String(target.n_different) };
  const key = learnsClasses(target, targetAs) ? 'sum.classes' : 'sum.numbers';
  return say(inputs === 1 ? `${key}.one` : key, values);
}
