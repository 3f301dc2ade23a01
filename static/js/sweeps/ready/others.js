// Who else may race: another kind of thing, or others of the same, with all else as it is.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { choiceLabel, labelOf, labels } from '../../text/explanations.js';
import { language } from '../../text/texts.js';
import { List } from '../../views/parts/list.js';
import { readySweep } from './known.js';
import { say } from './saying.js';

/** @import { Order } from '../told.js' */
/** @typedef {(order: Order) => void} Begin */

/** The races there are, by what differs in them. @type {Record<string, string>} */
export const RACES = {
  optimizer: 'race_optimizers',
  initializer: 'race_initializers',
  activation: 'race_activations',
};
const FIELDS = Object.keys(RACES);
export const MOST_RACERS = 8;

/** The field that a race varies, and the values. @param {Order} order */
export function racersOf({ vary: [text = ''] }) {
  const [field, values = ''] = text.split('=');
  return { field, values: values.split('|') };
}

/** @param {{ order: Order, begin: Begin }} props */
export function Others({ order, begin }) {
  const now = racersOf(order);
  const field = useSignal(now.field);
  const picked = useSignal(now.values);
  const all = Object.keys(labels.value[language.value.name]?.[field.value]?.choices ?? {});
  const change = (/** @type {number} */ i) => {
    field.value = FIELDS[i];
    const ready = readySweep(RACES[FIELDS[i]]);
    picked.value = FIELDS[i] === now.field || !ready ? now.values : racersOf(ready.order).values;
  };
  const toggle = (/** @type {string} */ name) => {
    const { value } = picked;
    picked.value = value.includes(name) ? value.filter((each) => each !== name) : [...value, name];
  };
  const isFull = picked.value.length >= MOST_RACERS;
  const start = () => begin(raceOf(order, field.value, picked.value));
  return html`<details class="choices others"><summary>${say('others')}</summary>
    <div class="field"><span class="label">${say('others.field')}</span><${List} label=${say('others.field')}
      field="race-field" texts=${FIELDS.map(labelOf)} present=${Math.max(0, FIELDS.indexOf(field.value))}
      change=${change} /></div>
    <fieldset><legend class="label">${say('others.who', { n: MOST_RACERS })}</legend>${all.map(
      (name) => html`<label key=${name}><input type="checkbox" checked=${picked.value.includes(name)}
        disabled=${isFull && !picked.value.includes(name)} onChange=${() => toggle(name)} />
        <span>${choiceLabel(field.value, name)}</span></label>`,
    )}</fieldset>
    <button type="button" class="text strong" disabled=${picked.value.length < 2} onClick=${start}
      >${say('others.start')}</button></details>`;
}

/** The order of a race of these, with all else as it is in another: a ready-made one where it is the same.
 * @param {Order} order @param {string} field @param {string[]} values @returns {Order} */
export function raceOf(order, field, values) {
  const ready = readySweep(RACES[field])?.order;
  const isReady = ready && String(racersOf(ready).values.toSorted()) === String(values.toSorted());
  if (isReady && racersOf(order).field !== field) return ready;
  const base = racersOf(order).field === field || !ready ? order : ready;
  return { ...base, vary: [`${field}=${values.join('|')}`], ready: RACES[field] ?? order.ready };
}
