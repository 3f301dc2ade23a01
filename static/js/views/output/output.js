// The output: the decision boundary with the points on it, and what is said of one of them.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { featuresOf } from '../../controls/features.js';
import { t } from '../../text/texts.js';
import { FullScreen } from '../parts/fullscreen.js';
import { LaserSwitch } from '../parts/laser.js';
import { Check } from '../parts/list.js';
import { FunctionPlot } from './function_plot.js';
import { Legend } from './legend.js';
import { Plane } from './plane.js';
import { ProbeLine } from './probe.js';
import { Stuck, StuckSaid, useStuck } from './stuck.js';

/** @import { Signal } from '@preact/signals' */
/** @import { Feature } from '../../controls/features.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Common, Neuron } from '../parts/common.js' */

/** The sign of a test point on the plot. */
const RING = html`<i class="ring" aria-hidden="true"></i>`;

/** Nothing can be pointed at there. */
const fingers = matchMedia('(hover: none)');

/**
 * @param {Common & { palette: Palette, look: (neuron: null) => void, looked: Neuron | null,
 *   isWelcome: boolean, laser: Signal<boolean> }} props
 */
export function Output({ store, canEdit, shown, palette, look: lookAt, looked, isWelcome, laser }) {
  const roomState = useComputed(() => store.state.value.roomState).value;
  const { view, experiment } = roomState;
  const isCurve = experiment.problem === 'curve';
  const { earlier, ghost } = store.runs.value;
  const ghostRun = looked ? null : (earlier.find(({ id }) => id === ghost) ?? null);
  const isProbed = useComputed(() => store.probe.value?.probe != null).value;
  const seen = shownName(looked, experiment.hidden.length + 1, featuresOf(store.catalogue, experiment));
  const stuck = useStuck(store);
  const plot = isCurve ? FunctionPlot : Plane;
  const flip = (/** @type {'show_test_data' | 'discretize'} */ field) =>
    store.send({ type: 'set_view', changes: { [field]: !view[field] } });
  const check = (/** @type {'show_test_data' | 'discretize'} */ field) =>
    html`<label class="check"><${Check} field=${field} disabled=${!canEdit} isOn=${view[field]}
      change=${() => flip(field)} />${field === 'show_test_data' && RING}${t(field)}</label>`;
  const play = () => store.send({ type: 'play' });
  return html`<section class="output" aria-label=${t('output')}>
    <div class="panel-head"><h2>${t('output')}</h2>
      ${canEdit && html`<${LaserSwitch} laser=${laser} />`}<${FullScreen} of=".output" /></div>
    <p class="ask">${t('ask.output')}</p>
    <div class="boundary-title">
      ${
        isProbed && !looked
          ? html`<${ProbeLine} store=${store} />`
          : stuck && !looked
            ? html`<${Stuck} reason=${stuck} />`
            : html`<span><span class="shown">${t('shown')} </span><b>${seen}</b></span>`
      }
      ${looked && fingers.matches && html`<${Back} leave=${() => lookAt(null)} />`}
      ${ghostRun && html`<${GhostName} n=${ghostRun.id} />`}
    </div>
    <${StuckSaid} reason=${stuck} />
    <div class="plot-place">
      <${plot} store=${store} palette=${palette} looked=${looked} showTest=${view.show_test_data}
        discretize=${view.discretize} ghost=${ghostRun} />
      ${isWelcome && shown('playButton') && html`<${Poster} press=${play} />`}
    </div>
    <div class="foot"><${Legend} roomState=${roomState} palette=${palette} />
      <div class="checks">
        ${shown('showTestData') && check('show_test_data')}
        ${shown('discretize') && !isCurve && check('discretize')}
      </div>
    </div>
  </section>`;
}

/** The way back to the network's answer, for fingers. @param {{ leave: () => void }} props */
const Back = ({ leave }) => {
  const label = t('shown.back');
  return html`<button class="tiny" aria-label=${label} title=${label} onClick=${leave}>✕</button>`;
};

/** A large play button on the plot, as on a film. @param {{ press: () => unknown }} props */
const Poster = ({ press }) =>
  html`<button class="poster" aria-label=${t('welcome.play')} onClick=${press}>
    <svg width="40" height="40" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true"
      ><path d="M7 3.5v17l14-8.5z" /></svg></button>`;

/** Whose boundary lies over the present one. @param {{ n: number }} props */
const GhostName = ({ n }) =>
  html`<span class="key" title=${t('runs.line', { n })}>${t('runs.name', { n })}</span>`;

/** What the plot shows.
 * @param {Neuron | null} looked @param {number} last the output's layer
 * @param {Feature[]} features */
function shownName(looked, last, features) {
  if (!looked) return t('shown.network');
  if (looked.layer === 0) return features[looked.neuron]?.label;
  const n = looked.neuron + 1;
  return looked.layer === last ? t('shown.class', { n }) : t('shown.neuron', { layer: looked.layer, n });
}
