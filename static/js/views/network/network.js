// The network: features, hidden neurons and the output as small pictures, the weights as curves between them.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { useMemo, useRef } from 'preact/hooks';
import { linkMarks } from '../../state/ablation.js';
import { networkInWords } from '../../text/in_words.js';
import { t } from '../../text/texts.js';
import { pixels } from '../parts/elements.js';
import { Explained } from '../parts/explain.js';
import { FullScreen } from '../parts/fullscreen.js';
import { LaserDot } from '../parts/laser.js';
import { later } from '../parts/later.js';
import { lazy } from '../parts/lazy.js';
import { isLocked } from '../parts/locks.js';
import { Callouts } from './callouts.js';
import { useNetworkDrawing } from './drawing.js';
import { AddFormula, useFormulaCard } from './formulas.js';
import { LayerCount, LayerHead } from './layer_head.js';
import { isCrowded } from './links.js';
import { ClassLabels, FeatureName, Features, Neurons, nameOf, rowLabel } from './neurons.js';
import { usePicking } from './picking.js';
import { useStage } from './stage.js';

/** @import { Palette } from '../painting/palette.js' */
/** @import { Common, Neuron } from '../parts/common.js' */
/** @import { Parts } from './neurons.js' */
/** @import { Stage } from './stage.js' */

const ProbeValues = lazy(async () => (await import('./probe_values.js')).ProbeValues);

const FormulaCard = lazy(async () => (await later('formulas')).FormulaCard);

/** A picture in the place of its pixels, and the inputs that have no room. */
const ManyInputs = lazy(
  async () => (await later('inputs')).ManyInputs,
  (/** @type {Parts & Pick<Stage, 'rows'>} */ { rows }) => rows.some(({ kind }) => kind !== 'one'),
);

const Card = lazy(async () => (await import('./card.js')).Card);

/** @typedef {{ palette: Palette, look: (neuron: Neuron | null) => void, looked: Neuron | null }} Looking */

/** @param {Common & Looking & { isWelcome: boolean }} props */
export function Network({ store, canEdit, shown, palette, look, looked, isWelcome }) {
  const isProbed = useComputed(() => store.probe.value?.probe != null).value;
  const scroll = useRef(/** @type {HTMLElement | null} */ (null));
  const { experiment, parameter_count: parameters, off, frozen } = store.state.value.roomState;
  const { hidden } = experiment;
  const stage = useStage(store, scroll, palette.type);
  const { layout, features, rows, inputs, fedIn, isMeasured } = stage;
  const isDeep = inputs.length > 0 && isCrowded([inputs.length, ...hidden, stage.outputs]) && !stage.isWhole;
  const marks = useMemo(() => linkMarks({ off, frozen }), [off, frozen]);
  const drawing = useNetworkDrawing(store, { stage, palette, looked, marks });
  const picking = usePicking(stage, canEdit && !isLocked('by_hand'), look);
  const picked = picking.picked.value;
  const formula = useFormulaCard();
  const parts = { store, stage, palette, canEdit, drawing, picking, formula };
  const seen = inputs.map((row) => rowLabel(rows[row], features));
  const size = { width: layout.width, height: layout.height };
  const style = pixels(size);
  const sourceName = (/** @type {number} */ layer, /** @type {number} */ source) =>
    layer === 1
      ? html`<${FeatureName} label=${features[fedIn[source]]?.label ?? ''} />`
      : t('neuron.number', { n: source + 1 });
  const head = (/** @type {unknown} */ _, /** @type {number} */ i) =>
    html`<${LayerHead} key=${`head${i}`} store=${store} hidden=${hidden} index=${i}
      canEdit=${canEdit && !isLocked('hidden')}
      tall=${layout.tallHeads} centre=${layout.headCentres[i]} />`;
  return html`<section class="network" aria-label=${t('network')}>
    <div class="network-head">
      <div><h2><${Explained} field="features" /></h2><p class="ask">${t('ask.features')}</p></div>
      <div>
        <${LayerCount} store=${store} hidden=${hidden} 
          canEdit=${canEdit && shown('numHiddenLayers') && !isLocked('layers')} />
        <p class="ask" title=${isDeep ? t('ask.deep.title') : null}
          >${t(isDeep ? 'ask.deep' : 'ask.layers')}</p>
      </div>
      <small class="parameters">${t('parameters', { n: parameters })}</small>
      <${FullScreen} of=".network" />
    </div>
    <p class="visually-hidden">${networkInWords(experiment, seen, stage.outputs, isDeep)}</p>
    <div class="network-body"><div class="network-scroll" ref=${scroll}>
      <div class="network-stage" style=${isMeasured && style} ...${picking.onStage}>
        <div class="ground"></div>
        <canvas ref=${drawing.linkCanvas} class="links" style=${style} aria-hidden="true"></canvas>
        <canvas ref=${drawing.tileCanvas} class="tiles" style=${style} aria-hidden="true"></canvas>
        ${
          isMeasured &&
          html`${hidden.map(head)}${canEdit && !isLocked('formulas') && html`<${AddFormula} ...${parts} />`}
          <${ManyInputs} ...${parts} rows=${rows} />
          <${Features} ...${parts} canEdit=${canEdit && !isLocked('features')} /><${Neurons} ...${parts} />
          <${ClassLabels} ...${parts} />`
        }
        ${isMeasured && isProbed && html`<${ProbeValues} store=${store} stage=${stage} palette=${palette} />`}
        ${isMeasured && isWelcome && html`<${Callouts} stage=${stage} type=${palette.type} />`}
        <${LaserDot} store=${store} panel="network" />
      </div></div>
      ${
        formula.open &&
        canEdit &&
        !isLocked('formulas') &&
        (formula.open.formula === null || experiment.features.includes(formula.open.formula)) &&
        html`<${FormulaCard} store=${store} open=${formula.open} close=${formula.close} stage=${stage}
          scrolled=${scroll.current?.scrollLeft ?? 0} />`
      }
      ${
        picked &&
        html`<${Card} store=${store} picked=${picked} title=${nameOf(picked, stage)}
          sourceName=${sourceName} bounds=${stage.bounds}
          scrolled=${scroll.current?.scrollLeft ?? 0} close=${picking.close} />`
      }
    </div>
  </section>`;
}
