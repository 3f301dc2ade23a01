// The settings that most visits do not need: a drawer beside the plot, in groups, each explained behind its
// label.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { changedFields, fieldsOf, GROUPS } from '../../controls/options.js';
import { sweepAddress } from '../../protocol/session.js';
import { choiceLabel, labelOf } from '../../text/explanations.js';
import { number, t } from '../../text/texts.js';
import { Choose } from '../parts/choose.js';
import { onEscape, typedText } from '../parts/elements.js';
import { Explained } from '../parts/explain.js';
import { Check } from '../parts/list.js';
import { NumberField } from '../parts/number_field.js';
import { NewPoints } from './data.js';
import { Devices } from './devices.js';

/** @import { Experiment } from '../../messages.js' */
/** @import { OptionKind } from '../../types.js' */
/** @import { Common } from '../parts/common.js' */

/** Groups that are folded until something in them differs. */
const FOLDED = ['overfitting', 'seeds'];

/**
 * @typedef {{ field: string, option: OptionKind, experiment: Experiment, seedLength: number,
 *   disabled: boolean, isChanged: boolean, change: (value: unknown) => void }} FieldProps
 */

/** @param {Common & { close: () => void }} props */
export function More({ store, canEdit, close }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const experiment = useComputed(() => store.state.value.roomState.experiment).value;
  const link = useComputed(() => store.state.value.roomState.link).value;
  const computing = useComputed(() => store.state.value.roomState.computing).value;
  const { options, defaults, limits } = store.catalogue;
  const changed = changedFields(store.catalogue, experiment);
  const focus = () => box.current?.focus({ preventScroll: true });
  useEffect(() => focus(), []);
  const field = (/** @type {string} */ name) => {
    const option = options[name];
    const change = (/** @type {unknown} */ value) =>
      store.send({ type: 'change', changes: { [name]: value } });
    const isChanged = changed.some((each) => each === name);
    // A check box stays as it was left, whatever comes before the answer.
    const shown = option.kind === 'flag' ? store.wanted().experiment : experiment;
    return html`<${FIELDS[option.kind]} key=${name} field=${name} option=${option} experiment=${shown}
      seedLength=${limits.seed_length[1]} disabled=${!canEdit} isChanged=${isChanged} change=${change} />`;
  };
  const group = (/** @type {string} */ name) => {
    const fields = fieldsOf(options, name, experiment);
    const { length: count } = changed.filter((each) => fields.includes(each));
    const note = count > 0 ? t('changed.some', { n: count }) : name === 'seeds' ? experiment.seed : '';
    return html`<${Group} key=${name} title=${t(`options.${name}`)} note=${note}
      isOpen=${!FOLDED.includes(name) || count > 0}>${fields.map(field)}</${Group}>`;
  };
  const toDefaults = () => {
    const changes = Object.fromEntries(changed.map((name) => [name, defaults[name]]));
    store.send({ type: 'change', changes });
    focus(); // the button has nothing left to do, and would let the focus fall
  };
  return html`<aside ref=${box} class="more" id="more" tabindex="-1" aria-label=${t('more')}
    onKeyDown=${onEscape(close)}>
    <header><h2>${t('more')}</h2>
      <button aria-label=${t('close')} onClick=${close}>✕</button>
      ${
        canEdit &&
        html`<${NewPoints} store=${store} />
          <button class="quiet" disabled=${changed.length === 0} onClick=${toDefaults}
            >${t('more.defaults')}</button>`
      }</header>
    ${GROUPS.map(group)}
    <p class="to-sweep"><a href=${sweepAddress(link)}>${t('sweep.open')}</a></p>
    <${Group} title=${t('computed_by')} note=${choiceLabel('device', computing)} isOpen=${false}>
      <${Devices} store=${store} canEdit=${canEdit} /></${Group}>
  </aside>`;
}

/** What belongs together, under a heading that folds it.
 * @param {{ title: string, note: string, isOpen: boolean, children?: unknown }} props  note: beside the
 *   heading; isOpen: at first */
function Group({ title, note, isOpen: atFirst, children }) {
  const isOpen = useSignal(atFirst);
  const flip = (/** @type {Event} */ event) =>
    (isOpen.value = /** @type {HTMLDetailsElement} */ (event.currentTarget).open);
  return html`<details open=${isOpen.value} onToggle=${flip}>
    <summary><h3>${title}</h3><span class="note">${note}</span></summary>
    ${isOpen.value && html`<div class="group">${children}</div>`}</details>`;
}

/** The label of a field, which says whether it differs from what the page begins with.
 * @param {{ field: string, isChanged: boolean }} props */
const Label = ({ field, isChanged }) =>
  html`<span class="field-label"><${Explained} field=${field} />
    ${isChanged && html`<em class="changed">${t('changed')}</em>`}</span>`;

/** One row a kind of option. @type {Record<string, (props: FieldProps) => unknown>} */
const FIELDS = {
  choice: ChoiceField,
  number: NumericField,
  whole: NumericField,
  flag: FlagField,
  seed: TextField,
  expression: TextField,
  activations: LayersField,
};

/** @param {FieldProps} props */
function ChoiceField({ field, option, experiment, disabled, isChanged, change }) {
  const present = optionValue(experiment, field);
  return html`<div class="field wide"><${Label} field=${field} isChanged=${isChanged} />
    <${Choose} field=${field} of=${field} names=${option.names} present=${present} disabled=${disabled}
      change=${change} /></div>`;
}

/** @param {FieldProps} props */
function NumericField({ field, option, experiment, disabled, isChanged, change }) {
  const value = /** @type {number} */ (optionValue(experiment, field));
  const [low, high] = option.limit ?? [-Infinity, Infinity];
  const label = `${labelOf(field)} (${number(low, 12)} – ${number(high, 12)})`;
  return html`<div class="field"><${Label} field=${field} isChanged=${isChanged} />
    <${NumberField} value=${value} shown=${number(value, 12)} set=${change} label=${label} field=${field}
      disabled=${disabled} /></div>`;
}

/** @param {FieldProps} props */
function FlagField({ field, experiment, disabled, isChanged, change }) {
  const isOn = optionValue(experiment, field) === true;
  return html`<div class="field flag"><label><${Check} field=${field}
    label=${labelOf(field)} isOn=${isOn} disabled=${disabled} change=${() => change(!isOn)} /></label>
    <${Label} field=${field} isChanged=${isChanged} /></div>`;
}

/** A seed, of which an empty one follows the main seed; or an expression. @param {FieldProps} props */
function TextField({ field, option, experiment, seedLength, disabled, isChanged, change }) {
  const typed = useSignal(/** @type {string | null} */ (null));
  const present = String(optionValue(experiment, field));
  const take = () => {
    if (typed.value !== null && typed.value !== present) change(typed.value.trim());
    typed.value = null;
  };
  const onInput = (/** @type {Event} */ event) => (typed.value = typedText(event));
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && take();
  const isSeed = option.kind === 'seed';
  return html`<div class=${isSeed ? 'field' : 'field wide'}><${Label} field=${field} isChanged=${isChanged} />
    <input type="text" autocomplete="off" autocapitalize="off" spellcheck=${false}
      maxlength=${isSeed ? seedLength : null} data-field=${field} aria-label=${labelOf(field)}
      placeholder=${isSeed ? t('seed.derived') : null} disabled=${disabled}
      value=${typed.value ?? present} onInput=${onInput} onBlur=${take} onKeyDown=${onKeyDown} /></div>`;
}

/** An activation for each hidden layer. @param {FieldProps} props */
function LayersField({ field, option, experiment, disabled, isChanged, change }) {
  const { hidden, activation, layer_activations: given } = experiment;
  const all = hidden.map((_, layer) => given[layer] ?? activation);
  const set = (/** @type {number} */ layer) => (/** @type {string} */ name) =>
    change(all.map((each, i) => (i === layer ? name : each)));
  const choose = (/** @type {string} */ present, /** @type {number} */ layer) =>
    html`<${Choose} key=${layer} field=${`${field}-${layer + 1}`} of="activation" names=${option.names}
      present=${present} disabled=${disabled} label=${t('layer.numbered', { n: layer + 1 })}
      change=${set(layer)} />`;
  return html`<div class="field wide"><${Label} field=${field} isChanged=${isChanged} />
    <div class="layers-field">${all.map(choose)}</div></div>`;
}

/** @param {Experiment} experiment @param {string} field */
const optionValue = (experiment, field) => experiment[/** @type {keyof Experiment} */ (field)];
