// The weights as curves between the tiles: colour and width show the weight, moving dashes the direction.
import { cssColour } from '../../maths/colours.js';
import { drawnLayers, weightOf } from '../../maths/layers.js';
import { distanceToLink, linkEnds } from '../../maths/layout.js';
import { linkWidth } from '../../maths/scales.js';
import { emptied } from '../painting/canvas.js';

/** @import { LinkEnds, NetworkLayout } from '../../maths/layout.js' */
/** @import { Neuron } from '../parts/common.js' */
/** @import { linkMarks } from '../../state/ablation.js' */
/** @import { Frame } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */

/** @typedef {Neuron & LinkEnds & { from: number, source: number | null }} Link from: counted from 0 among
 * those into the same neuron; source: whose weight it has, null where it stands for several */

// Dashes cost the browser more than all else that it draws: they are for the links that matter, which in a
// crowd are the strongest into each neuron.
const MOST_MOVING = 400;
const LEAST_MOVING = 2;
const MOST_DRAWN = 200;
/** Of more links into one layer the strongest into each neuron stand out. */
const FEW = 40;
const STRONGEST = 2;
/** The others are drawn where so many pixels are between two layers. */
const ROOM_FOR_ALL = 24;
const FAINT = { width: 0.8, strength: 0.3 };
/** Links to tiles of this size are as wide as they can be. */
const LARGE_TILE = 40;
const DASHES = [9, 2];
/** @type {number[]} */
const SOLID = [];
const REACH = 7;

/**
 * All links of a network, layer by layer.
 * @param {NetworkLayout} layout
 * @param {{ inputs: readonly number[], groups: readonly number[][] }} sources  rows from which something is
 *   fed in, and which weights of the first layer start at each
 * @returns {Link[]}
 */
export function allLinks(layout, { inputs, groups }) {
  const last = layout.columns.length - 1;
  return layout.columns.slice(1).flatMap((column, i) => {
    const sources = i === 0 ? inputs.map((row) => layout.columns[0][row]) : layout.columns[i];
    const toTile = i + 1 === last ? layout.outputTile : layout.tile;
    return column.flatMap((to, neuron) =>
      sources.map((place, from) => {
        const ends = linkEnds(place, to, layout.tile, toTile, from, sources.length);
        const several = i === 0 && groups[from].length > 1;
        const source = several ? null : i === 0 ? groups[from][0] : from;
        return { layer: i + 1, neuron, from, source, ...ends };
      }),
    );
  });
}

/** Whether between two layers are more links than can be told apart.
 * @param {readonly number[]} counts the neurons of each layer, from those that are fed in to the outputs */
export const isCrowded = (counts) =>
  counts.some((count, i) => i > 0 && count * counts[i - 1] > FEW && counts[i - 1] > STRONGEST);

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
 * Draws the links of a frame: in a crowd the strongest boldly and the others faintly, and those picked out.
 * @param {HTMLCanvasElement} canvas @param {readonly Link[]} links @param {Frame['layers']} layers
 * @param {Palette} palette
 * @param {{ width: number, height: number, tile: number, all: boolean, picked: ((link: Link) => boolean) |
 *   null, flow: number, marks: ReturnType<typeof linkMarks>, groups: readonly number[][] }} how all: each one
 *   boldly; picked: the links to stand out, null for none; flow: how far the dashes have moved, in CSS
 *   pixels; groups: the weights of each link into the first layer; several have no sign, and no colour
 */
export function paintLinks(canvas, links, layers, palette, how) {
  const { width, height, tile, all, picked, flow, marks, groups } = how;
  const context = emptied(canvas, width, height);
  context.lineDashOffset = -flow;
  const moving = links.length <= MOST_MOVING;
  const scale = Math.min(1, 0.3 + (0.7 * tile) / LARGE_TILE) * palette.stroke;
  /** @type {[number, number][]} */
  const dots = [];
  const drawn = drawnLayers(layers, groups);
  const crowds = drawn.map((layer) => crowding(layer, all));
  for (const link of links) {
    const weight = weightOf(drawn, link.layer, link.neuron, link.from);
    if (weight === null) continue;
    const { share, least, bold, lead } = crowds[link.layer - 1];
    const size = Math.abs(weight);
    const isPicked = picked?.(link) ?? false;
    const { frozen, pale } = marks(link);
    const isBold = isPicked || frozen || !bold || size >= bold[link.neuron];
    if (!isBold && (size < least || link.x2 - link.x1 < ROOM_FOR_ALL)) continue;
    const thickness = isBold ? Math.max(0.6, linkWidth(weight) * share * scale) : FAINT.width;
    const strength = isBold ? share * (0.15 + 1.1 * size) : FAINT.strength;
    context.globalAlpha = (picked && !isPicked ? 0.1 : 1) * (pale ? 0.15 : 1) * Math.min(1, strength);
    context.strokeStyle =
      link.source === null
        ? palette.soft
        : cssColour(Math.sign(weight) * Math.min(1, 0.35 + size / 1.5), palette.full);
    context.lineWidth = thickness;
    const isMoving = moving && thickness >= LEAST_MOVING && (!lead || size >= lead[link.neuron]);
    context.setLineDash(isMoving ? DASHES : SOLID);
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
 * How the links into a layer share its gap: how much thinner and paler than alone, the least |weight| that is
 * drawn, of each neuron the least one that stands out and the one that leads; null: all of them do.
 * @param {Frame['layers'][number]} layer @param {boolean} all
 */
function crowding({ weights, count, inputs }, all) {
  const isCrowd = !all && weights.length > FEW && inputs > STRONGEST;
  const share = Math.min(1, 2.6 / Math.cbrt(isCrowd ? STRONGEST * count : weights.length));
  const { lead, bold } = isCrowd ? strongest(weights, count, inputs) : { lead: null, bold: null };
  if (weights.length <= MOST_DRAWN) return { share, least: 0, bold, lead };
  const sizes = weights.map(Math.abs).sort();
  return { share, least: sizes[sizes.length - MOST_DRAWN], bold, lead };
}

/** The largest and the second largest |weight| into each neuron.
 * @param {Float32Array} weights by neuron @param {number} count @param {number} inputs */
function strongest(weights, count, inputs) {
  const [lead, bold] = [new Float32Array(count), new Float32Array(count)];
  weights.forEach((weight, i) => {
    const [size, neuron] = [Math.abs(weight), Math.floor(i / inputs)];
    if (size > lead[neuron]) [lead[neuron], bold[neuron]] = [size, lead[neuron]];
    else if (size > bold[neuron]) bold[neuron] = size;
  });
  return { lead, bold };
}
