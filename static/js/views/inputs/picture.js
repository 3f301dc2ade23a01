// The inputs of a point as the picture that they are: of the point that is asked about, else of the first one
// to train with. A press asks about the next one.
import { html, useDrawing, useEffect, useRef, useSignal, useSignalEffect } from '#page';
import { greysOf, paintCells } from '../painting/cells.js';
import { say } from './saying.js';

/** @import { Place } from '../../maths/layout.js' */
/** @import { Store } from '../../state/store.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Parts } from '../network/neurons.js' */

/** @param {Parts & { place: Place }} props  place: where a tile would stand, whose right edge it shares */
export function InputPicture({ store, stage: { layout }, palette, place }) {
  const { pictureSide: side, tile } = layout;
  const shown = useSignal(/** @type {string} */ (''));
  useSignalEffect(() => {
    shown.value = whose(store);
  });
  const next = () => {
    const probed = store.probed();
    const index = probed && 'set' in probed && probed.set === 'train' ? probed.index + 1 : 0;
    const n = (store.points.peek()?.train.length ?? 0) / 3;
    if (n > 0) store.probeAt({ set: 'train', index: index % n });
  };
  const left = place.x + tile - side;
  const top = place.y + (tile - side) / 2;
  const style = { left: `${left}px`, top: `${top}px`, width: `${side}px`, height: `${side}px` };
  return html`<button class="input-picture" style=${style} title=${`${shown.value} ${say('picture.next')}`}
    onClick=${next} aria-label=${`${shown.value} ${say('picture.next')}`}>
    <${RowPicture} store=${store} palette=${palette} />
    <span aria-hidden="true">${shown.value}</span></button>`;
}

/** The picture of the point that is asked about, kept up to date.
 * @param {{ store: Store, palette: Palette }} props */
export function RowPicture({ store, palette }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const newest = () => [store.probe.value, store.points.value, store.state.value.roomState.table];
  const ask = useDrawing(() => {
    const points = store.points.peek();
    const row = store.probe.peek()?.probe?.row ?? points?.row;
    const side = store.state.peek().roomState.table?.side;
    if (!canvas.current || !side || !row || !points?.ranges || row.length !== side * side) return;
    paintCells(canvas.current, side, greysOf(row, points.ranges, palette));
  }, newest);
  useEffect(ask);
  return html`<canvas ref=${canvas} class="cells" aria-hidden="true"></canvas>`;
}

/** Whose picture it is. @param {Store} store */
export function whose(store) {
  const probe = store.probe.value?.probe ?? null;
  if (probe && !probe.row) return '';
  if (probe?.isMade) return say('picture.made');
  if (probe?.set === null) return say('picture.place');
  return say(`picture.${probe?.set ?? 'train'}`, { n: (probe?.index ?? 0) + 1 });
}
