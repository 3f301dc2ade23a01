// The weights as curves between the tiles: colour and width show the weight, moving dashes the direction.
import { cssColour } from '../../maths/colours.js';
import { distanceToLink, linkEnds } from '../../maths/layout.js';
import { linkWidth } from '../../maths/scales.js';
import { emptied } from '../painting/canvas.js';

/** @import { LinkEnds, NetworkLayout } from '../../maths/layout.js' */
/** @import { Neuron } from '../parts/common.js' */
/** @import { linkMarks } from '../../state/ablation.js' */
/** @import { Frame } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */

/** @typedef {Neuron & LinkEnds & { source: number }} Link */

// Dashes cost the browser more than all else that it draws: they are for the links that matter.
const MOST_MOVING = 400;
const LEAST_MOVING = 2;
const MOST_DRAWN = 200;
const DASHES = [9, 2];
/** @type {number[]} */
const SOLID = [];
const REACH = 7;

/**
 * All links of a network, layer by layer.
 * @param {NetworkLayout} layout @param {readonly number[]} inputs  rows of the features that are fed in
 * @returns {Link[]}
 */
export function allLinks(layout, inputs) {
  const last = layout.columns.length - 1;
  return layout.columns.slice(1).flatMap((column, i) => {
    const sources = i === 0 ? inputs.map((row) => layout.columns[0][row]) : layout.columns[i];
    const toTile = i + 1 === last ? layout.outputTile : layout.tile;
    return column.flatMap((to, neuron) =>
      sources.map((from, source) => {
        const ends = linkEnds(from, to, layout.tile, toTile, source, sources.length);
        return { layer: i + 1, neuron, source, ...ends };
      }),
    );
  });
}

/** The weight of a link in a frame, or null when the frame has another shape.
 * @param {Frame} frame @param {{ layer: number, neuron: number, source: number }} link */
export function weightOf(frame, { layer, neuron, source }) {
  const found = frame.layers[layer - 1];
  if (!found || source >= found.inputs || neuron >= found.count) return null;
  return found.weights[neuron * found.inputs + source];
}

/** The link under a point of the stage, or null.
 * @param {readonly Link[]} links @param {number} x @param {number} y */
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
 * Draws the links of a frame: of a crowded layer only the strongest, and those picked out.
 * @param {HTMLCanvasElement} canvas @param {readonly Link[]} links @param {Frame} frame
 * @param {Palette} palette
 * @param {{ width: number, height: number, picked: ((link: Link) => boolean) | null, flow: number, marks:
 *   ReturnType<typeof linkMarks> }} how picked: the links to stand out, null for none; flow: how far the
 *   dashes have moved, in CSS pixels
 */
export function paintLinks(canvas, links, frame, palette, { width, height, picked, flow, marks }) {
  const context = emptied(canvas, width, height);
  context.lineDashOffset = -flow;
  const moving = links.length <= MOST_MOVING;
  /** @type {[number, number][]} */
  const dots = [];
  const crowds = frame.layers.map(crowding);
  for (const link of links) {
    const weight = weightOf(frame, link);
    if (weight === null) continue;
    const { share, least } = crowds[link.layer - 1];
    const size = Math.abs(weight);
    const isPicked = picked?.(link) ?? false;
    const { frozen, pale } = marks(link);
    if (size < least && !isPicked && !frozen) continue;
    const thickness = Math.max(0.6, linkWidth(weight) * share) * palette.stroke;
    context.globalAlpha =
      (picked && !isPicked ? 0.1 : 1) * (pale ? 0.15 : 1) * Math.min(1, share * (0.15 + 1.1 * size));
    context.strokeStyle = cssColour(Math.sign(weight) * Math.min(1, 0.35 + size / 1.5), palette.full);
    context.lineWidth = thickness;
    context.setLineDash(moving && thickness >= LEAST_MOVING ? DASHES : SOLID);
    const middle = (link.x1 + link.x2) / 2;
    context.beginPath();
    context.moveTo(link.x1, link.y1);
    context.bezierCurveTo(middle, link.y1, middle, link.y2, link.x2, link.y2);
    context.stroke();
    if (frozen) dots.push([middle, (link.y1 + link.y2) / 2]);
  }
  for (const [x, y] of dots) paintDot(context, x, y, palette);
  context.globalAlpha = 1;
}

/** The mark of a frozen weight.
 * @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {Palette} palette */
function paintDot(context, x, y, { ink, paper, stroke }) {
  context.globalAlpha = 1;
  context.setLineDash(SOLID);
  context.beginPath();
  context.arc(x, y, 4.5 * stroke, 0, 2 * Math.PI);
  context.fillStyle = ink;
  context.strokeStyle = paper;
  context.lineWidth = 1.5 * stroke;
  context.fill();
  context.stroke();
}

/**
 * How the links into a layer share its gap: how much thinner and paler than alone, and the least |weight|
 * that is drawn.
 * @param {Frame['layers'][number]} layer
 */
function crowding({ weights }) {
  const share = Math.min(1, 2.6 / Math.cbrt(weights.length));
  if (weights.length <= MOST_DRAWN) return { share, least: 0 };
  const sizes = weights.map(Math.abs).sort();
  return { share, least: sizes[sizes.length - MOST_DRAWN] };
}
