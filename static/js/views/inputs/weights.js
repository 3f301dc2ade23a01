// The weights from a picture's pixels into a neuron, as a picture themselves: on the tiles of the first
// layer, in the place of what it answers, and in large over the plot.
import { html, number, signal, useDrawing, useEffect, useRef } from '#page';
import { featuresOf } from '../../controls/features.js';
import { sourcesOfPixels, strongestFrom } from '../../controls/pixels.js';
import { byteOf } from '../../maths/colours.js';
import { contextOf, emptied, resized } from '../painting/canvas.js';
import { imageToFill } from '../painting/pictures.js';
import { say } from './saying.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Frame } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Neuron } from '../parts/common.js' */
/** @import { Stage } from '../network/stage.js' */

/** Whether the first layer shows its weights, not its answers. */
export const showsWeights = signal(true);

/** How round the corners of a tile are, as those below. @param {number} side */
const cornerOf = (side) => Math.min(5, Math.round(side / 7));

/** The pictures before they are made larger, one below the other. */
const sheet = document.createElement('canvas');

/** Over the tiles of the first layer. @param {{ store: Store, stage: Stage, palette: Palette }} props */
export function FirstWeights({ store, stage, palette }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { layout } = stage;
  const isOn = showsWeights.value && !(layout.hasPort && layout.columns.length === 2);
  const tile = layout.columns.length === 2 ? layout.outputTile : layout.tile;
  const draw = () => {
    if (!canvas.current) return;
    const context = emptied(canvas.current, layout.width, layout.height);
    const side = drawSheet(store, palette);
    if (!side) return;
    context.imageSmoothingEnabled = false;
    layout.columns[1].forEach((place, neuron) => {
      const { x, y } = placeNow(canvas.current, neuron) ?? place;
      context.save();
      context.beginPath();
      context.roundRect(x, y, tile, tile, cornerOf(tile));
      context.clip();
      context.drawImage(sheet, 0, neuron * side, side, side, x, y, tile, tile);
      context.restore();
    });
  };
  const ask = useDrawing(draw, () => [store.frame.value, store.state.value.roomState.table]);
  useEffect(ask);
  useEffect(() => {
    const stands = canvas.current?.parentElement;
    stands?.addEventListener('transitionend', ask); // the neurons have come to their new places
    return () => stands?.removeEventListener('transitionend', ask);
  }, [isOn]);
  const size = { width: `${layout.width}px`, height: `${layout.height}px` };
  return isOn && html`<canvas ref=${canvas} class="first-weights" style=${size} aria-hidden="true"></canvas>`;
}

/** Where a neuron of the first layer is on its way.
 * @param {HTMLElement | null} beside @param {number} neuron */
function placeNow(beside, neuron) {
  const tile = beside?.parentElement?.querySelector(`[data-neuron="1-${neuron}"]`);
  return tile instanceof HTMLElement ? { x: tile.offsetLeft, y: tile.offsetTop } : null;
}

/** Over the plot while a neuron of the first layer is looked at.
 * @param {{ store: Store, palette: Palette, looked: Neuron | null }} props */
export function LargeWeights({ store, palette, looked }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const reach = useRef(/** @type {HTMLElement | null} */ (null));
  const isPicture = !!store.state.value.roomState.table?.side;
  const isOn = showsWeights.value && isPicture && looked?.layer === 1;
  const draw = () => {
    const side = canvas.current && drawSheet(store, palette);
    if (!side || !canvas.current || looked?.layer !== 1) return;
    resized(canvas.current, side, side);
    contextOf(canvas.current).drawImage(sheet, 0, looked.neuron * side, side, side, 0, 0, side, side);
    const most = strongestIn(store);
    if (reach.current) reach.current.textContent = say('weights.reach', { most: number(most, 2, true) });
  };
  useEffect(useDrawing(draw, () => [store.frame.value, store.state.value.roomState.table]));
  return (
    isOn &&
    html`<div class="large-weights"><canvas ref=${canvas} class="cells" role="img"
      aria-label=${say('weights.of', { n: looked.neuron + 1 })}></canvas>
      <span ref=${reach}></span></div>`
  );
}

/** The switch between both. @param {{ left: number, top: number }} props  where it stands, in CSS pixels */
export function WeightsSwitch({ left, top }) {
  const flip = () => (showsWeights.value = !showsWeights.value);
  return html`<label class="check weights-switch" title=${say('weights.title')}
    style=${{ left: `${left}px`, top: `${top}px` }}><input type="checkbox" checked=${showsWeights.value}
    onChange=${flip} />${say('weights')}</label>`;
}

/** What pixels and their weights are now; null while the frame is that of another network.
 * @param {Store} store */
function present(store) {
  const { experiment, table } = store.state.peek().roomState;
  const layer = /** @type {Frame['layers'][number] | undefined} */ (store.frame.peek()?.layers[0]);
  if (!table?.side || layer?.inputs !== experiment.features.length) return null;
  const features = featuresOf(store.catalogue, experiment, table);
  return { side: table.side, layer, sources: sourcesOfPixels(features, experiment.features, table.side) };
}

/** @param {Store} store */
function strongestIn(store) {
  const now = present(store);
  return now ? strongestFrom(now.layer, now.sources) : 0;
}

/** Draws the weights of all neurons, in the colours of values; pixels that are not fed in stay as zero.
 * @param {Store} store @param {Palette} palette @returns {number} the side of each, 0 where there are none */
function drawSheet(store, palette) {
  const now = present(store);
  if (!now) return 0;
  const { side, layer, sources } = now;
  const most = strongestFrom(layer, sources);
  const { image, pixels } = imageToFill(side, side * layer.count);
  for (let neuron = 0; neuron < layer.count; neuron += 1)
    sources.forEach((source, i) => {
      const weight = source < 0 ? 0 : layer.weights[neuron * layer.inputs + source];
      pixels[neuron * sources.length + i] = palette.full[byteOf(weight / most)];
    });
  resized(sheet, side, side * layer.count);
  contextOf(sheet).putImageData(image, 0, 0, 0, 0, side, side * layer.count);
  return side;
}
