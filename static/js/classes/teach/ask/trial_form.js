// What an experiment of the class deals out.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { labelOf } from '../../../text/explanations.js';
import { number, typedNumber } from '../../../text/texts.js';
import { typedText } from '../../../views/parts/elements.js';
import { List } from '../../../views/parts/list.js';
import { LinkChoice } from '../lead/link_choice.js';
import { Segments } from '../parts/buttons.js';
import { say } from '../parts/texts.js';
import { listed, MOST_VALUES, stepped } from './values.js';

/** @import { Catalogue } from '../../../types.js' */
/** @import { Chosen } from '../lead/link_choice.js' */
/** @import { Lesson } from '../parts/lesson.js' */

/** The neurons of a single hidden layer. */
export const WIDTH = 'width';
/** What classes try most stands first. */
const FIRST = [
  'learning_rate',
  'seed',
  'noise',
  'batch_size',
  'train_percent',
  'regularization_rate',
  'dropout',
];
/** What is filled in at first: the range of each. */
const RANGES = /** @type {Record<string, [string, string, 'sum' | 'factor']>} */ ({
  width: ['1', '32', 'factor'],
  learning_rate: ['0.001', '1', 'factor'],
  seed: ['1', '30', 'sum'],
  noise: ['0', '50', 'sum'],
});
const WHOLE = ['whole', 'seed'];

/** The fields that a class can try. @param {Catalogue} catalogue */
function fieldsOf({ options }) {
  const others = Object.keys(options).filter((name) => ['number', ...WHOLE].includes(options[name].kind));
  return [WIDTH, ...FIRST, ...others.filter((name) => !FIRST.includes(name))];
}

/** @param {{ lesson: Lesson, catalogue: Catalogue }} props */
export function TrialForm({ lesson, catalogue }) {
  const field = useSignal(WIDTH);
  const way = useSignal(/** @type {'sum' | 'factor' | 'list'} */ ('factor'));
  const from = useSignal('1');
  const to = useSignal('32');
  const count = useSignal('13');
  const list = useSignal('');
  const title = useSignal('');
  const chosen = useSignal(/** @type {Chosen | null} */ (null));
  const fields = fieldsOf(catalogue);
  const isWhole = field.value === WIDTH || WHOLE.includes(catalogue.options[field.value].kind);
  const values =
    way.value === 'list'
      ? listed(list.value)
      : stepped(
          typedNumber(from.value) ?? Number.NaN,
          typedNumber(to.value) ?? Number.NaN,
          typedNumber(count.value) ?? 0,
          way.value,
          isWhole,
        );
  const areGood = values !== null && values.length >= 2 && values.every(Number.isFinite);
  const choose = (/** @type {number} */ at) => {
    field.value = fields[at];
    const range = RANGES[fields[at]];
    if (range) [from.value, to.value, way.value] = range;
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (chosen.value === null || !areGood) return;
    const { link } = chosen.value;
    lesson.ask({ type: 'begin_trial', link, field: field.value, values, title: title.value.trim() });
  };
  const input = (/** @type {string} */ name, /** @type {typeof from} */ typed) =>
    html`<label key=${name}><span class="label">${say(`trial.${name}`)}</span><input value=${typed.value}
      maxlength="400" autocomplete="off"
      onInput=${(/** @type {Event} */ event) => (typed.value = typedText(event))} /></label>`;
  return html`<h2>${say('trial.title')}</h2><p class="what">${say('trial.what')}</p>
    <form class="stack" onSubmit=${submit}>${input('question', title)}
      <label><span class="label">${say('trial.field')}</span><${List} label=${say('trial.field')}
        texts=${fields.map((name) => (name === WIDTH ? say('width') : labelOf(name)))}
        present=${fields.indexOf(field.value)} change=${choose} /></label>
      <${Segments} name="way" label=${say('trial.way')} present=${way.value}
        choices=${['sum', 'factor', 'list'].map((each) => [each, say(`way.${each}`)])}
        choose=${(/** @type {any} */ next) => (way.value = next)} />
      ${
        way.value === 'list'
          ? input('list', list)
          : html`<div class="three">${input('from', from)}${input('to', to)}${input('count', count)}</div>`
      }
      <p class="what" data-testid="values">${
        areGood
          ? values.map((value) => number(value, 6)).join('  ')
          : say('trial.wrong', { most: MOST_VALUES })
      }</p>
      <${LinkChoice} chosen=${chosen} />
      <button class="text strong" disabled=${!areGood || chosen.value === null}
        >${say('trial.begin')}</button></form>`;
}
