// The bar of choices under the toolbar, and the way to all the others.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { SETTINGS, withPresent } from '../../controls/controls.js';
import { changedFields } from '../../controls/options.js';
import { labelOf } from '../../text/explanations.js';
import { number, t } from '../../text/texts.js';
import { Choose } from '../parts/choose.js';
import { Explained } from '../parts/explain.js';
import { List } from '../parts/list.js';
import { BelowBar } from './toolbar.js';

/** @import { Common } from '../parts/common.js' */
/** @import { Signal } from '@preact/signals' */

const SLIDERS_SIGN = html`<svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor"
  stroke-width="1.8" aria-hidden="true"><path d="M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4" /></svg>`;

/** @param {Common & { isOpen: Signal<boolean>, openExamples: () => void }} props
 *    isOpen: whether the others are unfolded */
export function Settings({ store, canEdit, shown, isOpen, openExamples }) {
  const experiment = useComputed(() => store.state.value.roomState.experiment).value;
  const hideText = useComputed(() => store.state.value.roomState.view.hide_text).value;
  const settings = SETTINGS.filter(({ hide }) => shown(hide));
  const { length: changed } = changedFields(store.catalogue, experiment);
  /** The features that a curve has no use for. */
  const aside = useRef(/** @type {readonly string[] | null} */ (null));
  const changesTo = (/** @type {string} */ field, /** @type {unknown} */ value) => {
    const changes = { [field]: value };
    if (field !== 'problem') return changes;
    if (value === 'curve') aside.current = experiment.features;
    else if (experiment.problem === 'curve')
      changes.features = aside.current ?? [...experiment.features, 'y'];
    return changes;
  };
  const unfold = () => (isOpen.value = !isOpen.value);
  if (settings.length === 0 && hideText) return null;
  return html`<section class="settings" aria-label=${t('settings')}>
    ${settings.map(({ field }) => {
      const present = experiment[field];
      const change = (/** @type {unknown} */ value) =>
        store.send({ type: 'change', changes: changesTo(field, value) });
      const { choices, options } = store.catalogue;
      const common = { field, present, disabled: !canEdit, change };
      const short = field === 'regularization_rate' ? t('rate.lambda') : null;
      return html`<div class="field" key=${field}><${Explained} field=${field} text=${short} />${
        typeof present === 'number'
          ? html`<${ChooseNumber} usual=${choices[field]} ...${common} />`
          : html`<${Choose} of=${field} names=${options[field].names} ...${common} />`
      }</div>`;
    })}
    ${canEdit && html`<${BelowBar} store=${store} openExamples=${openExamples} />`}
    <button class="text unfold" aria-expanded=${isOpen.value} aria-controls="more" onClick=${unfold}
      >${SLIDERS_SIGN}<span>${t('more')}</span>${changed > 0 && html`<b>${changed}</b>`}</button>
  </section>`;
}

/** A list of usual numbers, with the present one among them.
 * @param {{ field: string, usual: readonly number[], present: number, disabled: boolean,
 *   change: (value: number) => void }} props */
function ChooseNumber({ field, usual, present, disabled, change }) {
  const choices = withPresent(usual, present);
  return html`<${List} field=${field} label=${labelOf(field)} disabled=${disabled}
    texts=${choices.map((value) => number(value, 12))} present=${choices.indexOf(present)}
    change=${(/** @type {number} */ chosen) => change(choices[chosen])} />`;
}
