// The output: both losses, their curves, and the decision boundary with the points on it.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { loss, percent, t } from '../../text/texts.js';
import { CurveLooks, CurveReading } from '../charts/curve_bar.js';
import { LossChart } from '../charts/loss_chart.js';
import { Timeline } from '../charts/timeline.js';
import { FullScreen } from '../parts/fullscreen.js';
import { lazy } from '../parts/lazy.js';
import { Check } from '../parts/list.js';
import { FunctionPlot } from './function_plot.js';
import { Legend } from './legend.js';
import { Plane } from './plane.js';
import { ProbeLine } from './probe.js';

/** @import { LossReading } from '../charts/loss_chart.js' */
/** @import { Catalogue } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Common, Neuron } from '../parts/common.js' */

/** Nothing can be pointed at there. */
const fingers = matchMedia('(hover: none)');

const Runs = lazy(
  async () => (await import('./runs.js')).Runs,
  ({ store }) => store.runs.value.earlier.length > 0,
);

/** @param {Common & { palette: Palette, look: (neuron: null) => void, looked: Neuron | null }} props */
export function Output({ store, canEdit, shown, palette, look: lookAt, looked }) {
  const roomState = useComputed(() => store.state.value.roomState).value;
  const { view, experiment } = roomState;
  const isCurve = experiment.problem === 'curve';
  const look = useSignal({ isLog: false, smoothing: 'off' });
  const read = useSignal(/** @type {LossReading | null} */ (null));
  const pointed = useSignal(/** @type {number | null} */ (null));
  const { earlier, ghost } = store.runs.value;
  const ghostRun = looked ? null : (earlier.find(({ id }) => id === ghost) ?? null);
  const isProbed = useComputed(() => store.probe.value?.probe != null).value;
  const seen = shownName(looked, experiment.hidden.length + 1, store.catalogue.features);
  const plot = isCurve ? FunctionPlot : Plane;
  const flip = (/** @type {'show_test_data' | 'discretize'} */ field) =>
    store.send({ type: 'set_view', changes: { [field]: !view[field] } });
  const check = (/** @type {'show_test_data' | 'discretize'} */ field) =>
    html`<label class="check"><${Check} field=${field} disabled=${!canEdit} isOn=${view[field]}
      change=${() => flip(field)} />${t(field)}</label>`;
  return html`<section class="output" aria-label=${t('output')}>
    <div class="panel-head"><h2>${t('output')}</h2>
      <${Runs} store=${store} canEdit=${canEdit} pointed=${pointed} />
      <${CurveLooks} look=${look} /><${FullScreen} of=".output" /></div>
    <div class="losses">
      <${Loss} store=${store} set="train" /><${Loss} store=${store} set="test" />
      <${TestAccuracy} store=${store} />
      <${CurveReading} read=${read} />
    </div>
    <${LossChart} store=${store} palette=${palette} look=${look.value} pointed=${pointed.value}
      read=${read} />
    ${canEdit && html`<${Timeline} store=${store} />`}
    <div class="boundary">
      <div class="boundary-title">
        ${
          isProbed && !looked
            ? html`<${ProbeLine} store=${store} />`
            : html`<span><span class="shown">${t('shown')} </span><b>${seen}</b></span>`
        }
        ${looked && fingers.matches && html`<${Back} leave=${() => lookAt(null)} />`}
        ${ghostRun && html`<${GhostName} n=${ghostRun.id} />`}
      </div>
      <${plot} store=${store} palette=${palette} looked=${looked} showTest=${view.show_test_data}
        discretize=${view.discretize} ghost=${ghostRun} />
    </div>
    <${Legend} roomState=${roomState} palette=${palette} />
    <div class="checks">
      ${shown('showTestData') && check('show_test_data')}
      ${shown('discretize') && !isCurve && check('discretize')}
    </div>
  </section>`;
}

/** The way back to the network's answer, for fingers. @param {{ leave: () => void }} props */
const Back = ({ leave }) => html`<button class="tiny" onClick=${leave}>${t('shown.back')}</button>`;

/** The newest loss over the training or the test points.
 * @param {{ store: Common['store'], set: 'train' | 'test' }} props */
function Loss({ store, set }) {
  const value = useComputed(() => loss(store.frame.value?.now?.[set] ?? NaN));
  return html`<div><span class=${`label key ${set === 'test' ? set : ''}`}>${t(`loss.${set}`)}</span>
    <b data-testid=${`${set}-loss`}>${value}</b></div>`;
}

/** Whose boundary lies over the present one. @param {{ n: number }} props */
const GhostName = ({ n }) =>
  html`<span class="key" title=${t('runs.line', { n })}>${t('runs.name', { n })}</span>`;

/** The share of test points classified right, if there are classes.
 * @param {{ store: Common['store'] }} props */
function TestAccuracy({ store }) {
  const has = useComputed(() => !!store.frame.value?.accuracy).value;
  const text = useComputed(() => percent(store.frame.value?.accuracy?.test ?? null));
  return (
    has &&
    html`<div class="accuracy"><span class="label">${t('accuracy.test')}</span>
    <b data-testid="test-accuracy">${text}</b></div>`
  );
}

/** What the plot shows.
 * @param {Neuron | null} looked @param {number} last the output's layer
 * @param {Catalogue['features']} features */
function shownName(looked, last, features) {
  if (!looked) return t('shown.network');
  if (looked.layer === 0) return features[looked.neuron].label;
  const n = looked.neuron + 1;
  return looked.layer === last ? t('shown.class', { n }) : t('shown.neuron', { layer: looked.layer, n });
}
