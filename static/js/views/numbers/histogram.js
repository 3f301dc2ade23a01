// Small plots: how values are spread, how an activation bends, how long a gradient is. They stretch.
import { html } from 'htm/preact';
import {
  barsPath,
  HIGHEST,
  LOWEST,
  linePath,
  logShare,
  rebinned,
  scientific,
} from '../../maths/histograms.js';
import { number, t } from '../../text/texts.js';
import { pixels } from '../parts/elements.js';

/** @import { Histogram as BinCounts } from '../../messages.js' */
/** @import { ActivationCurve } from '../../types.js' */

const WIDTH = 96;
const HEIGHT = 44;
const SPREAD_HEIGHT = 16;
const BINS = 48;
/** What an activation's plot shows of value and slope. */
const SHOWN = /** @type {const} */ ([-1.15, 1.15]);

/** @param {{ label: string, height: number, children?: unknown }} props */
function SmallPlot({ label, height, children }) {
  return html`<svg class="small-plot" viewBox=${`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none"
    style=${pixels({ height })} role="img" aria-label=${label}>${children}</svg>`;
}

/** Values between -limit and limit. @param {{ of: BinCounts, limit: number, label: string }} props */
export function Histogram({ of, limit, label }) {
  const range = t('histogram.range', { low: number(of.low, 3), high: number(of.high, 3) });
  return html`<${SmallPlot} label=${`${label}: ${range}`} height=${HEIGHT}>
    <path class="zero" d=${`M${WIDTH / 2},0V${HEIGHT}`} />
    <path class="bars" d=${barsPath(rebinned(of, -limit, limit, BINS), WIDTH, HEIGHT)} />
    <path class="ground" d=${`M0,${HEIGHT - 0.5}H${WIDTH}`} />
  </${SmallPlot}>`;
}

/**
 * An activation's value (solid) and slope (dashed) over the pre-activation, and under it where the
 * pre-activations of a layer lie; those beyond the ends stand at the ends.
 * @param {{ curve: ActivationCurve | null, reach: number, pre_activations: BinCounts, name: string }} props
 */
export function Activation({ curve, reach, pre_activations: spread, name }) {
  const bars = barsPath(rebinned(spread, -reach, reach, BINS), WIDTH, SPREAD_HEIGHT);
  const range = t('histogram.range', { low: number(spread.low, 2), high: number(spread.high, 2) });
  const height = HEIGHT - SPREAD_HEIGHT;
  const line = (/** @type {'value' | 'slope'} */ kind) =>
    curve && html`<path class=${kind} d=${linePath(curve[kind], SHOWN, WIDTH, height)} />`;
  return html`<div class="activation">
    <${SmallPlot} label=${t('activation.plot', { name })} height=${height}>
      <path class="zero" d=${`M${WIDTH / 2},0V${HEIGHT}M0,${height / 2}H${WIDTH}`} />
      ${line('slope')}${line('value')}
    </${SmallPlot}>
    <${SmallPlot} label=${`${t('pre_activations')}: ${range}`} height=${SPREAD_HEIGHT}>
      <path class="zero" d=${`M${WIDTH / 2},0V${SPREAD_HEIGHT}`} /><path class="bars" d=${bars} />
      <path class="ground" d=${`M0,${SPREAD_HEIGHT - 0.5}H${WIDTH}`} />
    </${SmallPlot}>
  </div>`;
}

/** A gradient's length as a number and as a bar on a logarithmic scale.
 * @param {{ norm: number | null }} props */
export function GradientNorm({ norm }) {
  const parts = scientific(norm);
  const text = parts
    ? html`${number(parts[0], 1, true)} × 10<sup>${number(parts[1])}</sup>`
    : number(norm ?? NaN);
  const width = `${100 * logShare(norm ?? 0)}%`;
  return html`<div class="norm"><b>${text}</b>
    <div class="norm-bar" aria-hidden="true"><i style=${{ width }}></i></div></div>`;
}

/** The scale of the bars: where they begin, and 1. */
export function NormScale() {
  const one = `${(100 * -LOWEST) / (HIGHEST - LOWEST)}%`;
  return html`<div class="norm-scale" aria-hidden="true">
    <span style=${{ left: '0%' }}>10<sup>${number(LOWEST)}</sup></span>
    <span style=${{ left: one }}>1</span></div>`;
}

/** A learning rate over some periods of its schedule, with a dot where it is now.
 * @param {{ epochs: number[], rates: number[], epoch: number, rate: number }} props */
export function Schedule({ epochs, rates, epoch, rate }) {
  const [width, height] = [176, 36];
  const [first, last] = [epochs[0], epochs[epochs.length - 1]];
  const most = Math.max(...rates) * 1.1 || 1;
  const x = (/** @type {number} */ at) => ((width * (at - first)) / Math.max(1, last - first)).toFixed(1);
  const y = (/** @type {number} */ value) => (height * (1 - value / most)).toFixed(1);
  const path = epochs.map((at, i) => `${i ? 'L' : 'M'}${x(at)},${y(rates[i])}`).join('');
  const ends = html`<span>${number(first, 0)}</span><span>${number(last, 0)}</span>`;
  return html`<div class="schedule">
    <svg viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${t('schedule.plot')}>
      <path class="ground" d=${`M0,${height - 0.5}H${width}`} /><path class="value" d=${path} />
      <circle cx=${x(epoch)} cy=${y(rate)} r="3.5" />
    </svg><div class="ends" aria-hidden="true">${ends}</div></div>`;
}
