// A stage of the network on canvas: the squared paper, what the next neurons cut, the points.

import { emptied, fitToScreen, stroke } from '../../painting/canvas.js';
import { addPoints, radiusOf } from '../../painting/points.js';
import { ends } from './stages.js';

/** @import { Points } from '../../../types.js' */
/** @import { Palette } from '../../painting/palette.js' */
/** @import { Stage } from './stages.js' */

const DOMAIN = { low: -1.06, high: 1.06 };

/** The letters on a picture, which over the whole screen are larger.
 * @param {Palette} palette @param {number} side of the picture */
export const lettersOf = ({ type }, side) => `${12 * type * Math.max(1, side / 480)}px system-ui, sans-serif`;

/** A text that is read over lines too. @param {CanvasRenderingContext2D} context @param {string} text
 * @param {number} x @param {number} y @param {string} ground @param {string} colour */
export function write(context, text, x, y, ground, colour) {
  context.lineWidth = 3;
  context.strokeStyle = ground;
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

/** @param {HTMLCanvasElement} canvas @param {Palette} palette @param {Stage} stage
 * @param {Points | null} known whose labels colour the points */
export function paintStage(canvas, palette, stage, known) {
  const context = emptied(canvas);
  const { clientWidth: side } = canvas;
  const x = (/** @type {number} */ value) => ((value - DOMAIN.low) / (DOMAIN.high - DOMAIN.low)) * side;
  const y = (/** @type {number} */ value) => side - x(value);
  const { paper, each } = stage;
  context.globalAlpha = 0.32;
  for (let from = 0; from < paper.length / 2; from += each) {
    context.beginPath();
    for (let i = from; i < from + each; i++) context.lineTo(x(paper[2 * i]), y(paper[2 * i + 1]));
    stroke(context, palette.ink, 0.8 * palette.stroke);
  }
  context.globalAlpha = 1;
  for (let i = 0; i < stage.cuts.length; i += 3) {
    const places = ends(stage.cuts.subarray(i, i + 3), DOMAIN.high);
    if (!places) continue;
    context.beginPath();
    context.moveTo(x(places[0]), y(places[1]));
    context.lineTo(x(places[2]), y(places[3]));
    stroke(context, palette.raised, 5 * palette.stroke);
    stroke(context, palette.ink, (stage.cuts.length === 3 ? 2.4 : 1.4) * palette.stroke);
  }
  if (!known) return;
  const n = Math.min(stage.points.length / 2, known.train.length / 3);
  const points = new Float32Array(3 * n);
  for (let i = 0; i < n; i++) {
    points.set([stage.points[2 * i], stage.points[2 * i + 1], known.train[3 * i + 2]], 3 * i);
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
  const how = { radius: radiusOf(n, side), scale: fitToScreen(canvas), domain: DOMAIN, labels: known.labels };
  addPoints(canvas, [{ points, rings: false }], palette, how);
}
