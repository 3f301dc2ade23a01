// A small network as a graph of operations: in every box its numbers, and beside them the derivatives that a
// pass of one mode brings by.
import { html, number } from '#page';
import { cssColour } from '../../../maths/colours.js';
import { layoutOf } from './modes_layout.js';
import { passOf } from './modes_sections.js';
import { sayOfModes } from './modes_texts.js';

/** @import { Palette } from '../../painting/palette.js' */
/** @import { Box } from './modes_layout.js' */
/** @import { FlowNode, Mode } from './modes_sections.js' */

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
/** What operations are called in formulas; functions have their own names. @type {Record<string, string>} */
const SIGNS = {
  weights: 'W',
  biases: 'b',
  gains: 'γ',
  shifts: 'β',
  matmul: 'Σ w·a',
  add: '+',
  subtract: '−',
  negative: '−',
  multiply: '×',
  divide: '÷',
  power: 'xⁿ',
  sum: 'Σ',
  maximum: 'max',
  minimum: 'min',
};
/** How strong the weakest derivative is that is not zero. */
const FAINTEST = 0.3;
/** The height of a box's name in the plain theme. */
const TITLE = 16;
const MARGIN = 4;

/** @param {FlowNode} node */
const signOf = ({ name, layer, sources }) =>
  `${SIGNS[name] ?? name}${sources.length === 0 ? SUBSCRIPTS[layer] : ''}`;

/** Whether a pass comes by. @param {ArrayLike<number>} flow */
const isReached = (flow) => Array.from(flow).some((each) => each !== 0);

/** Where everything stands, if there is room for it.
 * @param {FlowNode[]} nodes @param {number} width @param {number} height @param {Palette} palette */
export const roomFor = (nodes, width, height, palette) =>
  nodes.length > 0 ? layoutOf(nodes, width, height, TITLE * palette.type) : null;

/**
 * @param {{ nodes: FlowNode[], layout: NonNullable<ReturnType<typeof layoutOf>>, mode: Mode,
 *   palette: Palette, size: [number, number], picked: number | null, pick: (node: number) => void,
 *   choose: (pass: number) => void }} props  pick: says what is in a box; choose: a parameter's pass forward
 */
export function Graph({ nodes, layout, mode, palette, size: [width, height], picked, pick, choose }) {
  const reached = nodes.map(({ flows }) => isReached(flows[mode]));
  return html`<svg class="modes-graph" viewBox="0 0 ${width} ${height}" width=${width} height=${height}
      role="group" aria-label=${sayOfModes(`graph.${mode}`)}>
    <defs>
      <marker id="flows" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"
        orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" /></marker></defs>
    ${layout.edges.map(
      ({ from, to, path }) => html`<path key=${`${from}-${to}`} d=${path}
        class=${reached[from] && reached[to] ? 'edge flows' : 'edge'}
        marker-end=${reached[from] && reached[to] && mode === 'forward' ? 'url(#flows)' : null}
        marker-start=${reached[from] && reached[to] && mode === 'backward' ? 'url(#flows)' : null} />`,
    )}
    ${nodes.map(
      (node, i) => html`<${Operation} key=${i} node=${node} mode=${mode} palette=${palette}
        box=${layout.boxes[i]} isReached=${reached[i]} isPicked=${picked === i} pick=${() => pick(i)}
        choose=${choosing(passOf(nodes, i), choose)} />
        <${Written} node=${node} mode=${mode} box=${layout.boxes[i]} type=${palette.type} />`,
    )}</svg>`;
}

/** What a press on a number does. @param {number | null} first @param {(pass: number) => void} choose */
const choosing = (first, choose) => (/** @type {number} */ k) => first === null || choose(first + k);

/** A box.
 * @param {{ node: FlowNode, mode: Mode, palette: Palette, box: Box, isReached: boolean, isPicked: boolean,
 *   pick: () => void, choose: (k: number) => unknown }} props */
function Operation({ node, mode, palette, box, isReached, isPicked, pick, choose }) {
  const { x, y, width, height, cell } = box;
  const { value, flows, shape } = node;
  const flow = flows[mode];
  const [sign, words] = [signOf(node), inWords(node, mode)];
  const label = words.startsWith(sign) ? words : `${sign}, ${words}`;
  const [, columns] = shape;
  const title = TITLE * palette.type;
  const most = Math.max(...Array.from(flow, Math.abs));
  const strength = (/** @type {number} */ each) =>
    Math.sign(each) * (FAINTEST + (1 - FAINTEST) * Math.sqrt(Math.abs(each) / most));
  const isNumber = isWritten(value, box, palette.type);
  const places = isNumber ? stacked(box, title, palette.type) : besideEachOther(box, shape, title);
  const squares = (/** @type {Float32Array} */ numbers, /** @type {'value' | 'flow'} */ which) =>
    Array.from(numbers, (each, k) => {
      const [left, top] = places[which];
      const strong = which === 'value' ? each : strength(each);
      const fill = which === 'flow' && each === 0 ? null : cssColour(strong, palette.full);
      return html`<rect key=${`${which}-${k}`} x=${left + (k % columns) * cell}
        y=${top + Math.floor(k / columns) * cell} width=${cell - 1} height=${cell - 1}
        class=${fill ? null : 'nothing'} fill=${fill} onClick=${() => choose(k)} />`;
    });
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    pick();
  };
  return html`<g class=${`operation${isReached ? ' flows' : ''}${isPicked ? ' picked' : ''}`}
      transform=${`translate(${x} ${y})`} tabindex="0" role="button" aria-pressed=${isPicked}
      aria-label=${label} onClick=${pick} onKeyDown=${press}>
    <rect class="box" width=${width} height=${height} rx="4" />
    <text x=${width / 2} y=${title - 3 * palette.type}>${sign}</text>
    ${squares(value, 'value')}${squares(flow, 'flow')}</g>`;
}

/** Whether numbers are written out: one that stands alone, where there is room.
 * @param {Float32Array} numbers @param {Box} box @param {number} type */
const isWritten = ({ length }, { width, height }, type) =>
  length === 1 && width >= 56 * type && height - TITLE * type >= 34 * type;

/** The numbers of a box beside their squares, which its name says too.
 * @param {{ node: FlowNode, mode: Mode, box: Box, type: number }} props */
function Written({ node: { value, flows }, mode, box, type }) {
  if (!isWritten(value, box, type)) return null;
  const places = stacked(box, TITLE * type, type);
  const text = (/** @type {number} */ each, /** @type {number[]} */ [left, top]) =>
    html`<text class="number" x=${left + box.cell + 3} y=${top + box.cell - 1}>
      ${number(each, 2, true)}</text>`;
  return html`<g aria-hidden="true" transform=${`translate(${box.x} ${box.y})`}
      class=${isReached(flows[mode]) ? 'flows' : ''}>
    ${text(value[0], places.value)}${text(flows[mode][0], places.flow)}</g>`;
}

/** Where the squares of the numbers begin, and those of the derivatives: a number above its derivative.
 * @param {Box} box @param {number} title @param {number} type */
function stacked({ width, height, cell }, title, type) {
  const left = Math.max(MARGIN, (width - 46 * type) / 2);
  const middle = title + (height - title) / 2 - 2;
  return { value: [left, middle - cell - 2 * type], flow: [left, middle + 4 * type] };
}

/** The same, with the derivatives to the right.
 * @param {Box} box @param {[number, number]} shape @param {number} title */
function besideEachOther({ width, height, cell }, [rows, columns], title) {
  const left = (width - 2 * columns * cell - MARGIN) / 2;
  const top = title + Math.max(0, (height - title - MARGIN - rows * cell) / 2);
  return { value: [left, top], flow: [left + columns * cell + MARGIN, top] };
}

const MOST_NUMBERS = 6;

/** What an operation is called; functions have their own names. @param {string} name */
export function nameOf(name) {
  const key = `of.${name}`;
  const said = sayOfModes(key);
  return said === key ? name : said;
}

/** What is in a box. @param {FlowNode} node @param {Mode} mode */
export function inWords({ name, value, flows }, mode) {
  const list = (/** @type {Float32Array} */ numbers) => {
    const shown = Array.from(numbers.subarray(0, MOST_NUMBERS), (each) => number(each, 3));
    return [...shown, ...(numbers.length > MOST_NUMBERS ? ['…'] : [])].join('; ');
  };
  return sayOfModes('box', { name: nameOf(name), values: list(value), flows: list(flows[mode]) });
}
