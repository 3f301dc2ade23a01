// The measure over two fields, a cell for each pair of their values; over a single one as a line.
import { html } from 'htm/preact';
import { useMemo, useState } from 'preact/hooks';
import { fieldAxis } from '../maths/fields.js';
import { heatCells } from '../maths/heat.js';
import { Chart, usePaper, useWidth } from './frame.js';
import { HeatChoices } from './heat_choices.js';
import { HeatTable } from './heat_table.js';
import { Said } from './marks.js';
import { OneField } from './one_field.js';
import { say } from './saying.js';
import { cellText, columnName } from './words.js';

/** @import { ChartProps, Status } from '../told.js' */
/** @import { FieldAxis } from '../maths/fields.js' */
/** @import { HeatCell } from '../maths/heat.js' */

/** @param {ChartProps} props */
export function Heatmap({ status, rows, chosen, onChoose }) {
  const [pair, setPair] = useState(/** @type {[number, number]} */ ([0, 1]));
  const [held, setHeld] = useState(/** @type {Record<string, string>} */ ({}));
  const [looked, setLooked] = useState(/** @type {HeatCell | null} */ (null));
  const [box, width] = useWidth();
  const { isDark } = usePaper();
  const axes = status.fields.map((field) => fieldAxis(field, status.order.strategy));
  const [across, up] = axes.length > 1 ? [axes[pair[1]], axes[pair[0]]] : [axes[0], null];
  const others = axes.filter((axis) => axis !== across && axis !== up);
  const kept = Object.fromEntries(others.flatMap(({ name }) => (name in held ? [[name, held[name]]] : [])));
  const cells = useMemo(
    () => heatCells(rows, across, up, kept, status.is_largest_best),
    [rows, across.name, up?.name, JSON.stringify(kept)],
  );
  const isOf = (/** @type {HeatCell} */ cell) => cell.rows.some(({ setting }) => setting === chosen?.setting);
  const told = looked ?? cells.find(isOf);
  const better = say(up === null ? 'one.bar' : isDark ? 'lighter' : 'darker');
  const said = told ? cellText(told, across, up, status.order.measure) : note(across, up, cells, status);
  const props = { cells, across, up, width, chosen, onChoose, onLook: setLooked, status };
  return html`<${Chart} name="heat" title=${columnName(status.order.measure)}
    ask=${`${middleText(status.n_seeds, others, kept)}; ${better}`}>
    ${
      axes.length > 2 &&
      html`<${HeatChoices} axes=${axes} pair=${pair} setPair=${setPair} held=${kept} setHeld=${setHeld} />`
    }
    <div ref=${box}>${width > 0 && html`<${up ? HeatTable : OneField} ...${props} />`}</div>
    <${Said}>${said}<//><//>`;
}

/** Over what the median is taken. @param {number} nSeeds @param {readonly FieldAxis[]} others
 * @param {Record<string, string>} held */
function middleText(nSeeds, others, held) {
  const free = others.filter(({ name }) => !(name in held)).map(({ name }) => columnName(name));
  const over = nSeeds > 1 ? [say('over.seeds'), ...free] : free;
  return over.length > 0 ? say('median.over', { what: over.join(say('and')) }) : say('median.none');
}

/** What is said while no cell is looked at.
 * @param {FieldAxis} across @param {FieldAxis | null} up @param {readonly HeatCell[]} cells
 * @param {Status} status */
function note(across, up, cells, { rungs }) {
  const isBinned = [across, up].some(
    (axis) => axis?.isDrawn && axis.cells.some(({ to }) => to !== undefined),
  );
  const isAway = up !== null && cells.some(({ spread }) => spread.middle === null);
  const isCut = rungs.length > 1;
  const parts = [
    isBinned && 'binned',
    isCut && 'rungs.note',
    isAway && 'away.note',
    up ? 'heat.note' : 'one.note',
  ];
  return parts.flatMap((part) => (part ? [say(part)] : [])).join(' ');
}
