// The neurons of the first hidden layer as lines over the plane, to be dragged; the regions that they cut,
// and what the next layers make of each.
import { html, lockNote, number, useSignal } from '#page';
import { choicesOf, choose } from '../parts/choices.js';
import { linesOf, marginOf, regionsOf } from '../parts/line_sections.js';
import { reasonOf } from '../parts/parts.js';
import { equationOf, Waits } from '../parts/pieces.js';
import { say } from '../parts/saying.js';
import { AnswersTable } from './answers_table.js';
import { LinesOnPlane } from './on_plane.js';

/** @import { InsideProps } from '../parts/parts.js' */
/** @import { Line, Regions } from '../parts/line_sections.js' */

/** Of more lines there is no table, and while training goes on there are no regions. */
const MOST_LISTED = 10;

/** @param {InsideProps} props */
export function NeuronLines(props) {
  const { store, canEdit } = props;
  const parts = store.inside.value?.inside ?? [];
  const [lines, regions, margin] = [linesOf(parts), regionsOf(parts), marginOf(parts)];
  const { view, experiment } = store.state.value.roomState;
  const { whole, table } = choicesOf(view.inside);
  const [isWhole, isTable] = [whole === 1, table === 1 && whole !== 1];
  const last = experiment.hidden.length + 1;
  const chosen = useSignal(0);
  /** @param {string} label @param {boolean} isPressed @param {{ whole?: number, table?: number }} choices */
  const tab = (label, isPressed, { whole, table }) =>
    html`<button class="text" aria-pressed=${isPressed} disabled=${!canEdit}
      onClick=${() => choose(store, () => ({ whole, table }))}>${say(label)}</button>`;
  const note = lockNote('by_hand');
  return html`<div class="boundary-title inside-phases">
      ${tab('lines.first', !isWhole && !isTable, {})}${tab('lines.table', isTable, { table: 1 })}
      ${tab('lines.whole', isWhole, { whole: 1 })}</div>
    ${
      isTable
        ? html`<div class="plot-place"><div class="inside-steps">${
            lines && (regions || lines.length > MOST_LISTED)
              ? html`<${AnswersTable} parts=${parts} regions=${regions} last=${last} />`
              : html`<${Waits} reason=${reasonOf(parts)} />`
          }</div></div>`
        : html`<${LinesOnPlane} ...${props} ...${{ parts, lines, regions, margin, isWhole, chosen }} />`
    }
    <div class="foot inside-foot"><p class="inside-said">
      ${
        lines &&
        html`<${Said} lines=${lines} regions=${regions} isWhole=${isWhole} chosen=${chosen.value} />
          ${!isWhole && !isTable && margin.some((z) => z) && ` ${say('lines.margin')}`}
          ${canEdit && !isWhole && !isTable && (note ? html`<span>${note}</span>` : ` ${say('lines.drag')}`)}`
      }</p></div>`;
}

/** @param {{ lines: Line[], regions: Regions | null, isWhole: boolean, chosen: number }} props */
function Said({ lines, regions, isWhole, chosen }) {
  const line = lines[chosen];
  const count = number(regions?.count ?? 0);
  return html`${
    line &&
    !isWhole &&
    html`<b>${equationOf(line)} = 0</b>${!line.ends && ` ${say('lines.none', { n: chosen + 1 })}`} `
  }${
    regions === null
      ? say('lines.paused')
      : isWhole
        ? say('lines.pieces', { count })
        : lines.length === 1
          ? say('lines.count.one')
          : say('lines.count', { n: lines.length, most: number(regions.most), count })
  }`;
}
