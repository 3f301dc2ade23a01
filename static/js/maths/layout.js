// Where everything of the network stands. Pure numbers: no element is touched here.

/**
 * @typedef {{ x: number, y: number }} Place            the upper left corner of a tile, in CSS pixels
 * @typedef {{ tile: number, outputTile: number, width: number, height: number, tallHeads: boolean,
 *   headCentres: number[], columns: Place[][] }} NetworkLayout columns[0] are the features, the last column
 *   the outputs
 */

/** Six layers stand beside each other on the smallest projector. */
const LEAST_PITCH = 43;
/** Tiles of a panel of the page; over the whole screen they may be larger. */
export const MOST_TILE = 48;
/** Between two rows, where there is room. */
const ROW_GAP = 34;
/** Between what floats and what it floats beside. */
const MARGIN = 12;

/**
 * Places all tiles: a column of features, one for each hidden layer, and the outputs.
 * @param {{ width: number, height: number, labelWidth: number, featureCount: number, hidden: readonly
 *   number[], outputs?: number, outputLabelWidth?: number, mostTile?: number }} room labelWidth: of the names
 *   left of the features; outputLabelWidth: of those right of several outputs; mostTile: how large a tile may
 *   be
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
}) {
  const rows = Math.max(featureCount, ...hidden, outputs);
  const columnCount = hidden.length + 2;
  const wide = Math.max(width, labelWidth + outputLabelWidth + LEAST_PITCH * columnCount);
  const pitch = (wide - labelWidth - outputLabelWidth - 60) / (columnCount - 1);
  const tallHeads = pitch < 84;
  const top = tallHeads ? 82 : 56;
  const rowPitch = Math.max(20, Math.min(mostTile + ROW_GAP, (height - top - 8) / rows));
  const tile = Math.round(Math.max(14, Math.min(mostTile, rowPitch * 0.78, pitch * 0.62)));
  const outputTile =
    outputs > 1 ? Math.min(mostTile, Math.max(tile, Math.floor(rowPitch - 6))) : Math.max(tile, 40);
  const x = (/** @type {number} */ column) => labelWidth + column * pitch;
  /** Whole pixels: the drawing and the buttons above it have the same edges.
   * @param {number} column @param {number} count @returns {Place[]} */
  const stack = (column, count) =>
    Array.from({ length: count }, (_, row) => ({
      x: Math.round(x(column)),
      y: Math.round(top + row * rowPitch),
    }));
  const columns = [stack(0, featureCount), ...hidden.map((count, i) => stack(i + 1, count))];
  const before = columns[columns.length - 1];
  const middle = (before[0].y + before[before.length - 1].y + tile) / 2;
  columns.push(
    outputColumn({
      count: outputs,
      x: wide - outputTile - 8 - outputLabelWidth,
      middle,
      tile: outputTile,
      top,
      bottom: top + rows * rowPitch,
    }),
  );
  const headCentres = hidden.map((_, i) => Math.round(x(i + 1)) + tile / 2);
  return {
    tile,
    outputTile,
    width: wide,
    height: top + rows * rowPitch + 8,
    tallHeads,
    headCentres,
    columns,
  };
}

/**
 * The outputs, close together and halfway up what feeds them.
 * @param {{ count: number, x: number, middle: number, tile: number, top: number, bottom: number }} column
 * @returns {Place[]}
 */
function outputColumn({ count, x, middle, tile, top, bottom }) {
  const pitch = Math.min(tile + 16, (bottom - top) / count);
  const height = (count - 1) * pitch + tile;
  const first = Math.max(top, Math.min(middle - height / 2, bottom - height));
  return Array.from({ length: count }, (_, k) => ({
    x: Math.round(x),
    y: Math.round((count === 1 ? middle - tile / 2 : first) + k * pitch),
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
