// The pictures of all neurons, on one canvas: each on a canvas of its own would cost the browser a layer,
// dozens with every frame.
import { cssColour } from '../../maths/colours.js';
import { curveOf } from '../../protocol/frames.js';
import { contextOf, emptied, stroke } from '../painting/canvas.js';
import { drawFunctionTile } from '../painting/functions.js';
import { imageToFill } from '../painting/pictures.js';

/** @import { NetworkLayout } from '../../maths/layout.js' */
/** @import { Frame } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */

/**
 * @typedef {{ layer: number, neuron: number, x: number, y: number, side: number }} Tile a neuron and its
 *   square, in CSS pixels
 */

const BIAS = { width: 4, gap: 4, radius: 2 };

/** How round the corners of a tile are: small ones would become discs.
 * @param {number} side both in CSS pixels */
export const cornerRadius = (side) => Math.min(5, Math.round(side / 7));

/** The bar of a neuron's bias stands left of its picture. @param {number} side in CSS pixels */
export const biasHeight = (side) => Math.max(5, side / 4);

/** All neurons where they stand. @param {NetworkLayout} layout @returns {Tile[]} */
export function allTiles({ columns, tile, outputTile }) {
  return columns.slice(1).flatMap((column, i) => {
    const side = i + 2 === columns.length ? outputTile : tile;
    return column.map(({ x, y }, neuron) => ({ layer: i + 1, neuron, x, y, side }));
  });
}

/**
 * Draws what every neuron answers, and its bias beside it.
 * @param {HTMLCanvasElement} canvas @param {readonly Tile[]} tiles @param {Frame | null} frame
 * @param {Palette} palette
 * @param {{ width: number, height: number, port: boolean, tableOf: (layer: number, neuron: number) =>
 *   Uint32Array }} how port: the last tile is one; tableOf: the colours of a neuron's bytes
 */
export function paintTiles(canvas, tiles, frame, palette, { width, height, port, tableOf }) {
  const context = emptied(canvas, width, height);
  const sheet = frame && sheetOf(frame, tableOf);
  context.save();
  context.beginPath();
  const pictures = port ? tiles.slice(0, -1) : tiles;
  for (const { x, y, side } of pictures) context.roundRect(x, y, side, side, cornerRadius(side));
  context.clip();
  for (const { layer, neuron, x, y, side } of pictures) {
    const curve = frame && curveOf(frame.curves, layer, neuron);
    const cell = sheet?.cellOf(layer, neuron);
    if (curve) drawFunctionTile(context, curve, palette, { x, y, side });
    else if (cell) context.drawImage(picture, cell.x, cell.y, cell.size, cell.size, x, y, side, side);
    else {
      context.fillStyle = cssColour(0, palette.full);
      context.fillRect(x, y, side, side);
    }
  }
  context.restore();
  for (const { layer, neuron, x, y, side } of pictures) {
    const bias = frame?.layers[layer - 1]?.biases[neuron];
    if (bias === undefined) continue;
    const bar = biasHeight(side);
    context.fillStyle = cssColour(bias, palette.full);
    context.beginPath();
    context.roundRect(x - BIAS.gap - BIAS.width, y + side - bar, BIAS.width, bar, BIAS.radius);
    context.fill();
  }
  if (port) paintPort(context, tiles[tiles.length - 1], frame, palette);
}

/** Where the last links run into the plot: a disc of the colour of the output's bias.
 * @param {CanvasRenderingContext2D} context @param {Tile} place @param {Frame | null} frame
 * @param {Palette} palette */
function paintPort(context, { layer, x, y, side }, frame, { full, ink, paper }) {
  context.beginPath();
  context.arc(x + side / 2, y + side / 2, side / 2 - 2, 0, 2 * Math.PI);
  context.fillStyle = cssColour(frame?.layers[layer - 1]?.biases[0] ?? 0, full);
  context.fill();
  stroke(context, paper, 6);
  context.fill();
  stroke(context, ink, 2);
}

/** All pictures of a frame in their own size, a column for each layer: what is drawn in small is taken
 * from here. */
const picture = document.createElement('canvas');

/** @param {Frame} frame @param {(layer: number, neuron: number) => Uint32Array} tableOf */
function sheetOf(frame, tableOf) {
  let width = 0;
  const columns = frame.grids.map((grids) => {
    width += grids.size;
    return { ...grids, x: width - grids.size };
  });
  const height = Math.max(1, ...columns.map(({ size, count }) => size * count));
  if (picture.width < width || picture.height < height) Object.assign(picture, { width, height });
  const context = contextOf(picture);
  for (const { layer, size, count, bytes, x } of columns) {
    const { image, pixels } = imageToFill(size, size * count);
    for (let neuron = 0; neuron < count; neuron += 1) {
      const table = tableOf(layer, neuron);
      for (let i = neuron * size * size; i < (neuron + 1) * size * size; i += 1) pixels[i] = table[bytes[i]];
    }
    context.putImageData(image, x, 0, 0, 0, size, size * count);
  }
  return {
    cellOf: (/** @type {number} */ layer, /** @type {number} */ neuron) => {
      const { x, size, count } = columns.find((each) => each.layer === layer) ?? { x: 0, size: 0, count: 0 };
      return neuron < count ? { x, y: neuron * size, size } : null;
    },
  };
}
