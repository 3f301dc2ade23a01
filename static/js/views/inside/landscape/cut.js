// The losses on the straight line from one network to another: whether two minima are in one valley.
import { html, loss, number, useDrawing, useEffect, useRef, useSizeOf } from '#page';
import { choicesOf, choose } from '../parts/choices.js';
import { reasonOf } from '../parts/parts.js';
import { Waits } from '../parts/pieces.js';
import { say } from '../parts/saying.js';
import { chosenAt } from './cut_choices.js';
import { EndList, nameOfEnd, runsToCut } from './cut_ends.js';
import { paintCut } from './cut_painting.js';
import { cutOf, LEAST_HILL } from './cut_sections.js';

/** @import { Store } from '../../../state/store.js' */
/** @import { Chosen, End } from './cut_choices.js' */
/** @import { Cut } from './cut_sections.js' */
/** @import { InsideProps } from '../parts/parts.js' */

const ENDS = /** @type {const} */ (['from', 'to']);

/** @param {InsideProps} props */
export function LossCut({ store, palette, canEdit }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { view, last_epoch: lastEpoch } = store.state.value.roomState;
  const parts = store.inside.value?.inside ?? [];
  const last = lastEpoch ?? store.inside.value?.epoch ?? 0;
  const cut = cutOf(parts);
  const choices = choicesOf(view.inside);
  const runs = runsToCut(store);
  const ends = ENDS.map((end) => chosenAt(choices, end, runs));
  const names = ENDS.map((end, k) => nameOfEnd(end, ends[k]));
  const draw = () => canvas.current && cut && paintCut(canvas.current, cut, palette);
  const ask = useDrawing(draw, () => store.inside.value);
  useEffect(ask, [palette]);
  useSizeOf(canvas, draw, []);
  const lists = ENDS.map(
    (end) => html`<${EndList} key=${end} store=${store} end=${end} last=${last} canEdit=${canEdit} />`,
  );
  const places = ENDS.flatMap((end, k) => {
    const { [k]: chosen } = ends;
    return chosen.kind === 'epoch'
      ? [
          html`<${Place} key=${end} store=${store} end=${end} epoch=${chosen.epoch} last=${last}
            canEdit=${canEdit} />`,
        ]
      : [];
  });
  return html`<div class="boundary-title inside-ends"><span class="axes">${lists}</span></div>
    <div class="plot-place"><div class="plot inside-plot">
      <canvas ref=${canvas} role="img" data-testid="inside"
        aria-label=${say('cut.picture', { from: names[0], to: names[1] })}></canvas>
      ${!cut && html`<${Waits} reason=${reasonOf(parts)} />`}
      ${cut && html`<${Ticks} names=${names} />`}</div></div>
    <div class="foot inside-foot under-names">
      ${places.length > 0 && html`<div class="inside-places">${places}</div>`}
      <p class="inside-said">${cut && html`<${Said} cut=${cut} ends=${ends} />`}</p></div>`;
}

/** What stands below both ends. @param {{ names: string[] }} props */
const Ticks = ({ names }) =>
  names.map(
    (name, k) => html`<span key=${k} class="tick across inside-end" style=${`left:${k ? 83.333 : 16.667}%`}
      >${name}</span>`,
  );

/** The slider of a place in the timeline.
 * @param {{ store: Store, end: End, epoch: number, last: number, canEdit: boolean }} props */
function Place({ store, end, epoch, last, canEdit }) {
  const text = say('cut.epoch', { epoch: number(Math.min(epoch, last), 0) });
  const slide = (/** @type {Event} */ event) => {
    const chosen = Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
    choose(store, () => ({ [end]: chosen }));
  };
  return html`<label class="inside-slider"><span class="name">${say(`cut.${end}.end`)}</span>
    <input type="range" min="0" max=${Math.max(1, last)} step="1" value=${epoch} disabled=${!canEdit}
      aria-label=${say(`cut.${end}.epoch`)} aria-valuetext=${text} onInput=${slide} /></label>`;
}

/** The hill in words. @param {{ cut: Cut, ends: Chosen[] }} props */
function Said({ cut: { hills, train }, ends }) {
  const [hill, onTest] = hills;
  const values = { train: loss(hill), test: loss(onTest) };
  const isHill = !(hill < LEAST_HILL);
  const at = (/** @type {number} */ end) => loss(train.find(({ t }) => t === end)?.loss ?? null);
  const isRun = ends.some(({ kind }) => kind === 'run');
  return html`<b>${say(isHill ? 'cut.hill' : 'cut.none', values)}</b>
    ${' '}${isHill && isRun ? say('cut.order') : say('cut.ends', { from: at(0), to: at(1) })}`;
}
