// A row for each layer: its parameters, its activation with the pre-activations on it, how weights,
// activations
// and gradients are spread, and how long its gradient is. All layers have the same scale, so that a gradient
// that dies on its way back is seen.
import { html } from 'htm/preact';
import { sharedLimit } from '../../maths/histograms.js';
import { choiceLabel } from '../../text/explanations.js';
import { number, t } from '../../text/texts.js';
import { Activation, GradientNorm, Histogram, NormScale } from './histogram.js';

/** @import { LayerMetrics } from '../../messages.js' */
/** @import { ActivationCurve } from '../../types.js' */

const KINDS = /** @type {const} */ (['weights', 'activations', 'gradients']);

/** @param {{ layers: readonly LayerMetrics[], reach: number,
 *   curveOf: (name: string, layer: number) => ActivationCurve | null }} props */
export function LayerRows({ layers, curveOf, reach }) {
  const limits = Object.fromEntries(
    KINDS.map((kind) => [kind, sharedLimit(layers.map((layer) => layer[kind]))]),
  );
  const total = layers.reduce((sum, { parameters }) => sum + parameters.total, 0);
  const row = (/** @type {LayerMetrics} */ layer, /** @type {number} */ i) => {
    const isOutput = i === layers.length - 1;
    const { activation, pre_activations: sums, parameters } = layer;
    const kind = activation === 'softmax' ? t('softmax') : choiceLabel('activation', activation);
    const name = isOutput ? t('output') : t('layer.number', { n: i + 1 });
    return html`<li key=${isOutput ? 'output' : i} class="layer-row" data-layer=${i + 1}>
      <div class="layer-name"><b>${name}</b> <span>${kind}</span><small>${parameters.formula}</small></div>
      <${Cell} kind="activation.one" scale=${t('value.slope')}>
        <${Activation} curve=${curveOf(activation, i)} reach=${reach} pre_activations=${sums} name=${kind} />
      </${Cell}>
      ${KINDS.map(
        (kind) => html`<${Cell} kind=${kind} scale=${`±${number(limits[kind], 9)}`}>
          <${Histogram} of=${layer[kind]} limit=${limits[kind]} label=${t(kind)} /></${Cell}>`,
      )}
      <${Cell} kind="gradient.norm" scale=""><${GradientNorm} norm=${layer.gradient_norm} /></${Cell}>
    </li>`;
  };
  return html`<div class="layer-rows">
    <div class="layer-row heads" aria-hidden="true">
      <span>${t('layers')} <small>${t('parameters', { n: number(total) })}</small></span>
      <span>${t('activation.one')} <small>${t('value.slope')}</small></span>
      ${KINDS.map((kind) => html`<span>${t(kind)} <small>±${number(limits[kind], 9)}</small></span>`)}
      <span>${t('gradient.norm')} <${NormScale} /></span>
    </div>
    <ol>${layers.map(row)}</ol>
  </div>`;
}

/** A plot with its name, which is shown where there is no room for the heads.
 * @param {{ kind: string, scale: string, children?: unknown }} props */
function Cell({ kind, scale, children }) {
  return html`<div class=${`cell ${kind.replace('.', '-')}`}>
    <span class="cell-name" aria-hidden="true">${t(kind)}<small>${scale}</small></span>${children}</div>`;
}
