// Many networks as one: their mean over the plane, how far they disagree, and how often it is right.
import { html } from 'htm/preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { bytesOf, SIDE } from '../../classes/pictures.js';
import { mixed, parseColour } from '../../maths/colours.js';
import { linearTicks } from '../../maths/ticks.js';
import { upsampleBytes } from '../../maths/upsample.js';
import { number, percent } from '../../text/texts.js';
import { readPalette } from '../../views/painting/palette.js';
import { paintGrid } from '../../views/painting/pictures.js';
import { addPoints } from '../../views/painting/points.js';
import { look } from '../../views/parts/look.js';
import { Chart, useWidth } from '../charts/frame.js';
import { Grid } from '../charts/grid.js';
import { Below, Said } from '../charts/marks.js';
import { bagged, meanAndSpread } from '../maths/ensemble.js';
import { say } from './saying.js';

/** @import { ChartProps } from '../told.js' */
/** @import { Bagged } from '../maths/ensemble.js' */

const TIMES = 6;
const HEIGHT = 240;
const [LEFT, RIGHT, TOP, BOTTOM, INSET] = [56, 12, 12, 46, 10];

/** @param {ChartProps & { points: number[][] }} props */
export function Bagging({ rows, points }) {
  const pictures = useMemo(
    () =>
      rows
        .filter((row) => row.pictures.length > 0)
        .toSorted((a, b) => a.setting - b.setting || a.repeat - b.repeat)
        .map((row) => bytesOf(row.pictures[row.pictures.length - 1])),
    [rows],
  );
  const told = useMemo(() => bagged(pictures, points), [pictures, points]);
  const over = useMemo(() => (pictures.length > 0 ? meanAndSpread(pictures) : null), [pictures]);
  return html`<${Chart} name="bagging" title=${say('bagging')}
    ask=${say('bagging.ask', { n: pictures.length })}>
    ${
      over &&
      html`<div class="planes"><figure><${Plane} answers=${over.mean} kind="mean" points=${points} />
          <figcaption>${say('bagging.mean')}</figcaption></figure>
        <figure><${Plane} answers=${over.spread} kind="spread" />
          <figcaption>${say('bagging.spread')}</figcaption></figure>
        <${Growth} told=${told} /></div>`
    }
    <${Said}>${pictures.length > 0 ? wordsOf(told) : ''}<//>
    <p class="keyed">${say('bagging.how', { n: points.length })}</p><//>`;
}

/** @param {Bagged} told */
function wordsOf({ singles, together }) {
  const mean = singles.reduce((sum, each) => sum + each, 0) / singles.length;
  return say('bagging.told', {
    single: percent(mean),
    best: percent(Math.max(...singles)),
    all: percent(together[together.length - 1]),
    n: singles.length,
  });
}

/** A picture of answers in the colours of the plane, or of how far they lie apart in ink.
 * @param {{ answers: Float64Array, kind: 'mean' | 'spread', points?: number[][] }} props */
function Plane({ answers, kind, points }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { theme, palette: colours } = look.value;
  const palette = useMemo(readPalette, [theme, colours]);
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const low = kind === 'mean' ? 127 : 0;
    const high = kind === 'mean' ? 127 : 254;
    const bytes = Uint8Array.from(answers, (each) =>
      Math.round(low + high * Math.max(-1, Math.min(1, each))),
    );
    const fine = upsampleBytes(bytes, SIDE, TIMES);
    paintGrid(canvas.current, fine, SIDE * TIMES, kind === 'mean' ? palette.pale : inkTable(palette));
    if (points)
      addPoints(canvas.current, [{ points: Float32Array.from(points.flat()), rings: true }], palette, {
        ...{ radius: 1.3, scale: 1 },
      });
  }, [answers, kind, points, palette]);
  const side = SIDE * TIMES;
  return html`<canvas ref=${canvas} class="ready-picture" width=${side} height=${side}
    aria-hidden="true"></canvas>`;
}

/** From paper to ink. @param {{ paper: string, ink: string }} palette */
function inkTable({ paper, ink }) {
  const [from, to] = [parseColour(paper), parseColour(ink)];
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const [r, g, b] = mixed(from, to, Math.min(1, i / 254));
    return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
  });
}

/** How often the mean of the first networks is right, and each of them alone.
 * @param {{ told: Bagged }} props */
function Growth({ told: { singles, together } }) {
  const [box, width] = useWidth();
  const low = Math.min(...singles, ...together);
  const from = Math.max(0, low - 0.2 * (1 - low));
  const bottom = HEIGHT - BOTTOM;
  const y = (/** @type {number} */ value) =>
    bottom - ((bottom - TOP) * (value - from)) / Math.max(0.01, 1 - from);
  const last = Math.max(2, singles.length);
  const x = (/** @type {number} */ n) =>
    LEFT + INSET + ((width - LEFT - RIGHT - 2 * INSET) * (n - 1)) / (last - 1);
  const below = linearTicks(1, last, Math.max(3, width / 60))
    .filter(Number.isInteger)
    .map((n) => ({ text: number(n, 0), at: x(n) }));
  const path = together.map((share, i) => `${i ? 'L' : 'M'}${x(i + 1).toFixed(1)} ${y(share).toFixed(1)}`);
  return html`<div ref=${box} class="growth">${
    width > 0 &&
    html`<svg class="plot" width=${width} height=${HEIGHT} role="img"
      aria-label=${wordsOf({ singles, together })}>
      <${Grid} ticks=${linearTicks(from, 1, 5)} y=${y} left=${LEFT} right=${width - RIGHT} isShare=${true} />
      <${Below} ticks=${below} y=${HEIGHT - 26} />
      <text class="name" x=${width - RIGHT} y=${HEIGHT - 6} text-anchor="end">${say('bagging.n')}</text>
      ${singles.map(
        (share, i) => html`<circle key=${i} class="dot" cx=${x(i + 1)} cy=${y(share)} r="2.5" />`,
      )}
      <path class="line" d=${path.join('')} /></svg>`
  }<p class="keyed"><span class="key">${say('bagging.together')}</span><span class="key dotted"
    >${say('bagging.alone')}</span></p></div>`;
}
