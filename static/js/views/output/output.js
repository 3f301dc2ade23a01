// The output: the decision boundary with the points on it, and what is said of one of them.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { featuresOf } from '../../controls/features.js';
import { className } from '../../maths/classes.js';
import { ghostOf } from '../../state/runs.js';
import { answersOf } from '../../state/units.js';
import { named } from '../../text/names.js';
import { t } from '../../text/texts.js';
import { FullScreen } from '../parts/fullscreen.js';
import { LaserSwitch } from '../parts/laser.js';
import { later } from '../parts/later.js';
import { lazy } from '../parts/lazy.js';
import { Check, List } from '../parts/list.js';
import { runName } from '../parts/run_name.js';
import { Axes, Held } from './axes.js';
import { FunctionPlot } from './function_plot.js';
import { Legend } from './legend.js';
import { Plane } from './plane.js';
import { ProbeLine } from './probe.js';
import { Stuck, StuckSaid, useStuck } from './stuck.js';

/** @import { Signal } from '@preact/signals' */
/** @import { Feature } from '../../controls/features.js' */
/** @import { RoomState } from '../../messages.js' */
/** @import { Store } from '../../state/store.js' */
/** @import { EarlierRun } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Common, Neuron } from '../parts/common.js' */

/** In the place of the plot, for a neuron of the first layer behind a picture. */
const LargeWeights = lazy(
  async () => (await later('inputs')).LargeWeights,
  (/** @type {{ store: Store, palette: Palette, looked: Neuron | null, side?: number }} */ { side }) =>
    !!side,
);

/** In the place of the plot, for who wants to look into the network. */
const Inside = lazy(async () => (await later('inside')).Inside);
/** As the server names them; '' is the output itself. */
const VIEWS = ['', 'hidden', 'lines', 'puzzle', 'landscape', 'cut', 'update', 'modes', 'perceptron', 'boxes'];

/** The sign of a test point on the plot. */
const RING = html`<i class="ring" aria-hidden="true"></i>`;

/** Nothing can be pointed at there. */
const fingers = matchMedia('(hover: none)');

/**
 * @param {Common & { palette: Palette, look: (neuron: Neuron | null) => void, looked: Neuron | null,
 *   isWelcome: boolean, laser: Signal<boolean> }} props
 */
export function Output({ store, canEdit, shown, palette, look: lookAt, looked, isWelcome, laser }) {
  const roomState = useComputed(() => store.state.value.roomState).value;
  const { view, experiment } = roomState;
  const isCurve = experiment.problem === 'curve';
  const { options } = store.catalogue;
  const laid = ghostOf(store.runs.value, experiment, String(view.look), options);
  const ghostRun = looked ? null : laid;
  const answers = useComputed(() => answersOf(store)).value;
  const ofHidden = looked !== null && looked.layer <= experiment.hidden.length;
  const isProbed = useComputed(() => store.probe.value?.probe != null).value;
  const seen = shownName(
    looked,
    experiment.hidden.length + 1,
    featuresOf(store.catalogue, experiment, named(roomState.table)),
    roomState.table,
  );
  const stuck = useStuck(store);
  const plot = isCurve ? FunctionPlot : Plane;
  const flip = (/** @type {'show_test_data' | 'discretize'} */ field) =>
    store.send({ type: 'set_view', changes: { [field]: !store.wanted().view[field] } });
  const check = (/** @type {'show_test_data' | 'discretize'} */ field) =>
    html`<label class="check"><${Check} field=${field} disabled=${!canEdit} isOn=${store.wanted().view[field]}
      change=${() => flip(field)} />${field === 'show_test_data' && RING}${t(field)}</label>`;
  const play = () => store.send({ type: 'play' });
  const [name = ''] = view.inside;
  const open = (/** @type {number} */ chosen) =>
    store.send({ type: 'set_view', changes: { inside: VIEWS.slice(chosen, chosen && chosen + 1) } });
  const inside = { name, store, palette, canEdit, look: lookAt };
  const answer = html`<div class="boundary-title">
      ${
        isProbed && !looked
          ? html`<${ProbeLine} store=${store} />`
          : stuck && !looked
            ? html`<${Stuck} reason=${stuck} />`
            : html`<span class=${looked ? 'seen' : 'seen answer'}>
              <span class="shown">${t('shown')} </span><b>${seen}</b></span>`
      }
      ${!isProbed && !stuck && !ghostRun && html`<${Axes} store=${store} canEdit=${canEdit} />`}
      ${looked && fingers.matches && html`<${Back} leave=${() => lookAt(null)} />`}
      ${ghostRun && html`<${GhostName} run=${ghostRun} />`}
    </div>
    <${StuckSaid} reason=${stuck} />
    <div class="plot-place">
      <${plot} store=${store} palette=${palette} looked=${looked} showTest=${view.show_test_data}
        discretize=${view.discretize} ghost=${ghostRun} />
      <${LargeWeights} store=${store} palette=${palette} looked=${looked} side=${roomState.table?.side} />
      ${isWelcome && shown('playButton') && html`<${Poster} press=${play} />`}
    </div>
    <div class="foot">${!isCurve && html`<${Held} store=${store} canEdit=${canEdit} />`}
      <${Legend} roomState=${roomState} palette=${palette} answers=${ofHidden ? null : answers} />
      <div class="checks">
        ${shown('showTestData') && check('show_test_data')}
        ${shown('discretize') && !isCurve && check('discretize')}
      </div>
    </div>`;
  return html`<section class="output" aria-label=${t('output')}>
    <div class="panel-head"><h2>${t('output')}</h2>
      ${canEdit && html`<${LaserSwitch} laser=${laser} />`}<${FullScreen} of=".output" /></div>
    <p class="ask"><${List} label=${t('inside')} testId="inside-view"
      texts=${VIEWS.map((each) => t(each ? `ask.${each}` : 'ask.output'))}
      present=${VIEWS.indexOf(name)} disabled=${!canEdit} change=${open} /></p>
    ${name ? html`<${Inside} ...${inside} />` : answer}
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

/** Whose boundary lies over the present one. @param {{ run: EarlierRun }} props */
const GhostName = ({ run }) =>
  html`<span class="key" title=${t('runs.line', { n: run.id })}>${runName(run)}</span>`;

/** What the plot shows.
 * @param {Neuron | null} looked @param {number} last the output's layer
 * @param {Feature[]} features @param {RoomState['table']} table */
function shownName(looked, last, features, table) {
  if (!looked) return t('shown.network');
  if (looked.layer === 0) return features.find(({ picture }) => picture === looked.neuron)?.label;
  const n = looked.neuron + 1;
  return looked.layer === last
    ? t('shown.class', { n: className(table, looked.neuron) })
    : t('shown.neuron', { layer: looked.layer, n });
}
