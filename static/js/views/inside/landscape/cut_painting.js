// The losses between two networks on canvas: a line for each set, and how high the hill is.
import { loss } from '#page';
import { emptied, stroke } from '../../painting/canvas.js';
import { lettersOf, write } from '../parts/painting.js';
import { say } from '../parts/saying.js';
import { LEAST_HILL, stepOf, summitOf, topOf } from './cut_sections.js';

/** @import { Palette } from '../../painting/palette.js' */
/** @import { Curve, Cut } from './cut_sections.js' */

/** The ends of the line, and a little beyond both. */
const [FIRST, LAST] = [-0.25, 1.25];
const DASHES = [6, 4];

/** @param {HTMLCanvasElement} canvas @param {Cut} cut @param {Palette} palette */
export function paintCut(canvas, cut, palette) {
  const context = emptied(canvas);
  const side = canvas.clientWidth;
  const top = topOf(cut);
  const x = (/** @type {number} */ t) => ((t - FIRST) / (LAST - FIRST)) * side;
  const y = (/** @type {number} */ value) => (1 - Math.min(value / top, 10)) * (side - 12) + 4;
  const step = stepOf(top);
  const marks = Array.from({ length: Math.ceil(top / step) }, (_, i) => i * step);
  for (const value of marks) {
    line(context, [0, y(value)], [side, y(value)]);
    stroke(context, palette.faint, 1);
  }
  for (const t of [0, 1]) {
    line(context, [x(t), 0], [x(t), side]);
    stroke(context, palette.faint, palette.stroke);
  }
  context.save();
  context.beginPath();
  context.rect(0, 0, side, side);
  context.clip();
  const draw = (/** @type {Curve} */ curve) => {
    context.beginPath();
    for (const { t, loss: value } of curve) context.lineTo(x(t), y(value));
  };
  context.lineJoin = 'round';
  context.setLineDash(DASHES);
  draw(cut.test);
  stroke(context, palette.soft, 2 * palette.stroke);
  context.setLineDash([]);
  draw(cut.train);
  stroke(context, palette.ink, 2 * palette.stroke);
  context.restore();
  if (cut.hills[0] >= LEAST_HILL) paintHill(context, cut.train, palette, x, y);
  for (const { t, loss: value } of cut.train)
    if (t === 0 || t === 1) dot(context, x(t), y(value), 5 * palette.stroke, palette);
  context.font = lettersOf(palette, side);
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  for (const value of marks) write(context, loss(value), 6, y(value) - 2, palette.raised, palette.soft);
  paintKey(context, side, palette);
}

/** From the straight line between the ends up to the summit. @param {CanvasRenderingContext2D} context
 * @param {Curve} train @param {Palette} palette @param {(t: number) => number} x
 * @param {(value: number) => number} y */
function paintHill(context, train, palette, x, y) {
  const { t, loss: height, straight } = summitOf(train);
  const [from, to] = [0, 1].map((end) => train.find((each) => each.t === end)?.loss ?? 0);
  context.setLineDash([2, 4]);
  line(context, [x(0), y(from)], [x(1), y(to)]);
  stroke(context, palette.soft, palette.stroke);
  context.setLineDash([]);
  const up = Math.max(4, y(height));
  line(context, [x(t), y(straight)], [x(t), up]);
  stroke(context, palette.ink, palette.stroke);
  for (const by of [-4, 4]) {
    line(context, [x(t) + by, up + 7], [x(t), up + 1]);
    stroke(context, palette.ink, palette.stroke);
  }
}

/** Which line is which. @param {CanvasRenderingContext2D} context @param {number} side
 * @param {Palette} palette */
function paintKey(context, side, palette) {
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  ['cut.train', 'cut.test'].forEach((key, k) => {
    const at = (12 + 18 * k) * palette.type;
    const width = context.measureText(say(key)).width;
    write(context, say(key), side - 8, at, palette.raised, palette.ink);
    context.setLineDash(k ? DASHES : []);
    line(context, [side - width - 40, at], [side - width - 14, at]);
    stroke(context, k ? palette.soft : palette.ink, 2 * palette.stroke);
  });
  context.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} context @param {[number, number]} from @param {[number, number]} to */
function line(context, from, to) {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius
 * @param {Palette} palette */
function dot(context, x, y, radius, palette) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = palette.ink;
  context.fill();
  stroke(context, palette.raised, 1.5);
}
