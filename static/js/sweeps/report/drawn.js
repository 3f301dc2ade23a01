// The charts of a sweep as they stand on paper: drawn beside the page in the light theme, then taken as HTML
// with pictures in it, without anything that could be pressed.
import { html } from 'htm/preact';
import { render } from 'preact';
import { readPalette } from '../../views/painting/palette.js';
import { Paper } from '../charts/frame.js';

/** @import { ChartProps, Status } from '../told.js' */
/** @import { Palette } from '../../views/painting/palette.js' */

/** @typedef {{ name: string, View: (props: ChartProps) => unknown,
 *   isWanted: (status: Status) => boolean }} Chart */

/** The width of a chart in CSS pixels. */
const WIDTH = 480;
/** So many pictures of the screen are waited for at most until all is drawn. */
const MOST_FRAMES = 900;
/** What is of no use on paper. */
const LEFT_OUT =
  '.choices, .key.median, .choice, .heading button, .handle, .hit, [aria-live]:not(:has(.key)), title';
/** What only says how something is used. */
const OF_USE = [
  'tabindex',
  'role',
  'aria-pressed',
  'aria-disabled',
  'aria-live',
  'data-at',
  'type',
  'aria-busy',
];
/** Tokens that charts use. */
const TOKENS = ['paper', 'raised', 'ink', 'soft', 'faint', 'hair', 'wrong', 'negative', 'positive', 'zero'];
const SIZES = [
  'size-small',
  'size-text',
  'size-lead',
  'size-figure',
  'gap-1',
  'gap-2',
  'radius',
  'stroke',
  'type',
];

/** What a function finds while the page has the light theme; nobody sees it, as nothing is painted meanwhile.
 * @template T @param {() => T} find @returns {T} */
export function inLight(find) {
  const page = document.documentElement;
  const { theme } = page.dataset;
  page.dataset.theme = 'light';
  try {
    return find();
  } finally {
    if (theme === undefined) delete page.dataset.theme;
    else page.dataset.theme = theme;
  }
}

/** The tokens of the light theme, and its colours for pictures.
 * @returns {{ tokens: [string, string][], palette: Palette }} */
export const lightLook = () =>
  inLight(() => {
    const style = getComputedStyle(document.documentElement);
    const told = (/** @type {string} */ name) =>
      /** @type {[string, string]} */ ([`--${name}`, style.getPropertyValue(`--${name}`).trim()]);
    return { tokens: [...TOKENS, ...SIZES].map(told), palette: readPalette() };
  });

/** The charts as HTML, and the rules of the style sheet that they need.
 * @param {readonly Chart[]} charts @param {Pick<ChartProps, 'status' | 'rows'>} told
 * @param {readonly [string, string][]} tokens @returns {Promise<{ html: string, styles: string }>} */
export async function drawnCharts(charts, { status, rows }, tokens) {
  const desk = document.createElement('div');
  desk.className = 'on-paper';
  desk.inert = true;
  desk.setAttribute('aria-hidden', 'true');
  for (const [name, value] of tokens) desk.style.setProperty(name, value);
  Object.assign(desk.style, { position: 'fixed', left: '-20000px', top: '0', width: `${WIDTH}px` });
  document.body.append(desk);
  try {
    const props = { status, rows, chosen: null, onChoose: () => {} };
    const wanted = charts.filter(({ isWanted }) => isWanted(status));
    const all = wanted.map(
      ({ name, View }) => html`<div key=${name} class="chart"><${View} ...${props} /></div>`,
    );
    render(html`<${Paper.Provider} value="light">${all}<//>`, desk);
    await allDrawn(desk);
    const plain = withoutControls(desk);
    return { html: plain.innerHTML, styles: rulesFor(plain) };
  } finally {
    render(null, desk);
    desk.remove();
  }
}

/** Waits until every canvas has all its lines. @param {HTMLElement} desk */
async function allDrawn(desk) {
  for (let i = 0; i < MOST_FRAMES; i += 1) {
    await new Promise((next) => requestAnimationFrame(next));
    const canvases = Array.from(desk.querySelectorAll('canvas'));
    const isDrawn = canvases.every(({ ariaBusy }) => ariaBusy !== 'true');
    if (i > 2 && isDrawn) return;
  }
}

/** A copy in which canvases are pictures, and buttons plain text. @param {HTMLElement} desk */
function withoutControls(desk) {
  const copy = /** @type {HTMLElement} */ (desk.cloneNode(true));
  const drawn = Array.from(desk.querySelectorAll('canvas'));
  Array.from(copy.querySelectorAll('canvas')).forEach((canvas, i) => {
    const picture = document.createElement('img');
    picture.src = drawn[i].toDataURL('image/png');
    picture.alt = '';
    picture.className = canvas.className;
    Object.assign(picture.style, { width: canvas.style.width, height: canvas.style.height });
    canvas.replaceWith(picture);
  });
  for (const element of copy.querySelectorAll(LEFT_OUT)) element.remove();
  for (const button of copy.querySelectorAll('button')) {
    const text = document.createElement('span');
    text.className = button.className;
    text.style.cssText = button.style.cssText;
    text.title = button.ariaLabel ?? '';
    text.append(...button.childNodes);
    button.replaceWith(text);
  }
  for (const element of copy.querySelectorAll('*')) {
    const isDrawing = element.getAttribute('role') === 'img';
    for (const name of OF_USE) if (!(isDrawing && name === 'role')) element.removeAttribute(name);
  }
  return copy;
}

/** The rules of the page's styles that say something of these elements. @param {HTMLElement} root */
function rulesFor(root) {
  const found = (/** @type {CSSRule} */ rule) =>
    rule instanceof CSSStyleRule &&
    root.querySelector(rule.selectorText.replaceAll(/::[a-z-]+/g, '')) !== null;
  const rules = Array.from(document.styleSheets).flatMap((sheet) => Array.from(sheet.cssRules));
  return rules
    .filter(found)
    .map(({ cssText }) => cssText)
    .join('\n');
}
