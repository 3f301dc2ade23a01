// The numbers of a puzzle: those of one line, and those of the output.
import { html, List, lockNote, NumberField, number } from '#page';
import { say } from '../parts/saying.js';

/** @import { Store } from '../../../state/store.js' */

/** @typedef {{ store: Store, layer: number, neuron: number, canEdit: boolean }} RowProps */

/** @param {{ store: Store, n: number, chosen: number, choose: (neuron: number) => void, canEdit: boolean }}
 *   props  n: how many lines there are */
export function Numbers({ store, n, chosen, choose, canEdit }) {
  const texts = Array.from({ length: n }, (_, i) => say('puzzle.line', { n: i + 1 }));
  const isOneLayer = store.frame.value?.layers.length === 2;
  return html`<div class="inside-numbers" role="group">
      <${List} label=${say('puzzle.lines')} testId="puzzle-line" texts=${texts} present=${chosen}
        change=${choose} /><${Row} store=${store} layer=${1} neuron=${chosen} canEdit=${canEdit} /></div>
    ${
      isOneLayer &&
      html`<div class="inside-numbers" role="group"><span>${say('puzzle.output')}</span>
        <${Row} store=${store} layer=${2} neuron=${0} canEdit=${canEdit} /></div>`
    }`;
}

/** The weights of a neuron, and behind them its bias. @param {RowProps} props */
function Row({ store, layer, neuron, canEdit }) {
  const found = store.frame.value?.layers[layer - 1];
  if (!found || neuron >= found.count) return null;
  const of = layer === 1 ? 'puzzle.of.line' : 'puzzle.of.output';
  const field = (/** @type {string} */ what, /** @type {number} */ value) => ({
    label: say(of, { n: neuron + 1, what }),
    value,
    shown: number(value, 2, true),
    disabled: !canEdit || lockNote('by_hand') !== undefined,
  });
  const setWeight = (/** @type {number} */ source) => (/** @type {number} */ value) =>
    store.send({ type: 'set_weight', layer, neuron, source, value });
  const setBias = (/** @type {number} */ value) => store.send({ type: 'set_bias', layer, neuron, value });
  const weight = (/** @type {number} */ source) => {
    const name = layer === 1 ? `x${'₁₂'[source]}` : `${source + 1}`;
    const value = found.weights[neuron * found.inputs + source];
    const props = field(say('puzzle.weight', { of: name }), value);
    return html`<label key=${source}><${NumberField} ...${props} set=${setWeight(source)} />
      <span class=${layer === 1 ? '' : 'of'} aria-hidden="true">${name}</span></label>`;
  };
  return html`${Array.from({ length: found.inputs }, (_, source) => weight(source))}
    <label><${NumberField} ...${field(say('puzzle.bias'), found.biases[neuron])} set=${setBias} /></label>`;
}
