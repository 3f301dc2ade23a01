// What stays the same in all networks: the experiment of the link in words, and the way to change it.
import { html } from 'htm/preact';
import { changedFields, DATASET_OF } from '../../controls/options.js';
import { valueText } from '../../text/differences.js';
import { labelOf } from '../../text/explanations.js';
import { say } from '../saying.js';
import { readVary } from './vary.js';

/** @import { Experiment } from '../../messages.js' */
/** @import { Catalogue } from '../../types.js' */
/** @import { FormProps } from './plan.js' */

/** Fields whose value says by itself what it is. */
const PLAIN = ['dataset', 'regression_dataset', 'curve_dataset', 'features', 'activation', 'optimizer'];
/** Fields in percent. */
const PERCENT = ['noise', 'train_percent'];
/** What the hidden layers can vary by. */
const LAYERS = ['hidden', 'width', 'depth'];

/** @param {FormProps} props */
export function Stays({ order, checking, catalogue }) {
  const found = checking.found.value;
  const varied = order.vary.map((each) => readVary(each).name);
  const address = `./${order.link ? `#${order.link.replace(/^#/, '')}` : ''}`;
  return html`<section aria-labelledby="stays"><h2 id="stays">${say('stays')}</h2>
    ${found && html`<p class="soft stays">${staying(found.experiment, catalogue, varied)}</p>`}
    <a class="button" href=${address}>${say('stays.change')}</a></section>`;
}

/** What of an experiment does not vary, as a list in words.
 * @param {Experiment} experiment @param {Catalogue} catalogue @param {string[]} varied */
export function staying(experiment, catalogue, varied) {
  const usual = [
    ...[DATASET_OF[experiment.problem], 'noise', 'train_percent', 'features', 'hidden', 'activation'],
    ...['optimizer', 'learning_rate', 'batch_size'],
  ];
  const others = changedFields(catalogue, experiment).filter((name) => !usual.includes(name));
  const isVaried = (/** @type {string} */ name) =>
    varied.includes(name) || (name === 'hidden' && LAYERS.some((each) => varied.includes(each)));
  return [...usual, ...others]
    .filter((name) => !isVaried(name))
    .map((name) => {
      const value = valueText(name, experiment[/** @type {keyof Experiment} */ (name)], catalogue);
      if (PLAIN.includes(name)) return value;
      return `${labelOf(name)} ${value}${PERCENT.includes(name) ? '\u00a0%' : ''}`;
    })
    .join(', ');
}
