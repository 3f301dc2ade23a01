// A stage of the network as a space on canvas: what is far is small and pale.
import { emptied, fitToScreen, stroke } from '../../painting/canvas.js';
import { addPoints, radiusOf } from '../../painting/points.js';
import { lettersOf } from '../parts/painting.js';
import { CORNERS, EDGES, pieceOf, seenFrom, sizeOf } from '../parts/space.js';

/** @import { Points } from '../../../types.js' */
/** @import { Palette } from '../../painting/palette.js' */
/** @import { Eye } from '../parts/space.js' */
/** @import { Stage } from '../parts/stages.js' */

/** Half the width of the picture, in sizes of the space. */
const HALF = 1.75;
const DOMAIN = { low: -HALF, high: HALF };
/** From far to near, so many layers are drawn over each other. */
const LAYERS = 7;
/** How near the middle the farthest and the nearest places are. */
const REACH = 1.5;
/** How strong what is far is drawn, and what is near. */
const PALE = [0.35, 1];
/** The names stand so much farther out than the edges. */
const BESIDE = 1.1;
/** Of more cuts only the rims are drawn. */
const MOST_FILLED = 3;

/** @typedef {{ eye: Eye, names: string[] }} Look  names: what stands at the ends of the three axes */

/** @param {HTMLCanvasElement} canvas @param {Palette} palette @param {Stage} stage
 * @param {Points | null} known whose labels colour the points @param {Look} look */
export function paintDeep(canvas, palette, stage, known, { eye, names }) {
  const context = emptied(canvas);
  const side = canvas.clientWidth;
  const see = seenFrom(eye);
  const x = (/** @type {number} */ value) => ((value + HALF) / (2 * HALF)) * side;
  const y = (/** @type {number} */ value) => side - x(value);
  const to = (/** @type {ArrayLike<number>} */ at) => {
    const [right, up] = see(at[0], at[1], at[2]);
    return /** @type {const} */ ([x(right), y(up)]);
  };
  paintCube(context, palette, to, names, side);
  paintCuts(context, palette, stage, to);

  const { paper, paperDepths: depths, each } = stage;
  /** Beginnings of the pieces of lines in each layer. @type {number[][]} */
  const pieces = Array.from({ length: LAYERS }, () => []);
  const places = Array.from({ length: depths.length }, (_, i) =>
    see(paper[2 * i], paper[2 * i + 1], depths[i]),
  );
  for (let i = 0; i + 1 < places.length; i++)
    if ((i + 1) % each) pieces[layerOf((places[i][2] + places[i + 1][2]) / 2)].push(i);
  const n = known ? Math.min(stage.depths.length, known.train.length / 3) : 0;
  /** @type {number[][]} */
  const points = Array.from({ length: LAYERS }, () => []);
  const dots = Array.from({ length: n }, (_, i) =>
    see(stage.points[2 * i], stage.points[2 * i + 1], stage.depths[i]),
  );
  for (let i = 0; i < n; i++) points[layerOf(dots[i][2])].push(i);

  for (let layer = 0; layer < LAYERS; layer++) {
    const share = (layer + 0.5) / LAYERS;
    const strength = PALE[0] + share * (PALE[1] - PALE[0]);
    const near = REACH * (2 * share - 1);
    context.beginPath();
    for (const i of pieces[layer]) {
      context.moveTo(x(places[i][0]), y(places[i][1]));
      context.lineTo(x(places[i + 1][0]), y(places[i + 1][1]));
    }
    context.globalAlpha = 0.42 * strength;
    stroke(context, palette.ink, 0.8 * palette.stroke);
    if (!known || points[layer].length === 0) continue;
    const own = points[layer]
      .sort((one, other) => dots[one][2] - dots[other][2])
      .flatMap((i) => [dots[i][0], dots[i][1], known.train[3 * i + 2]]);
    context.globalAlpha = strength;
    context.setTransform(1, 0, 0, 1, 0, 0);
    const radius = radiusOf(n, side) * sizeOf(near);
    const how = { radius, scale: fitToScreen(canvas), domain: DOMAIN, labels: known.labels };
    addPoints(canvas, [{ points: Float32Array.from(own), rings: false }], palette, how);
    context.setTransform(how.scale, 0, 0, how.scale, 0, 0);
  }
  context.globalAlpha = 1;
}

/** @param {number} near @returns {number} 0, the farthest, to LAYERS - 1 */
const layerOf = (near) =>
  Math.max(0, Math.min(LAYERS - 1, Math.floor(((near / REACH + 1) / 2) * LAYERS) || 0));

/** @typedef {(at: ArrayLike<number>) => readonly [number, number]} To  where a place is in the picture */

/** Around everything, with the name of each axis at the outermost of its edges.
 * @param {CanvasRenderingContext2D} context @param {Palette} palette @param {To} to
 * @param {string[]} names @param {number} side */
function paintCube(context, palette, to, names, side) {
  context.beginPath();
  for (const [i, j] of EDGES) {
    context.moveTo(...to(CORNERS[i]));
    context.lineTo(...to(CORNERS[j]));
  }
  stroke(context, palette.faint, palette.stroke);
  context.font = lettersOf(palette, side);
  context.fillStyle = palette.soft;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const [middle] = to([0, 0, 0]);
  const away = (/** @type {readonly [number, number]} */ [x, y]) => Math.hypot(x - middle, y - middle);
  names.forEach((name, axis) => {
    const sides = EDGES.filter(([i, j]) => CORNERS[i][axis] !== CORNERS[j][axis]).map(([i, j]) =>
      to(CORNERS[i].map((each, k) => (BESIDE * (each + CORNERS[j][k])) / 2)),
    );
    const [x, y] = sides.reduce((best, each) => (away(each) > away(best) ? each : best));
    const room = context.measureText(name).width / 2 + 4;
    context.fillText(name, Math.max(room, Math.min(side - room, x)), y);
  });
}

/** @param {CanvasRenderingContext2D} context @param {Palette} palette @param {Stage} stage @param {To} to */
function paintCuts(context, palette, { cuts, cutDepths }, to) {
  for (let i = 0; i < cutDepths.length; i++) {
    const piece = pieceOf([cuts[3 * i], cuts[3 * i + 1], cutDepths[i]], cuts[3 * i + 2]);
    if (piece.length === 0) continue;
    context.beginPath();
    for (const corner of piece) context.lineTo(...to(corner));
    context.closePath();
    context.fillStyle = palette.ink;
    context.globalAlpha = 0.07;
    if (cutDepths.length <= MOST_FILLED) context.fill();
    context.globalAlpha = cutDepths.length <= MOST_FILLED ? 0.8 : 0.4;
    stroke(context, palette.ink, palette.stroke);
    context.globalAlpha = 1;
  }
}
