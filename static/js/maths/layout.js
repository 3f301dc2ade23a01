// Where everything of the network stands. Pure numbers: no element is touched here.

/**
 * @typedef {{ x: number, y: number }} Place            the upper left corner of a tile, in CSS pixels
 * @typedef {{ tile: number, outputTile: number, hasPort: boolean, width: number, height: number,
 *   tallHeads: boolean, headCentres: number[], pictureSide: number, columns: Place[][] }} NetworkLayout
 *   columns[0] are the features, the last column the outputs; hasPort: the only output is a port on the edge
 *   of the plot; pictureSide: of the first feature, if that is a picture, which ends where the others do
 */

/** Six layers and the output stand beside each other on a phone. */
const LEAST_PITCH = 37;
/** Minus, a number and plus stand beside each other in this. */
const HEAD_WIDTH = 92;
/** Tiles of a panel of the page; over the whole screen they may be larger. */
export const MOST_TILE = 48;
/** Between two rows, where there is room. */
const ROW_GAP = 34;
/** Rows that are nearer than this leave the band of the plot and take all the height. */
const CLOSE_ROWS = 40;
const LEAST_ROW = 11;
/** Names of features stand below each other. */
export const LEAST_NAME = 18;
/** How much of its room a tile takes: there is more between two layers than in them. */
const TILE_SHARE = { across: 0.46, down: 0.72 };
/** Above the tiles: plus and minus of each layer. */
export const HEADS = 36;
const FOOT = 8;
/** Between a picture and the features below it. */
const UNDER_PICTURE = 20;
/** How large the port is. */
export const PORT = 16;
/** Between what floats and what it floats beside. */
const MARGIN = 12;

/**
 * Places all tiles on one centre line: a column of features, one for each hidden layer, and the outputs.
 * @param {{ width: number, height: number, labelWidth: number, featureCount: number, hidden: readonly
 *   number[], outputs?: number, outputLabelWidth?: number, mostTile?: number, hasPort?: boolean, band?:
 *   { top: number, height: number } | null, hasPicture?: boolean }} room labelWidth: of the names left of the
 *   features; outputLabelWidth: of those right of several outputs; mostTile: how large a tile may be;
 *   hasPort: the links end at the right edge; band: where the plot is beside the network, which is as high
 *   then; hasPicture: the first feature is one
 * @returns {NetworkLayout}
 */
export function networkLayout({
  width,
  height,
  labelWidth,
  featureCount,
  hidden,
  outputs = 1,
  outputLabelWidth = 0,
  mostTile = MOST_TILE,
  hasPort = false,
  band = null,
  hasPicture = false,
}) {
  const rows = Math.max(featureCount, ...hidden, outputs);
  const gaps = hidden.length + 1;
  const least = labelWidth + outputLabelWidth + LEAST_PITCH * (hasPort ? gaps : gaps + 1);
  const wide = Math.max(width, least);
  const pitch = (wide - labelWidth - outputLabelWidth - (hasPort ? 0 : 60)) / gaps;
  const most = mostTile + ROW_GAP;
  const all = (height - HEADS - FOOT) / rows;
  const inBand = band ? band.height / rows : 0;
  const rowPitch = Math.max(LEAST_ROW, Math.min(most, all, inBand >= CLOSE_ROWS ? inBand : all));
  const room = Math.min(rowPitch * TILE_SHARE.down, pitch * TILE_SHARE.across);
  const tile = 2 * Math.round(Math.max(8, Math.min(mostTile, room)) / 2);
  const half = (rows * rowPitch) / 2;
  const lowest = Math.max(HEADS + half, height - FOOT - half);
  const middle = band ? band.top + band.height / 2 : 0;
  const centre = Math.max(HEADS + half, Math.min(middle, lowest));
  const x = (/** @type {number} */ column) => labelWidth + column * pitch;
  /** Whole pixels: the drawing and the buttons above it have the same edges.
   * @param {number} column @param {number} count @param {number} [pitch] @returns {Place[]} */
  const stack = (column, count, pitch = rowPitch) =>
    Array.from({ length: count }, (_, row) => ({
      x: Math.round(x(column)),
      y: Math.round(centre + (row - (count - 1) / 2) * pitch - tile / 2),
    }));
  const namePitch = Math.min(Math.max(rowPitch, LEAST_NAME), (rows * rowPitch) / featureCount);
  const columns = [stack(0, featureCount, namePitch), ...hidden.map((count, i) => stack(i + 1, count))];
  const pictureSide = hasPicture ? Math.round(Math.min(labelWidth + tile - 2, height - HEADS - FOOT)) : 0;
  if (hasPicture) {
    const under = UNDER_PICTURE + tile / 2;
    const top = centre - (pictureSide + (featureCount > 1 ? under + (featureCount - 1) * namePitch : 0)) / 2;
    columns[0].forEach((place, row) => {
      const at = row ? pictureSide + under + (row - 1) * namePitch : pictureSide / 2;
      place.y = Math.round(Math.max(HEADS, top) + at - tile / 2);
    });
  }
  const outputTile = hasPort ? PORT : outputSide(outputs, { tile, mostTile, rowPitch });
  const left = hasPort ? wide - PORT / 2 : wide - outputTile - 8 - outputLabelWidth;
  const at = hasPort && band ? middle : centre;
  columns.push(outputColumn(outputs, Math.round(left), at, outputTile, rows * rowPitch));
  return {
    tile,
    outputTile,
    hasPort,
    width: hasPort ? wide + PORT / 2 : wide,
    height: Math.max(height, HEADS + rows * rowPitch + FOOT),
    tallHeads: pitch < HEAD_WIDTH,
    headCentres: hidden.map((_, i) => Math.round(x(i + 1)) + tile / 2),
    pictureSide,
    columns,
  };
}

/** Several outputs are as large as they can be, one is never small.
 * @param {number} outputs @param {{ tile: number, mostTile: number, rowPitch: number }} room */
const outputSide = (outputs, { tile, mostTile, rowPitch }) =>
  outputs > 1 ? Math.min(mostTile, Math.max(tile, Math.floor(rowPitch - 6))) : Math.max(tile, 40);

/**
 * The outputs, close together around the centre line.
 * @param {number} count @param {number} x @param {number} centre @param {number} tile
 * @param {number} height that they may take
 * @returns {Place[]}
 */
function outputColumn(count, x, centre, tile, height) {
  const pitch = Math.min(tile + 16, height / count);
  return Array.from({ length: count }, (_, k) => ({
    x,
    y: Math.round(centre + (k - (count - 1) / 2) * pitch - tile / 2),
  }));
}

/** @typedef {{ x1: number, y1: number, x2: number, y2: number }} LinkEnds */

/**
 * The S-curve from the right edge of one tile to the left edge of another.
 * @param {Place} from @param {Place} to @param {number} fromTile @param {number} toTile
 * @param {number} source @param {number} sources
 * @returns {LinkEnds}
 */
export function linkEnds(from, to, fromTile, toTile, source, sources) {
  const spread = Math.min(toTile * 0.6, sources * 3);
  const offset = sources > 1 ? (source / (sources - 1) - 0.5) * spread : 0;
  return { x1: from.x + fromTile, y1: from.y + fromTile / 2, x2: to.x, y2: to.y + toTile / 2 + offset };
}

/**
 * How far a point is from the curve, measured straight up or down; Infinity beside it.
 * @param {LinkEnds} ends @param {number} px @param {number} py
 */
export function distanceToLink(ends, px, py) {
  const span = ends.x2 - ends.x1;
  const across = (px - ends.x1) / span;
  if (across < 0.03 || across > 0.97) return Infinity;
  // The control points stand at half the way: x runs as 1.5 t (1 - t) + t^3 over the span. Halving finds t.
  let low = 0;
  let high = 1;
  for (let i = 0; i < 18; i += 1) {
    const t = (low + high) / 2;
    if (1.5 * t * (1 - t) + t * t * t < across) low = t;
    else high = t;
  }
  const t = (low + high) / 2;
  const rise = t * t * (3 - 2 * t);
  const slope = (6 * t * (1 - t) * (ends.y2 - ends.y1)) / ((1.5 - 3 * t + 3 * t * t) * span);
  return Math.abs(ends.y1 + (ends.y2 - ends.y1) * rise - py) / Math.hypot(1, slope);
}

/**
 * Below the target if there is room, else above it, else on it; always on the screen.
 * @param {{ left: number, top: number, bottom: number }} target
 * @param {{ width: number, height: number }} own @param {{ width: number, height: number }} screen
 */
export function beside(target, own, screen) {
  const left = Math.max(MARGIN, Math.min(target.left, screen.width - own.width - MARGIN));
  const lowest = screen.height - own.height - MARGIN;
  if (target.bottom + MARGIN <= lowest) return { left, top: target.bottom + MARGIN };
  if (target.top - own.height - MARGIN >= MARGIN) return { left, top: target.top - own.height - MARGIN };
  return { left, top: Math.max(MARGIN, lowest) };
}
