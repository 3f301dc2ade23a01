// Above the loss curve: how it is drawn, and what it reads under the pointer.
import { html } from 'htm/preact';
import { SMOOTHINGS } from '../../maths/curves.js';
import { loss, number, t } from '../../text/texts.js';
import { selectedIndex } from '../parts/elements.js';
/** @import { CurveLook, LossReading } from './loss_chart.js' */
/** @import { Signal } from '@preact/signals' */

/** A linear or logarithmic axis, and how smooth. @param {{ look: Signal<CurveLook> }} props */
export function CurveLooks({ look }) {
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
export function CurveReading({ read }) {
  if (!read.value) return null;
  const { epoch, train, test } = read.value;
  return html`<div class="curve-read" data-testid="curve-read" aria-hidden="true">
    <span>${t('loss.epoch', { epoch: number(epoch, 0) })}</span>
    <span><span class="key">${loss(train)}</span> <span class="key test">${loss(test)}</span></span>
    <span>${t('loss.gap', { gap: number(test - train, 3, true) })}</span>
  </div>`;
}
