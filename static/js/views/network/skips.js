// Skip connections: what comes into a layer and is added to what it says, as arcs over the neurons they pass.
import { contextOf, stroke } from '../painting/canvas.js';

/** @import { NetworkLayout } from '../../maths/layout.js' */
/** @import { Palette } from '../painting/palette.js' */

/** How high an arc rises over the two neurons, in CSS pixels, and its dashes. */
const RISE = 14;
const DASHES = [2, 3];

/** @typedef {import('../../maths/layout.js').LinkEnds} Skip from the top of a neuron to another's */

/**
 * The arcs of a network: into each hidden layer that is as wide as what comes into it.
 * @param {NetworkLayout} layout @param {readonly number[]} inputs rows from which something is fed in
 * @returns {Skip[]}
 */
export function allSkips({ columns, tile }, inputs) {
  return columns.slice(1, -1).flatMap((column, i) => {
    const sources = i === 0 ? inputs.map((row) => columns[0][row]) : columns[i];
    if (sources.length !== column.length) return [];
    const middle = tile / 2;
    return column.map((to, k) => {
      const from = sources[k];
      return { x1: from.x + middle, y1: from.y, x2: to.x + middle, y2: to.y };
    });
  });
}

/** Draws them in ink: they have no weight that a colour could tell.
 * @param {HTMLCanvasElement} canvas whose links are drawn @param {readonly Skip[]} skips
 * @param {Palette} palette */
export function paintSkips(canvas, skips, { ink, stroke: thick }) {
  const context = contextOf(canvas);
  context.save();
  context.setLineDash(DASHES);
  context.lineDashOffset = 0;
  context.globalAlpha = 0.6;
  context.beginPath();
  for (const { x1, y1, x2, y2 } of skips) {
    const top = Math.min(y1, y2) - RISE;
    context.moveTo(x1, y1);
    context.bezierCurveTo(x1 + (x2 - x1) / 4, top, x2 - (x2 - x1) / 4, top, x2, y2);
  }
  stroke(context, ink, 1.25 * thick);
  context.restore();
}
