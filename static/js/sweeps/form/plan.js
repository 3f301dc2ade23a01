// What is to be trained: what varies, how settings are chosen, how much of it, and what stays.
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { labelOf } from '../../text/explanations.js';
import { reasonText } from '../../text/reasons.js';
import { number, t } from '../../text/texts.js';
import { List } from '../../views/parts/list.js';
import { NumberField } from '../../views/parts/number_field.js';
import { say } from '../saying.js';
import { firstVary, MOST_FIELDS, variable } from './fields.js';
import { MEASURES, STRATEGIES } from './plan_address.js';
import { Stays } from './stays.js';
import { VariedField } from './varied_field.js';
import { readVary } from './vary.js';

/** @import { Catalogue } from '../../types.js' */
/** @import { Measure, Order, Strategy } from '../told.js' */
/** @import { Checking } from './checking.js' */

/** As many settings as a strategy tries that is not told how many. */
const USUAL_TRIALS = 50;

/** @typedef {{ order: Order, checking: Checking, catalogue: Catalogue,
 *   change: (changes: Partial<Order>) => void }} FormProps */

/** @param {FormProps} props */
export function Plan(props) {
  return html`<${Varies} ...${props} /><${Chosen} ...${props} /><${HowMuch} ...${props} />
    <${Stays} ...${props} />`;
}

/** Up to four fields. @param {FormProps} props */
function Varies({ order, checking, catalogue, change }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const experiment = checking.found.value?.experiment ?? catalogue.defaults;
  const names = order.vary.map((each) => readVary(each).name);
  const free = variable(catalogue, experiment).filter((name) => !names.includes(name));
  const put = (/** @type {number} */ at) => (/** @type {string} */ text) =>
    change({ vary: order.vary.map((each, i) => (i === at ? text : each)) });
  const leaveOut = (/** @type {number} */ at) => () => {
    change({ vary: order.vary.filter((_, i) => i !== at) });
    box.current?.focus(); // the button is gone
  };
  const add = (/** @type {number} */ chosen) =>
    chosen > 0 && change({ vary: [...order.vary, firstVary(free[chosen - 1], catalogue, experiment)] });
  return html`<section aria-labelledby="varies">
    <h2 id="varies" ref=${box} tabindex="-1">${say('varies')}</h2>
    ${order.vary.map(
      (text, i) =>
        html`<${VariedField} key=${names[i]} text=${text} catalogue=${catalogue} put=${put(i)}
          isGrid=${order.strategy === 'grid'}
          leaveOut=${leaveOut(i)} refusal=${refusalAt(checking, names[i])} />`,
    )}
    ${
      order.vary.length < MOST_FIELDS &&
      html`<div class="field"><${List} key=${free.length} label=${say('varies.add')} field="varies-add"
        texts=${[say('varies.add'), ...free.map(labelOf)]} present=${0} change=${add} /></div>`
    }
    <${Wrong} text=${names.length === 0 ? say('varies.none') : generalRefusal(checking, order)} />
  </section>`;
}

/** How settings are chosen. @param {FormProps} props */
function Chosen({ order, checking, change }) {
  const choose = (/** @type {Strategy} */ strategy) =>
    change({ strategy, trials: strategy === 'grid' ? null : (order.trials ?? USUAL_TRIALS) });
  return html`<section><fieldset class="ways"><legend><h2>${say('chosen')}</h2></legend>
    ${STRATEGIES.map(
      (name) => html`<label key=${name}><input type="radio" name="strategy" value=${name}
        checked=${name === order.strategy} onChange=${() => choose(name)} />
        <span>${say(`chosen.${name}`)}<small>${say(`chosen.${name}.note`)}</small></span></label>`,
    )}</fieldset>
    <${Wrong} text=${refusalAt(checking, 'strategy')} /></section>`;
}

/** @param {FormProps} props */
function HowMuch({ order, checking, catalogue, change }) {
  const experiment = checking.found.value?.experiment ?? catalogue.defaults;
  const measures = MEASURES.filter(
    (name) => name !== 'test_accuracy' || experiment.problem === 'classification' || name === order.measure,
  );
  const whole = (/** @type {'epochs' | 'seeds' | 'trials'} */ name, /** @type {number} */ value) =>
    html`<div class="field"><span class="label" id=${`${name}-label`}>${say(`much.${name}`)}</span>
      <${NumberField} value=${value} shown=${number(value)} labelledBy=${`${name}-label`} field=${name}
        set=${(/** @type {number} */ typed) => change({ [name]: Math.round(typed) })} />
      <${Wrong} text=${refusalAt(checking, name)} /></div>`;
  return html`<section aria-labelledby="much"><h2 id="much">${say('much')}</h2>
    <div class="two">${whole('epochs', order.epochs)}${whole('seeds', order.seeds)}
      ${order.strategy !== 'grid' && whole('trials', order.trials ?? USUAL_TRIALS)}
      <div class="field wide"><span class="label" aria-hidden="true">${say('much.measure')}</span>
        <${List} label=${say('much.measure')} field="measure" present=${measures.indexOf(order.measure)}
          texts=${measures.map((name) => say(`measure.${name}`))}
          change=${(/** @type {number} */ at) => change({ measure: measures[at] })} />
        <${Wrong} text=${refusalAt(checking, 'measure')} /></div></div></section>`;
}

/** Why something cannot be, beside it. @param {{ text: string }} props */
export const Wrong = ({ text }) => text && html`<p class="wrong" role="alert">${text}</p>`;

/** The refusal's sentence if it is about this place. @param {Checking} checking @param {string} place */
function refusalAt(checking, place) {
  const found = checking.refusal.value;
  return found && 'reason' in found && found.field === place ? reasonText(found.reason, true) : '';
}

/** The same of one that no place of the form shows. @param {Checking} checking @param {Order} order */
function generalRefusal(checking, { vary, strategy }) {
  const found = checking.refusal.value;
  const places = [
    ...['seeds', 'epochs', 'measure', 'strategy', ...(strategy === 'grid' ? [] : ['trials'])],
    ...vary.map((each) => readVary(each).name),
  ];
  if (!found || places.includes(found.field)) return '';
  if ('reason' in found) return reasonText(found.reason, true);
  return found.status === 429 ? say('429') : found.status ? say('failed') : t('live.lost');
}
