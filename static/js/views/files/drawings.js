// The plot, the network and the loss curve as SVG, drawn anew from what the page knows.
import { axesOf, named, number, placesInUnits, t } from '#page';
import { featuresOf } from '../../controls/features.js';
import { rowsOf, sourcesOf } from '../../controls/rows.js';
import { classOf, MANY } from '../../maths/classes.js';
import { cssColour } from '../../maths/colours.js';
import { axisLimit, axisTicks, reach } from '../../maths/functions.js';
import { drawnLayers } from '../../maths/layers.js';
import { linkEnds, networkLayout } from '../../maths/layout.js';
import { linkWidth } from '../../maths/scales.js';
import { placesOf, roundNumbers, svgElement, svgFile, svgText } from '../../maths/svg.js';
import { sidesOfZero, UPSAMPLING, upsampleBytes } from '../../maths/upsample.js';
import { curveOf, gridOf, pictureOf } from '../../protocol/frames.js';
import { greysOf, paintCells } from '../painting/cells.js';
import { classColours } from '../painting/palette.js';
import { paintDecision, paintGrid, paintWinners } from '../painting/pictures.js';
import { shareOf, TICKS } from '../painting/points.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Frame } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */

/** Around a plot: for the numbers of its axes. */
const EDGE = { left: 60, top: 14, right: 18, bottom: 40 };
const SIDE = 480;
/** Above the curve stands what its lines are. */
const CURVE = { width: 720, height: 300, top: 34 };
const NETWORK = { width: 760, height: 440, labelWidth: 56 };
/** About as wide as a letter of a feature's name, which has so many at most. */
const LETTER = 7.5;
const MOST_LETTERS = 24;
/** Inputs that are drawn one by one. */
const MOST_INPUTS = 16;

/** @typedef {{ store: Store, palette: Palette, say: (key: string) => string }} Drawn */

/** The output over the plane, or along x₁, with the points. @param {Drawn} drawn */
export function plotSvg({ store, palette }) {
  const { experiment, view } = store.state.peek().roomState;
  const frame = store.frame.peek();
  const points = store.points.peek();
  const isCurve = experiment.problem === 'curve';
  const limit =
    isCurve && points ? axisLimit(Math.max(reach(points.train, 3, 2), reach(points.test, 3, 2))) : 6;
  const across = (/** @type {number} */ x) => EDGE.left + SIDE * shareOf(x);
  const up = (/** @type {number} */ y) => EDGE.top + (SIDE * (1 - y / limit)) / 2;
  const ground = isCurve
    ? functionLine(frame, palette, across, up)
    : picture(frame, palette, view.discretize);
  const many = points && points.labels.length >= MANY ? classColours(palette, points.labels.length) : null;
  const colourOf = (/** @type {number} */ label) =>
    many && points ? many.colours[classOf(label, points.labels)] : cssColour(label, palette.full);
  const dots = (/** @type {Float32Array} */ set, /** @type {boolean} */ isTest) =>
    Array.from({ length: set.length / 3 }, (_, i) => {
      const [x, y, label] = set.subarray(3 * i, 3 * i + 3);
      const ring = { fill: 'none', stroke: colourOf(label), 'stroke-width': 1.7 };
      const disc = { fill: colourOf(label), stroke: palette.paper, 'stroke-width': 1 };
      const place = { cx: across(x), cy: up(isCurve ? label : y), r: 3.2 };
      return svgElement('circle', { ...place, ...(isTest ? ring : disc) });
    });
  const shown = points
    ? [...(view.show_test_data ? dots(points.test, true) : []), ...dots(points.train, false)]
    : [];
  const ticksUp = isCurve ? axisTicks(limit) : TICKS;
  const marks = isCurve ? [TICKS, ticksUp] : placesInUnits(store, [TICKS, TICKS]);
  const name = axisNames(store);
  const middle = { x: EDGE.left + SIDE / 2, y: EDGE.top + SIDE / 2 };
  const centred = { 'text-anchor': 'middle', fill: palette.ink };
  const frameLine = {
    x: EDGE.left,
    y: EDGE.top,
    width: SIDE,
    height: SIDE,
    fill: 'none',
    stroke: palette.faint,
  };
  return svgFile(SIDE + EDGE.left + EDGE.right, SIDE + EDGE.top + EDGE.bottom, palette.paper, [
    ground,
    ...shown,
    svgElement('rect', frameLine),
    ...TICKS.map((x, i) => below(number(marks[0][i]), across(x), palette)),
    ...ticksUp.map((y, i) => beside(number(marks[1][i]), up(y), palette)),
    svgText(name.across, { x: middle.x, y: SIDE + EDGE.top + 34, ...centred }),
    name.up.length > 2
      ? svgText(name.up, { x: 0, y: 0, ...centred, transform: `translate(12 ${middle.y}) rotate(-90)` })
      : svgText(name.up, { x: 10, y: middle.y - 14, fill: palette.ink }),
  ]);
}

/** What the axes are called. @param {Store} store */
function axisNames(store) {
  const { experiment, table } = store.state.peek().roomState;
  if (experiment.problem === 'curve') return { across: 'x₁', up: 'y' };
  if (!table || table.is_on_plane) return { across: 'x₁', up: 'x₂' };
  const axes = axesOf(store);
  const [across, up] = [0, 1].map((k) =>
    axes.length > 0 ? (named(table)?.names[axes[k] - 1] ?? '') : t('look.component', { n: k + 1 }),
  );
  return { across, up };
}

/** What the output says over the plane. @param {Frame | null} frame @param {Palette} palette
 * @param {boolean} discretize */
function picture(frame, palette, discretize) {
  const grid = frame && gridOf(frame, frame.layers.length, 0);
  const address = painted((canvas) => {
    if (frame?.decision) {
      const colours = classColours(palette, frame.decision.classes);
      if (discretize) paintWinners(canvas, frame.decision, colours.won);
      else paintDecision(canvas, frame.decision, colours.pale);
    } else if (grid && discretize) paintWinners(canvas, sidesOfZero(grid.bytes, grid.size), palette.sides);
    else if (grid)
      paintGrid(
        canvas,
        upsampleBytes(grid.bytes, grid.size, UPSAMPLING),
        grid.size * UPSAMPLING,
        palette.pale,
      );
  });
  return image(address, EDGE.left, EDGE.top, SIDE);
}

/** The function that was learnt. @param {Frame | null} frame @param {Palette} palette
 * @param {(x: number) => number} across @param {(y: number) => number} up */
function functionLine(frame, palette, across, up) {
  const values = frame && curveOf(frame.curves, frame.layers.length, 0);
  if (!values) return '';
  const place = (/** @type {number} */ y, /** @type {number} */ i) =>
    /** @type {[number, number]} */ ([across(-6 + (12 * i) / (values.length - 1)), up(y)]);
  const zero = { x1: across(-6), x2: across(6), y1: up(0), y2: up(0), stroke: palette.faint };
  return svgElement('line', zero) + line(Array.from(values, place), palette.ink, 2.6);
}

/** The neurons with their pictures, the weights between them. @param {Drawn} drawn */
export function networkSvg({ store, palette }) {
  const frame = store.frame.peek();
  const { experiment, n_outputs: outputs, table } = store.state.peek().roomState;
  const all = featuresOf(store.catalogue, experiment, named(table));
  const fedIn = experiment.features.flatMap((fed) => all.filter(({ name }) => name === fed));
  const rows = rowsOf(fedIn, experiment.features, { side: table?.side ?? 0, room: MOST_INPUTS });
  const { groups } = sourcesOf(rows, [...fedIn.keys()]);
  const labels = rows.map(({ kind, of }) => {
    if (kind === 'picture') return '';
    return kind === 'more' ? t('inputs.more', { n: of.length }) : shortened(fedIn[of[0]].label);
  });
  const labelWidth = Math.max(NETWORK.labelWidth, ...labels.map(({ length }) => LETTER * length));
  const featureCount = rows.length;
  const { hidden } = experiment;
  const counts = { featureCount, hasPicture: rows[0]?.kind === 'picture', hidden, outputs };
  const layout = networkLayout({ ...NETWORK, labelWidth, ...counts });
  const { columns, width, height } = layout;
  const last = columns.length - 1;
  const sideOf = (/** @type {number} */ layer) => (layer === last ? layout.outputTile : layout.tile);
  const layers = drawnLayers(frame?.layers ?? [], groups);
  const links = layers.flatMap(({ index, weights, inputs, count }) =>
    Array.from(weights, (weight, i) => {
      const [neuron, source] = [Math.floor(i / inputs), i % inputs];
      const [from, to] = [columns[index - 1]?.[source], columns[index]?.[neuron]];
      if (!from || !to || neuron >= count) return '';
      const { x1, y1, x2, y2 } = linkEnds(from, to, layout.tile, sideOf(index), source, inputs);
      const middle = (x1 + x2) / 2;
      const size = Math.abs(weight);
      return svgElement('path', {
        d: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`,
        fill: 'none',
        stroke:
          index === 1 && groups[source].length > 1
            ? palette.soft
            : cssColour(Math.sign(weight) * Math.min(1, 0.35 + size / 1.5), palette.full),
        'stroke-width': Math.max(0.6, linkWidth(weight) * Math.min(1, 2.6 / Math.cbrt(weights.length))),
        'stroke-opacity': Math.min(1, 0.15 + 1.1 * size),
      });
    }),
  );
  const tiles = columns.flatMap((column, layer) =>
    column.map(({ x, y }, neuron) => {
      const { kind, of } = layer === 0 ? rows[neuron] : LAYERS_TILE;
      if (kind === 'more') return '';
      const side = kind === 'picture' ? layout.pictureSide : sideOf(layer);
      const [left, top] =
        kind === 'picture' ? [x + layout.tile - side, y + (layout.tile - side) / 2] : [x, y];
      const inside =
        kind === 'picture'
          ? inputPicture(store, palette)
          : tilePicture(store, palette, layer, layer === 0 ? (fedIn[of[0]].picture ?? -1) : neuron);
      const square = { x: left, y: top, width: side, height: side };
      const edge = { ...square, fill: 'none', stroke: palette.ink, 'stroke-width': 1 };
      /** @type {Record<string, string>} */
      const how = kind === 'picture' ? { 'image-rendering': 'pixelated' } : {};
      return image(inside, left, top, side, how) + svgElement('rect', edge);
    }),
  );
  const names = columns[0].map(({ x, y }, i) => {
    const place = { x: x - 8, y: y + layout.tile / 2 + 4, 'text-anchor': 'end', fill: palette.ink };
    return svgText(labels[i], place);
  });
  return svgFile(width, height, palette.paper, [...links, ...tiles, ...names]);
}

/** What is no row of the first column. */
const LAYERS_TILE = /** @type {{ kind: 'one', of: number[] }} */ ({ kind: 'one', of: [] });

/** The inputs of the point that is asked about, else of the first one to train with, as an address.
 * @param {Store} store @param {Palette} palette */
function inputPicture(store, palette) {
  const { row: example, ranges } = store.points.peek() ?? {};
  const row = store.probe.peek()?.probe?.row ?? example;
  const side = store.state.peek().roomState.table?.side;
  if (!row || !ranges || !side) return '';
  return painted((canvas) => paintCells(canvas, side, greysOf(row, ranges, palette)));
}

/** @param {string} label */
const shortened = (label) => (label.length > MOST_LETTERS ? `${label.slice(0, MOST_LETTERS - 1)}…` : label);

/** What a neuron or a feature says, as an address of a picture.
 * @param {Store} store @param {Palette} palette @param {number} layer @param {number} neuron */
function tilePicture(store, palette, layer, neuron) {
  const frame = store.frame.peek();
  const features = store.features.peek();
  if (neuron < 0) return ''; // a feature without a picture
  const curve = curveOf(layer === 0 ? store.featureCurves.peek() : (frame?.curves ?? []), layer, neuron);
  const isCurve = store.state.peek().roomState.experiment.problem === 'curve';
  if (isCurve) return curve ? curvePicture(curve, palette) : '';
  const grid = layer === 0 ? features && pictureOf(features, neuron) : frame && gridOf(frame, layer, neuron);
  const decision = layer === frame?.layers.length ? frame.decision : null;
  const table = decision ? classColours(palette, decision.classes).outputs[neuron].full : palette.full;
  return grid ? painted((canvas) => paintGrid(canvas, grid.bytes, grid.size, table)) : '';
}

/** A function in small. @param {Float32Array} values @param {Palette} palette */
function curvePicture(values, palette) {
  const most = 1.1 * Math.max(1, reach(values));
  const places = Array.from(
    values,
    (y, i) => /** @type {[number, number]} */ ([(40 * i) / (values.length - 1), 20 - (20 * y) / most]),
  );
  const text = svgFile(40, 40, palette.raised, [line(places, palette.ink, 1.5)]);
  return `data:image/svg+xml,${encodeURIComponent(text)}`;
}

/** Both losses over the epochs. @param {Drawn} drawn */
export function curveSvg({ store, palette, say }) {
  const { epochs, train, test } = store.history.peek();
  const { width, height, top } = CURVE;
  const last = Math.max(1, epochs[epochs.length - 1] ?? 1);
  const most = Math.max(...[...train, ...test].filter(Number.isFinite), 1e-9);
  const across = (/** @type {number} */ epoch) => EDGE.left + (width * epoch) / last;
  const up = (/** @type {number} */ loss) => top + height * (1 - loss / most);
  const places = (/** @type {number[]} */ losses) =>
    losses.flatMap((loss, i) =>
      Number.isFinite(loss) ? [/** @type {[number, number]} */ ([across(epochs[i]), up(loss)])] : [],
    );
  const axis = { x: EDGE.left, y: top, width, height, fill: 'none', stroke: palette.faint };
  const name = (/** @type {string} */ text, /** @type {number} */ x, /** @type {string} */ fill) =>
    svgText(text, { x: EDGE.left + x, y: top - 12, fill });
  return svgFile(width + EDGE.left + EDGE.right, height + top + EDGE.bottom, palette.paper, [
    svgElement('rect', axis),
    ...roundNumbers(last).map((epoch) => below(String(epoch), across(epoch), palette, top + height)),
    ...roundNumbers(most).map((loss) => beside(String(loss), up(loss), palette)),
    line(places(test), palette.soft, 1.5, '5 4'),
    line(places(train), palette.ink, 1.5),
    name(say('loss'), 0, palette.soft),
    name(`— ${say('training')}`, 90, palette.ink),
    name(`– – ${say('test')}`, 190, palette.soft),
    svgText(say('epoch'), {
      x: EDGE.left + width / 2,
      y: top + height + 34,
      'text-anchor': 'middle',
      fill: palette.soft,
    }),
  ]);
}

/** @param {string} text @param {number} x @param {Palette} palette @param {number} [bottom] */
const below = (text, x, palette, bottom = EDGE.top + SIDE) =>
  svgText(text, { x, y: bottom + 17, 'text-anchor': 'middle', fill: palette.soft });

/** @param {string} text @param {number} y @param {Palette} palette */
const beside = (text, y, palette) =>
  svgText(text, { x: EDGE.left - 6, y: y + 4, 'text-anchor': 'end', fill: palette.soft });

/** @param {[number, number][]} places @param {string} stroke @param {number} width @param {string} [dash] */
const line = (places, stroke, width, dash = 'none') =>
  svgElement('polyline', {
    points: placesOf(places),
    fill: 'none',
    stroke,
    'stroke-width': width,
    'stroke-dasharray': dash,
  });

/** @param {string} address @param {number} x @param {number} y @param {number} side
 * @param {Record<string, string>} how */
const image = (address, x, y, side, how = {}) =>
  address &&
  svgElement('image', {
    href: address,
    x,
    y,
    width: side,
    height: side,
    preserveAspectRatio: 'none',
    ...how,
  });

/** What is painted into a canvas, as an address. @param {(canvas: HTMLCanvasElement) => void} paint */
function painted(paint) {
  const canvas = document.createElement('canvas');
  paint(canvas);
  return canvas.toDataURL('image/png');
}
