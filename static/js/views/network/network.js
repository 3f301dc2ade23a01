// The network: features, hidden neurons and the output as small pictures, the weights as curves between them.
import { html } from 'htm/preact';
import { useMemo, useRef } from 'preact/hooks';
import { linkMarks } from '../../state/ablation.js';
import { networkInWords } from '../../text/in_words.js';
import { t } from '../../text/texts.js';
import { pixels } from '../parts/elements.js';
import { Explained } from '../parts/explain.js';
import { FullScreen } from '../parts/fullscreen.js';
import { LaserDot } from '../parts/laser.js';
import { lazy } from '../parts/lazy.js';
import { Callouts } from './callouts.js';
import { useNetworkDrawing } from './drawing.js';
import { LayerCount, LayerHead } from './layer_head.js';
import { ClassLabels, FeatureName, Features, Neurons, nameOf } from './neurons.js';
import { usePicking } from './picking.js';
import { useStage } from './stage.js';

/** @import { Palette } from '../painting/palette.js' */
/** @import { Common, Neuron } from '../parts/common.js' */

const Card = lazy(async () => (await import('./card.js')).Card);

/** What stands there until it is known how much room there is. */
const UNMEASURED = { height: 'clamp(440px, 100vh - 250px, 720px)' };

/** @typedef {{ palette: Palette, look: (neuron: Neuron | null) => void, looked: Neuron | null }} Looking */

/** @param {Common & Looking} props */
export function Network({ store, canEdit, shown, palette, look, looked }) {
  const scroll = useRef(/** @type {HTMLElement | null} */ (null));
  const { experiment, view, parameter_count: parameters, off, frozen } = store.state.value.roomState;
  const { hidden } = experiment;
  const { features } = store.catalogue;
  const stage = useStage(store, scroll, palette.type);
  const { layout, inputs, isMeasured } = stage;
  const marks = useMemo(() => linkMarks({ off, frozen }), [off, frozen]);
  const drawing = useNetworkDrawing(store, { stage, palette, looked, marks });
  const picking = usePicking(stage, canEdit, look);
  const picked = picking.picked.value;
  const parts = { store, stage, palette, canEdit, drawing, picking };
  const fedIn = inputs.map((row) => features[row].label);
  const size = { width: layout.width, height: layout.height };
  const style = pixels(size);
  const sourceName = (/** @type {number} */ layer, /** @type {number} */ source) =>
    layer === 1
      ? html`<${FeatureName} label=${features[inputs[source]]?.label ?? ''} />`
      : t('neuron.number', { n: source + 1 });
  const head = (/** @type {unknown} */ _, /** @type {number} */ i) =>
    html`<${LayerHead} key=${`head${i}`} store=${store} hidden=${hidden} index=${i} canEdit=${canEdit}
      tall=${layout.tallHeads} centre=${layout.headCentres[i]} />`;
  return html`<section class="network" aria-label=${t('network')}>
    <div class="network-head">
      <h2>${t('network')} <span><span class="dot">· </span>${t('parameters', { n: parameters })}</span></h2>
      ${canEdit && shown('numHiddenLayers') && html`<${LayerCount} store=${store} hidden=${hidden} />`}
      <${FullScreen} of=".network" />
    </div>
    <p class="visually-hidden">${networkInWords(experiment, fedIn, stage.outputs)}</p>
    <div class="network-scroll" ref=${scroll}>
      <div class="network-stage" style=${isMeasured ? style : UNMEASURED} ...${picking.onStage}>
        <canvas ref=${drawing.linkCanvas} class="links" style=${style} aria-hidden="true"></canvas>
        <canvas ref=${drawing.tileCanvas} class="tiles" style=${style} aria-hidden="true"></canvas>
        ${
          isMeasured &&
          html`${hidden.map(head)}<${Features} ...${parts} /><${Neurons} ...${parts} />
          <${ClassLabels} ...${parts} />`
        }
        <div class="features-head"><${Explained} field="features" /></div>
        ${isMeasured && !view.hide_text && html`<${Callouts} layout=${layout} type=${palette.type} />`}
        <${LaserDot} store=${store} panel="network" />
        ${
          picked &&
          html`<${Card} store=${store} picked=${picked} title=${nameOf(picked, stage)}
          sourceName=${sourceName} room=${size} close=${picking.close} />`
        }
      </div>
    </div>
  </section>`;
}
