// What is computed at one place of an update, as lines of arithmetic, and the weights that lead to it.
import { choiceLabel, html, number } from '#page';
import { say } from '../parts/saying.js';
import { Noise } from './noise.js';
import { comingBack } from './one_update.js';

/** @import { Experiment } from '../../../messages.js' */
/** @import { OneUpdate } from './one_update.js' */
/** @import { Place } from './places.js' */

/** Terms of a sum that are written out. */
const MOST_TERMS = 4;
/** The loss whose formula is written out. */
const SQUARED = 'square';

/** @param {number} value */
const digits = (value) => number(value, 3, true);
/** Most decimals of a small number. */
const MOST_DECIMALS = 6;
/** A number with three digits that count, as far as there are decimals for them. @param {number} value */
function fine(value) {
  if (Math.abs(value) < 0.5 * 10 ** -MOST_DECIMALS) return digits(0);
  const wanted = 2 - Math.floor(Math.log10(Math.abs(value)));
  return number(value, Math.min(MOST_DECIMALS, Math.max(3, wanted)), true);
}
/** @param {number} value in brackets if it is below zero */
const behind = (value) => (value < 0 ? `(${digits(value)})` : digits(value));
/** @param {number} value */
const strong = (value) => html`<b>${digits(value)}</b>`;

/** A sum of products, the first terms of it. @param {[number, number][]} terms */
const products = (terms) => {
  const shown = terms.slice(0, MOST_TERMS).map(([w, a]) => `${behind(w)} · ${behind(a)}`);
  if (terms.length > MOST_TERMS) shown.push('…');
  return shown.join(' + ');
};

/** @param {{ seen: OneUpdate, place: Place, experiment: Experiment }} props */
export function Lines(props) {
  const lines = { forward: Forward, loss: Loss, backward: Backward, noise: Noise, update: Renewed }[
    props.place.phase
  ];
  return html`<h3>${titleOf(props)}</h3><${lines} ...${props} />`;
}

/** @param {{ seen: OneUpdate, place: Place }} props */
function titleOf({ seen, place: { phase, layer, neuron } }) {
  if (phase === 'loss') return say('update.loss.title', { point: seen.point + 1 });
  const n = seen.noise.cosines.length;
  if (phase === 'noise') return say(n > 1 ? 'update.noise.title' : 'update.noise.title.one', { n });
  const isLast = layer === seen.layers.length;
  const alone = isLast && seen.layers[layer - 1].a.length === 1;
  const who = alone
    ? say('update.output')
    : isLast
      ? say('update.output.of', { n: neuron + 1 })
      : say('update.neuron', { layer, n: neuron + 1 });
  return say(`update.${phase}.title`, { who });
}

/** @param {{ seen: OneUpdate, place: Place, experiment: Experiment }} props */
function Forward({ seen, place: { layer, neuron }, experiment }) {
  const own = seen.layers[layer - 1];
  const inputs = layer === 1 ? seen.inputs : seen.layers[layer - 2].a;
  const from = neuron * (own.inputs + 1);
  const terms = Array.from(inputs, (a, j) => /** @type {[number, number]} */ ([own.before[from + j], a]));
  const bias = own.before[from + own.inputs];
  const sum = terms.reduce((all, [w, a]) => all + w * a, bias);
  const isHidden = layer < seen.layers.length;
  const name = experiment.layer_activations[layer - 1] ?? experiment.activation;
  const isNormalised = isHidden && experiment.normalization !== 'none';
  return html`<p>z = Σ w · a + b</p>
    <p>z = ${products(terms)} + ${behind(bias)} = ${strong(sum)}</p>
    ${isNormalised && html`<p>${say('update.normalised')} ${strong(own.z[neuron])}</p>`}
    <p>a = φ(${isNormalised ? 'n' : 'z'}) = ${strong(own.a[neuron])}
      ${' '}${isHidden && html`<span>φ: ${choiceLabel('activation', name)}</span>`}</p>
    ${isHidden && experiment.skip && html`<p class="soft">${say('update.skip')}</p>`}
    <${Weights} seen=${seen} place=${{ phase: 'forward', layer, neuron }} />`;
}

/** @param {{ seen: OneUpdate, experiment: Experiment }} props */
function Loss({ seen, experiment }) {
  const { a } = seen.layers[seen.layers.length - 1];
  const isSquared = experiment.loss === SQUARED;
  const rows = Array.from(
    a,
    (each, k) => html`<tr key=${k}><td>ŷ<sub>${k + 1}</sub></td><td>${digits(each)}</td>
    <td>y<sub>${k + 1}</sub></td><td>${digits(seen.targets[k])}</td></tr>`,
  );
  const single = isSquared && a.length === 1;
  return html`${single && html`<p>L = ½ (ŷ − y)²</p>`}
    <p>L = ${single && html`½ (${digits(a[0])} − ${behind(seen.targets[0])})² = `}${strong(seen.loss)}
      ${' '}${!isSquared && html`<span>${choiceLabel('loss', experiment.loss)}</span>`}</p>
    <div class="inside-table"><table><thead><tr><th colspan="2" scope="col">${say('update.says')}</th>
      <th colspan="2" scope="col">${say('update.target')}</th></tr></thead>
      <tbody>${rows}</tbody></table></div>`;
}

/** @param {{ seen: OneUpdate, place: Place, experiment: Experiment }} props */
function Backward({ seen, place: { layer, neuron }, experiment }) {
  const own = seen.layers[layer - 1];
  const delta = own.delta[neuron];
  const next = seen.layers[layer];
  const weights = html`<${Weights} seen=${seen} place=${{ phase: 'backward', layer, neuron }} />`;
  if (!next) {
    const isDifference = experiment.loss === SQUARED;
    const [says, wanted] = [own.a[neuron], seen.targets[neuron]];
    const slope = says === wanted ? 'φ′(z)' : behind(delta / (says - wanted));
    return html`<p>δ = ∂L/∂z ${isDifference && html`= (ŷ − y) · φ′(z)`}</p>
      <p>δ = ${isDifference && html`(${digits(says)} − ${behind(wanted)}) · ${slope} = `}
        ${strong(delta)}</p>${weights}`;
  }
  const terms = comingBack(next, neuron).map(
    ({ weight, delta: each }) => /** @type {[number, number]} */ ([weight, each]),
  );
  const back = terms.reduce((all, [w, d]) => all + w * d, 0);
  const isPlain = !experiment.skip && experiment.normalization === 'none';
  return html`<p>δ = φ′(z) · Σ w · δ<sub>${say('update.after.it')}</sub></p>
    <p>Σ w · δ = ${products(terms)} = ${strong(back)}</p>
    ${
      isPlain
        ? html`<p>δ = ${back === 0 ? 'φ′(z)' : digits(delta / back)} · ${behind(back)} = ${strong(delta)}</p>`
        : html`<p>δ = ${strong(delta)}</p><p class="soft">${say('update.also')}</p>`
    }${weights}`;
}

/** @param {{ seen: OneUpdate, place: Place, experiment: Experiment }} props */
function Renewed({ seen, place, experiment }) {
  const isPlain = experiment.optimizer === 'sgd';
  const rule = experiment.regularization === 'none' ? 'update.rule.sgd' : 'update.rule.penalty';
  return html`<p>${say('update.rule')}</p>
    ${isPlain && html`<p>${say(rule)}</p>`}
    <${Weights} seen=${seen} place=${place} />`;
}

/** The weights into a neuron with their slopes, and what they are afterwards.
 * @param {{ seen: OneUpdate, place: Place }} props */
function Weights({ seen, place: { phase, layer, neuron } }) {
  const own = seen.layers[layer - 1];
  const inputs = layer === 1 ? seen.inputs : seen.layers[layer - 2].a;
  const from = neuron * (own.inputs + 1);
  const columns = phase === 'update' ? 3 : phase === 'backward' ? 2 : 1;
  const row = (/** @type {number} */ j) => html`<tr key=${j}>
      <td>${j < own.inputs ? html`w<sub>${j + 1}</sub>` : 'b'}</td>
      <td>${digits(own.before[from + j])}</td>
      ${columns < 3 && html`<td>${j < own.inputs ? digits(inputs[j]) : 1}</td>`}
      ${columns > 1 && html`<td>${(phase === 'update' ? fine : digits)(own.slopes[from + j])}</td>`}
      ${
        columns > 2 &&
        html`<td>${fine(own.after[from + j] - own.before[from + j])}</td>
        <td><b>${digits(own.after[from + j])}</b></td>`
      }</tr>`;
  return html`<div class="inside-table" tabindex="0" role="group" aria-label=${say('update.weights')}>
    <table><thead>
    <tr><td></td><th scope="col">${say('update.now')}</th>
      ${columns < 3 && html`<th scope="col">${say('update.input')}</th>`}
      ${columns > 1 && html`<th scope="col">${say('update.slope')}</th>`}
      ${
        columns > 2 &&
        html`<th scope="col">${say('update.step')}</th><th scope="col">${say('update.then')}</th>`
      }</tr></thead>
    <tbody>${Array.from({ length: own.inputs + 1 }, (_, j) => row(j))}</tbody></table></div>`;
}
