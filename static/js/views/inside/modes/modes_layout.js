// Where the operations of a network's graph stand: a line for each layer, in columns. Pure.

/** @import { FlowNode } from './modes_sections.js' */

/** Operations side by side; a layer with more has several lines. */
const MOST_COLUMNS = 6;
/** Beside a box and below it, for arrows. */
const GAP = { x: 14, y: 18 };
/** How far below its boxes an arrow to another box of the line runs, and one to the next line. */
const DEPTH = { same: 6, next: 12 };
const MARGIN = 4;
/** Of the smallest square that can be told from its neighbour. */
const LEAST_CELL = 3;
const MOST_CELL = 11;

/** @typedef {{ x: number, y: number, width: number, height: number, cell: number }} Box  cell: the side of
 *   the square of a number */
/** @typedef {{ from: number, to: number, path: string }} Edge */

/**
 * @param {readonly Pick<FlowNode, 'layer' | 'sources' | 'shape'>[]} nodes @param {number} width
 * @param {number} height of the drawing @param {number} title the height of a box's name
 * @returns {{ boxes: Box[], edges: Edge[] } | null} null: there is no room for it
 */
export function layoutOf(nodes, width, height, title) {
  const lines = linesOf(nodes);
  const columns = Math.max(...lines.map((line) => line.length));
  const below = height - (DEPTH.same + 2);
  const step = { x: (width + GAP.x) / columns, y: (below + GAP.y) / lines.length };
  const size = { width: step.x - GAP.x, height: step.y - GAP.y };
  /** @type {Box[]} */
  const boxes = [];
  lines.forEach((line, l) => {
    line.forEach((node, c) => {
      boxes[node] = { x: c * step.x, y: l * step.y, ...size, cell: cellOf(nodes[node].shape, size, title) };
    });
  });
  if (boxes.some(({ cell }) => cell < LEAST_CELL)) return null;
  const edges = nodes.flatMap(({ sources }, to) =>
    [...new Set(sources)].map((from) => ({ from, to, path: pathOf(boxes[from], boxes[to]) })),
  );
  return { boxes, edges };
}

/** The side of a number's square in a box that has all of them twice, side by side.
 * @param {[number, number]} shape @param {{ width: number, height: number }} size @param {number} title */
function cellOf([rows, columns], { width, height }, title) {
  const across = (width - 3 * MARGIN) / (2 * columns);
  return Math.min(MOST_CELL, across, (height - title - MARGIN) / rows);
}

/** The nodes of each line from left to right: what is learnt stands before the first that takes it.
 * @param {readonly Pick<FlowNode, 'layer' | 'sources'>[]} nodes @returns {number[][]} */
function linesOf(nodes) {
  /** @type {Map<number, number[]>} */
  const layers = new Map();
  const placed = new Set();
  const place = (/** @type {number} */ node) => {
    const { layer } = nodes[node];
    layers.set(layer, [...(layers.get(layer) ?? []), node]);
    placed.add(node);
  };
  nodes.forEach(({ sources }, node) => {
    if (sources.length === 0) return;
    for (const source of sources) if (!placed.has(source)) place(source);
    place(node);
  });
  return [...layers.entries()].sort(([a], [b]) => a - b).flatMap(([, line]) => folded(line));
}

/** A line in as few as have room, all about as long. @param {number[]} line */
function folded(line) {
  const n = Math.ceil(line.length / MOST_COLUMNS);
  const each = Math.ceil(line.length / n);
  return Array.from({ length: n }, (_, k) => line.slice(k * each, (k + 1) * each));
}

/** From one box to another: straight to its neighbour, below those between, or down to the next line.
 * @param {Box} from @param {Box} to */
function pathOf(from, to) {
  const isSame = from.y === to.y;
  const [x1, x2] = [from.x + from.width, to.x];
  const middle = from.y + from.height / 2;
  if (isSame && x2 > x1 && x2 - x1 < GAP.x + 1) return `M${x1} ${middle}H${x2}`;
  const [c1, c2] = [from.x + from.width / 2, to.x + to.width / 2];
  const low = from.y + from.height;
  return isSame
    ? `M${c1} ${low}V${low + DEPTH.same}H${c2}V${low}`
    : `M${c1} ${low}V${low + DEPTH.next}H${c2}V${to.y}`;
}
