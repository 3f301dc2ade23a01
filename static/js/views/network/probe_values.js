// A chosen point in the network: what every neuron says for it under its picture, and its place in each one.
import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { answerInUnits, inUnits } from '../../maths/looks.js';
import { answersOf, rangesOf } from '../../state/units.js';
import { number } from '../../text/texts.js';
import { emptied, stroke } from '../painting/canvas.js';
import { shareOf } from '../painting/points.js';
import { useDrawing } from '../parts/once_per_frame.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Probe } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Stage } from './stage.js' */

/** Letters, and what they need under a tile; in CSS pixels, in plain type. */
const LETTERS = 11;
const ROOM = 12;
/** The dot that marks the place. */
const RADIUS = 3;

/** Lies over the neurons and takes no clicks.
 * @param {{ store: Store, stage: Stage, palette: Palette }} props */
export function ProbeValues({ store, stage, palette }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { width, height } = stage.layout;
  const draw = () => {
    const probe = store.probe.peek()?.probe;
    if (!canvas.current) return;
    const context = emptied(canvas.current, width, height);
    if (!probe) return;
    const how = { type: palette.type, ranges: rangesOf(store), answers: answersOf(store) };
    const values = valuesOf(probe, stage, how);
    for (const value of values) paintValue(context, value, palette);
  };
  const askDraw = useDrawing(draw, () => store.probe.value);
  useLayoutEffect(askDraw, [stage, palette]);
  return html`<canvas ref=${canvas} class="probe-values" aria-hidden="true"
    style=${{ width: `${width}px`, height: `${height}px` }}></canvas>`;
}

/**
 * @typedef {{ text: string, x: number, y: number, align: CanvasTextAlign, at: { x: number, y: number } | null
 *   }} Value  text: '' where there is no room; at: the place of the point in the picture
 */

/** What is to be drawn at each neuron; nothing while the numbers are those of a network of another shape.
 * Columns of a table, and the answer where that is one's number, are told of in their own units.
 * @param {Probe} probe @param {Stage} stage
 * @param {{ type: number, ranges: Float32Array | null, answers: Float32Array | null }} how  ranges: of the
 *   columns, answers: what -1 and 1 are; null: without units
 * @returns {Value[]} */
export function valuesOf({ x, outputs }, { layout, features, rows, fedIn }, { type, ranges, answers }) {
  const { columns, tile, outputTile, hasPort } = layout;
  const counts = columns.map((column, layer) => (layer === 0 ? fedIn : column).length);
  if (counts.join() !== outputs.map(({ length }) => length).join()) return [];
  const [across, down] = [shareOf(x[0]), 1 - shareOf(x[1])];
  return outputs.flatMap((values, layer) => {
    const isOutput = layer === columns.length - 1;
    const side = isOutput ? outputTile : tile;
    const isPort = isOutput && hasPort;
    const hasRoom = isPort || pitchOf(columns[layer]) - side >= ROOM * type;
    return columns[layer].flatMap((place, row) => {
      const of = layer === 0 ? ownInput(rows[row], fedIn) : row;
      if (of < 0) return [];
      const column = layer === 0 && features[rows[row].of[0]].isColumn ? rows[row].of[0] + 1 : 0;
      const said = () => {
        if (ranges && column) return number(inUnits([values[of]], ranges, column)[0]);
        if (answers && isOutput) return number(answerInUnits(values[of], answers));
        return number(values[of], 2, true);
      };
      const text = hasRoom ? said() : '';
      const at = isPort ? null : { x: place.x + across * side, y: place.y + down * side };
      const align = isPort ? 'right' : 'center';
      return { text, x: place.x + side / 2, y: place.y + side + ROOM * type - 2, align, at };
    });
  });
}

/** Which of the inputs a row is; -1 where it is none, or several.
 * @param {Stage['rows'][number]} row @param {readonly number[]} fedIn */
const ownInput = ({ kind, of }, fedIn) => (kind === 'one' ? fedIn.indexOf(of[0]) : -1);

/** From one neuron of a column to the next; Infinity for one alone.
 * @param {readonly { y: number }[]} column */
const pitchOf = ([first, second]) => (first && second ? second.y - first.y : Infinity);

/** @param {CanvasRenderingContext2D} context @param {Value} value @param {Palette} palette */
function paintValue(context, { text, x, y, align, at }, { ink, paper, type }) {
  context.font = `550 ${LETTERS * type}px system-ui, sans-serif`;
  context.textAlign = align;
  context.lineJoin = 'round';
  context.strokeStyle = paper;
  context.lineWidth = 3 * type;
  context.strokeText(text, x, y);
  context.fillStyle = ink;
  context.fillText(text, x, y);
  if (!at) return;
  context.beginPath();
  context.arc(at.x, at.y, RADIUS * type, 0, 2 * Math.PI);
  context.fillStyle = paper;
  context.fill();
  stroke(context, ink, 1.5 * type);
}
