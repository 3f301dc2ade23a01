// How uPlot draws the losses: its axes and lines, the marks of changes, and the pale curves of earlier runs.
import { freeLine, logTicks } from '../../maths/curves.js';
import { runColour } from '../../state/runs.js';
import { number } from '../../text/texts.js';
import { stroke as strokePath } from '../painting/canvas.js';

/** @import { EarlierRun } from '../../types.js' */
/** @import { NamePlace } from '../../maths/curves.js' */
/** @import { Palette } from '../painting/palette.js' */

/**
 * What uPlot does not know of the picture: both axes and the pale curves.
 * @typedef {{ window: { last: number, losses: [number, number] }, pale: PaleCurve[] }} ChartContent
 * @typedef {{ curve: EarlierRun['curve'], id: number | null, name: string, strong: boolean }} PaleCurve
 *   id: of the earlier run; null: the present one, as it is without smoothing
 * @typedef {import('uplot')} uPlot
 */

const DASH = [5, 3];
const NO_DRAGGING = { x: false, y: false };
/** Pixels from one tick of the logarithmic axis to the next, at least. */
const TICK_ROOM = 16;
/** On the plain axis there are fewer, even if it is tall. */
const MOST_TICKS = 7;
/** An epoch is whole: between 0 and 1 is no tick. */
const WHOLE = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((first) => first * 10 ** power)).flat();

/**
 * @param {HTMLElement} box @param {Palette} palette @param {boolean} isLog
 * @param {{ current: ChartContent }} shown
 * @param {() => readonly { epoch: number }[]} marks the changes of settings while it trained
 * @param {(plot: uPlot) => void} point @param {import('uplot').Plugin[]} plugins
 * @returns {import('uplot').Options}
 */
export function chartOptions(box, { stroke, type }, isLog, shown, marks, point, plugins) {
  const style = getComputedStyle(document.documentElement);
  const [ink, soft, hair] = ['--ink', '--soft', '--hair'].map((name) => style.getPropertyValue(name).trim());
  const font = `${12 * type}px system-ui, sans-serif`;
  const values = (/** @type {uPlot} */ _, /** @type {number[]} */ splits) =>
    splits.map((value) => tickText(value, splits.some(isPower)));
  const axis = { stroke: soft, font, values, grid: { stroke: hair, width: 1 }, ticks: { show: false } };
  /** @type {import('uplot').Axis.Space} */
  const space = (_plot, _axis, _low, _high, height) => Math.max(28 * type, height / MOST_TICKS);
  const logAxis = {
    filter: (/** @type {uPlot} */ _, /** @type {number[]} */ splits) => splits,
    splits: (/** @type {uPlot} */ { bbox }) =>
      logTicks(...shown.current.window.losses, bbox.height / (devicePixelRatio || 1) / (TICK_ROOM * type)),
  };
  const drawMarks = (/** @type {uPlot} */ plot) =>
    marks().forEach(({ epoch }) => drawMark(plot, epoch, { line: hair, foot: soft, stroke }));
  const drawOthers = (/** @type {uPlot} */ plot) => {
    /** @type {NamePlace[]} */
    const taken = [];
    shown.current.pale.forEach(({ curve, id, name, strong }) => {
      const colour = id === null ? soft : style.getPropertyValue(`--run-${runColour(id)}`).trim();
      drawPale(plot, curve, { colour, strength: strong ? 1 : id === null ? 0.36 : 0.6, stroke });
      if (id !== null) drawName(plot, curve, name, { colour, font }, taken);
    });
  };
  return {
    width: box.clientWidth,
    height: box.clientHeight,
    padding: [8, 22, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: () => [0, shown.current.window.last] },
      y: { distr: isLog ? 3 : 1, range: () => shown.current.window.losses },
    },
    axes: [
      { ...axis, size: 26 * type, gap: 7, grid: { show: false }, space: 64, incrs: WHOLE },
      { ...axis, size: 38 * type, gap: 4, space, ...(isLog ? logAxis : {}) },
    ],
    series: [
      {},
      { label: 'Test', stroke: soft, width: 1.5 * stroke, dash: DASH, points: { show: false } },
      { label: 'Training', stroke: ink, width: 1.5 * stroke, points: { show: false } },
    ],
    plugins,
    cursor: { y: false, drag: NO_DRAGGING, points: { size: 6 }, bind: { mouseleave: unlessTouched } },
    hooks: { setCursor: [point], draw: [drawMarks], drawAxes: [drawOthers] },
  };
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** @param {number} value */
const isPower = (value) => value > 0 && Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;

/**
 * A tick's number. The axis is narrow: small powers of ten are written as powers, and between them stands
 * nothing.
 * @param {number} value @param {boolean} hasPowers whether a power of ten is among the ticks
 */
function tickText(value, hasPowers) {
  if (value >= 0.001 || !(value > 0)) return number(value, 6);
  if (!isPower(value)) return hasPowers ? '' : value.toExponential().replace('-', '\u2212');
  const power = String(Math.round(-Math.log10(value)));
  return `10⁻${power.replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)])}`;
}

/** A tick on the axis where a setting was changed.
 * @param {uPlot} plot @param {number} epoch @param {{ line: string, foot: string, stroke: number }} pen */
function drawMark({ ctx: context, bbox, valToPos, scales }, epoch, { line, foot: colour, stroke }) {
  if (epoch > (scales.x.max ?? 0)) return;
  const scale = devicePixelRatio || 1;
  const x = Math.round(valToPos(epoch, 'x', true));
  const foot = bbox.top + bbox.height;
  context.save();
  context.fillStyle = line;
  context.fillRect(x, bbox.top, scale, bbox.height);
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x - 4 * scale * stroke, foot);
  context.lineTo(x + 4 * scale * stroke, foot);
  context.lineTo(x, foot - 6 * scale * stroke);
  context.fill();
  context.restore();
}

/** One run behind the present one: training as a line, test dashed.
 * @param {uPlot} plot @param {PaleCurve['curve']} curve
 * @param {{ colour: string, strength: number, stroke: number }} pen */
function drawPale(plot, { epochs, train, test }, { colour, strength, stroke }) {
  const { ctx: context, bbox } = plot;
  const low = plot.scales.y.min ?? 0;
  const scale = devicePixelRatio || 1;
  context.save();
  context.beginPath();
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  context.clip();
  context.globalAlpha = strength;
  context.lineJoin = 'round';
  for (const losses of [train, test]) {
    context.setLineDash(losses === test ? DASH.map((length) => length * scale) : []);
    context.beginPath();
    losses.forEach((value, i) => {
      if (!Number.isFinite(value)) return;
      const [x, y] = [plot.valToPos(epochs[i], 'x', true), plot.valToPos(Math.max(value, low), 'y', true)];
      if (Number.isFinite(losses[i - 1])) context.lineTo(x, y);
      else context.moveTo(x, y); // it begins, or goes on behind what cannot be drawn
    });
    strokePath(context, colour, stroke * scale);
  }
  context.restore();
}

/** What a run is called, over the end of its training curve and beside other names.
 * @param {uPlot} plot @param {PaleCurve['curve']} curve @param {string} name
 * @param {{ colour: string, font: string }} pen @param {NamePlace[]} taken by names that stand there */
function drawName({ ctx: context, bbox, valToPos }, { epochs, train }, name, { colour, font }, taken) {
  const last = train.findLastIndex(Number.isFinite);
  if (last < 0) return;
  const scale = devicePixelRatio || 1;
  const [begin, top, bottom] = [bbox.left, bbox.top, bbox.top + bbox.height].map((each) => each / scale);
  const end = Math.min(valToPos(epochs[last], 'x', true), bbox.left + bbox.width) / scale;
  context.save();
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.font = font;
  context.fillStyle = colour;
  context.textAlign = 'left';
  const width = context.measureText(name).width;
  const left = end - begin < width ? end : end - width;
  const line = Number.parseFloat(font);
  const wanted = { left, right: left + width, y: valToPos(train[last], 'y', true) / scale - 4 };
  const y = freeLine(wanted, taken, line, [top + line, bottom - 4]);
  taken.push({ ...wanted, y });
  context.fillText(name, left, y);
  context.restore();
}

/**
 * What a finger reads stays: after a tap browsers may report that a mouse has left, which was never there.
 * @param {uPlot} plot @param {HTMLElement} _ @param {(event: MouseEvent) => null} leave
 * @returns {(event: MouseEvent) => null}
 */
function unlessTouched(plot, _, leave) {
  let isTouched = false;
  for (const kind of ['pointerdown', 'pointermove']) {
    const listen = (/** @type {any} */ event) => (isTouched = event.pointerType === 'touch');
    plot.over.addEventListener(kind, listen);
  }
  return (event) => (isTouched ? null : leave(event));
}
