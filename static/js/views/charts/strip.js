// The strip along the bottom: the loss curve, which is the way back in time too, how it is drawn, what it
// reads under the pointer, and the earlier runs.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { SMOOTHINGS } from '../../maths/curves.js';
import { loss, number, t } from '../../text/texts.js';
import { selectedIndex } from '../parts/elements.js';
import { FullScreen } from '../parts/fullscreen.js';
import { lazy, whenIdle } from '../parts/lazy.js';
import { Runs } from './runs.js';
import { Timeline } from './timeline.js';

/** @import { Palette } from '../painting/palette.js' */
/** @import { Common } from '../parts/common.js' */
/** @import { CurveLook, LossReading } from './loss_chart.js' */
/** @import { Signal } from '@preact/signals' */

/** Begun when the first picture has been seen: what uPlot asks of the browser when it begins takes as long
 * as the neurons. */
const LossChart = lazy(
  async () => {
    await whenIdle();
    return (await import('./loss_chart.js')).LossChart;
  },
  ({ isWanted }) => isWanted,
);

/** @param {Pick<Common, 'store' | 'canEdit'> & { palette: Palette, numbers: Signal<boolean> }} props
 *   numbers: whether those of all layers are open */
export function Strip({ store, canEdit, palette, numbers }) {
  const look = useSignal({ isLog: false, smoothing: 'off' });
  const read = useSignal(/** @type {LossReading | null} */ (null));
  const pointed = useSignal(/** @type {number | null} */ (null));
  const time = useSignal({ end: 1, epoch: 0 });
  const hasPicture = useComputed(() => store.frame.value !== null).value;
  const flip = () => (numbers.value = !numbers.value);
  return html`<section class="strip" aria-label=${t('loss')}>
    <div class="strip-head">
      <h2>${t('loss')}</h2>
      <span class="key">${t('of.train')}</span><span class="key test">${t('of.test')}</span>
      <${CurveReading} read=${read} />
      <${CurveLooks} look=${look} />
      <${Runs} store=${store} canEdit=${canEdit} pointed=${pointed} />
      <button class="quiet disclosure" aria-expanded=${numbers.value} aria-controls="numbers"
        title=${t('numbers')} onClick=${flip}><span>${t('numbers')}</span>
        <i aria-hidden="true">↓</i></button>
      <${FullScreen} of=".strip" />
    </div>
    <div class="curve-place">
      <${LossChart} store=${store} palette=${palette} look=${look.value} pointed=${pointed.value}
        read=${read} time=${time} isWanted=${hasPicture} />
      ${canEdit && html`<${Timeline} store=${store} time=${time} />`}
    </div>
  </section>`;
}

/** A linear or logarithmic axis, and how smooth. @param {{ look: Signal<CurveLook> }} props */
function CurveLooks({ look }) {
  const { isLog, smoothing } = look.value;
  const names = Object.keys(SMOOTHINGS);
  const choose = (/** @type {Event} */ event) =>
    (look.value = { isLog, smoothing: names[selectedIndex(event)] });
  const flip = () => (look.value = { smoothing, isLog: !isLog });
  const option = (/** @type {string} */ name) =>
    html`<option selected=${name === smoothing}>${t(`smoothing.${name}`)}</option>`;
  const label = t('smoothing');
  return html`<div class="curve-looks">
    <button class="quiet" aria-pressed=${isLog} title=${t('loss.log.title')} onClick=${flip}
      >${t('loss.log')}</button>
    <label class="quiet" title=${label}><select aria-label=${label} data-testid="smoothing"
      onChange=${choose}>${names.map(option)}</select></label>
  </div>`;
}

/** The losses under the pointer and the gap between them.
 * @param {{ read: Signal<LossReading | null> }} props */
function CurveReading({ read }) {
  if (!read.value) return null;
  const { epoch, train, test } = read.value;
  return html`<div class="curve-read" data-testid="curve-read" aria-hidden="true">
    <span>${t('loss.epoch', { epoch: number(epoch, 0) })}</span>
    <span><span class="key">${loss(train)}</span> <span class="key test">${loss(test)}</span></span>
    <span class="gap">${t('loss.gap', { gap: number(test - train, 3, true) })}</span>
  </div>`;
}
