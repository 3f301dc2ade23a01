// The weights as curves between the tiles: colour and width say the weight, moving dashes the direction.
import { distanceToLink, linkEnds } from '../layout.js';
import { linkWidth } from '../scales.js';
import { cssColour, fitToScreen } from './heatmap.js';

/**
 * @typedef {import('../types.d.ts').Frame} Frame
 * @typedef {{ layer: number, neuron: number, source: number, x1: number, y1: number, x2: number, y2: number }} Link
 */

const MOST_MOVING = 400;
const REACH = 7;

/**
 * All links of a network, layer by layer.
 * @param {import('../layout.js').NetworkLayout} layout @param {readonly number[]} inputs  rows of the features that are fed in
 * @returns {Link[]}
 */
export function allLinks(layout, inputs) {
  const last = layout.columns.length - 1;
  return layout.columns.slice(1).flatMap((column, i) => {
    const sources = i === 0 ? inputs.map((row) => layout.columns[0][row]) : layout.columns[i];
    const toTile = i + 1 === last ? layout.outputTile : layout.tile;
    return column.flatMap((to, neuron) =>
      sources.map((from, source) => ({ layer: i + 1, neuron, source, ...linkEnds(from, to, layout.tile, toTile, source, sources.length) })),
    );
  });
}

/** The weight of a link in a frame, or null when the frame has another shape. @param {Frame} frame @param {{ layer: number, neuron: number, source: number }} link */
export function weightOf(frame, { layer, neuron, source }) {
  const found = frame.layers[layer - 1];
  if (!found || source >= found.inputs || neuron >= found.count) return null;
  return found.weights[neuron * found.inputs + source];
}

/** The link under a point of the stage, or null. @param {readonly Link[]} links @param {number} x @param {number} y */
export function linkAt(links, x, y) {
  let best = null;
  let nearest = REACH;
  for (const link of links) {
    const distance = distanceToLink(link, x, y);
    if (distance < nearest) [best, nearest] = [link, distance];
  }
  return best;
}

/**
 * Draws all links of a frame.
 * @param {HTMLCanvasElement} canvas @param {readonly Link[]} links @param {Frame} frame @param {Uint32Array} table
 * @param {{ width: number, height: number, shown: (link: Link) => boolean, flow: number }} how  flow: how far the dashes have moved, in CSS pixels
 */
export function paintLinks(canvas, links, frame, table, { width, height, shown, flow }) {
  const scale = fitToScreen(canvas, width, height);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const dashed = links.length <= MOST_MOVING;
  const crowds = crowding(links);
  if (dashed) context.setLineDash([9, 2]);
  else context.setLineDash([]);
  context.lineDashOffset = -flow;
  for (const link of links) {
    const weight = weightOf(frame, link);
    if (weight === null) continue;
    const size = Math.abs(weight);
    const crowd = crowds[link.layer];
    context.globalAlpha = (shown(link) ? 1 : 0.1) * Math.min(1, 0.15 * crowd + 1.1 * crowd * size);
    context.strokeStyle = cssColour(Math.sign(weight) * Math.min(1, 0.35 + size / 1.5), table);
    context.lineWidth = Math.max(0.6, linkWidth(weight) * crowd);
    const middle = (link.x1 + link.x2) / 2;
    context.beginPath();
    context.moveTo(link.x1, link.y1);
    context.bezierCurveTo(middle, link.y1, middle, link.y2, link.x2, link.y2);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** By layer, how much thinner and paler its links are drawn: the more of them there are, the nearer to zero. @param {readonly Link[]} links */
function crowding(links) {
  /** @type {number[]} */
  const counts = [];
  for (const { layer } of links) counts[layer] = (counts[layer] ?? 0) + 1;
  return counts.map((count) => Math.min(1, 2.6 / Math.cbrt(count)));
}
