// The settings that most visits do not need: folded away, in groups, each explained behind its label.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { fieldsOf, GROUPS } from '../../controls/options.js';
import { labelOf } from '../../text/explanations.js';
import { number, t } from '../../text/texts.js';
import { Choose } from '../parts/choose.js';
import { typedText } from '../parts/elements.js';
import { Explained } from '../parts/explain.js';
import { Check } from '../parts/list.js';
import { NumberField } from '../parts/number_field.js';
/** @import { Experiment } from '../../messages.js' */
/** @import { OptionKind } from '../../types.js' */
/** @import { Common } from '../parts/common.js' */

/**
 * @typedef {{ field: string, option: OptionKind, experiment: Experiment, disabled: boolean,
 *   change: (value: unknown) => void }} FieldProps
 */

/** @param {Common} props */
export function More({ store, canEdit }) {
  const experiment = useComputed(() => store.state.value.roomState.experiment).value;
  const { options } = store.catalogue;
  const field = (/** @type {string} */ name) => {
    const option = options[name];
    const change = (/** @type {unknown} */ value) =>
      store.send({ type: 'change', changes: { [name]: value } });
    return html`<${FIELDS[option.kind]} key=${name} field=${name} option=${option} experiment=${experiment}
      disabled=${!canEdit} change=${change} />`;
  };
  const group = (/** @type {string} */ name) => {
    const id = `options.${name}`;
    return html`<div class="group" key=${id} role="group" aria-labelledby=${id}><h3 id=${id}>${t(id)}</h3>
      ${fieldsOf(options, name, experiment).map(field)}</div>`;
  };
  return html`<section class="more" id="more" aria-label=${t('more')}>${GROUPS.map(group)}</section>`;
}

/** One row a kind of option. @type {Record<string, (props: FieldProps) => unknown>} */
const FIELDS = {
  choice: ChoiceField,
  number: NumericField,
  whole: NumericField,
  flag: FlagField,
  seed: SeedField,
  activations: LayersField,
};

/** @param {FieldProps} props */
function ChoiceField({ field, option, experiment, disabled, change }) {
  const present = optionValue(experiment, field);
  return html`<div class="field wide"><${Explained} field=${field} />
    <${Choose} field=${field} of=${field} names=${option.names} present=${present} disabled=${disabled}
      change=${change} /></div>`;
}

/** @param {FieldProps} props */
function NumericField({ field, option, experiment, disabled, change }) {
  const value = /** @type {number} */ (optionValue(experiment, field));
  const [low, high] = option.limit ?? [-Infinity, Infinity];
  const label = `${labelOf(field)} (${number(low, 12)} – ${number(high, 12)})`;
  return html`<div class="field"><${Explained} field=${field} />
    <${NumberField} value=${value} shown=${number(value, 12)} set=${change} label=${label} field=${field}
      disabled=${disabled} /></div>`;
}

/** @param {FieldProps} props */
function FlagField({ field, experiment, disabled, change }) {
  const isOn = optionValue(experiment, field) === true;
  return html`<div class="field flag"><label><${Check} field=${field}
    label=${labelOf(field)} isOn=${isOn} disabled=${disabled} change=${() => change(!isOn)} /></label>
    <${Explained} field=${field} /></div>`;
}

/** A seed; an empty one follows the main seed. @param {FieldProps} props */
function SeedField({ field, experiment, disabled, change }) {
  const typed = useSignal(/** @type {string | null} */ (null));
  const present = String(optionValue(experiment, field));
  const take = () => {
    if (typed.value !== null && typed.value !== present) change(typed.value.trim());
    typed.value = null;
  };
  const onInput = (/** @type {Event} */ event) => (typed.value = typedText(event));
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && take();
  return html`<div class="field"><${Explained} field=${field} />
    <input type="text" autocomplete="off" spellcheck=${false} maxlength="64" data-field=${field}
      aria-label=${labelOf(field)} placeholder=${t('seed.derived')} disabled=${disabled}
      value=${typed.value ?? present} onInput=${onInput} onBlur=${take} onKeyDown=${onKeyDown} /></div>`;
}

/** An activation for each hidden layer. @param {FieldProps} props */
function LayersField({ field, option, experiment, disabled, change }) {
  const { hidden, activation, layer_activations: given } = experiment;
  const all = hidden.map((_, layer) => given[layer] ?? activation);
  const set = (/** @type {number} */ layer) => (/** @type {string} */ name) =>
    change(all.map((each, i) => (i === layer ? name : each)));
  const choose = (/** @type {string} */ present, /** @type {number} */ layer) =>
    html`<${Choose} key=${layer} field=${`${field}-${layer + 1}`} of="activation" names=${option.names}
      present=${present} disabled=${disabled} label=${t('layer.numbered', { n: layer + 1 })}
      change=${set(layer)} />`;
  return html`<div class="field wide"><${Explained} field=${field} />
    <div class="layers-field">${all.map(choose)}</div></div>`;
}

/** @param {Experiment} experiment @param {string} field */
const optionValue = (experiment, field) => experiment[/** @type {keyof Experiment} */ (field)];
