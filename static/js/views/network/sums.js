// In the card of a neuron: the way from the sum to what goes out, for the chosen point, step by step.
import { html } from 'htm/preact';
import { number, t } from '../../text/texts.js';
import { PointOnCurve } from '../parts/activation_curves.js';

/** @import { Arithmetic } from '../../maths/arithmetic.js' */

/** @param {number} value */
const digits = (value) => number(value, 3, true);
/** @param {number} value */
const strong = (value) => html`<b>${digits(value)}</b>`;
/** A number behind a sign, in brackets if it is below zero. @param {number} value */
const behind = (value) => (value < 0 ? `(${digits(value)})` : digits(value));

/** @param {{ of: Arithmetic, activation: string | null, steepness: number }} props activation: null for
 *   the output's own */
export function Sums({ of, activation, steepness }) {
  const { sum, normal, preActivation, activated, skip, together, output } = of;
  const into = normal ? 'n' : 'z';
  return html`<div class="sum">
    <p>${t('card.sum')} z = ${strong(sum)}</p>
    ${
      normal &&
      html`<p>${t('card.normal')} ẑ = ${strong(normal.value)}</p>
      <p>n = γẑ + β = ${digits(normal.gain)} × ${behind(normal.value)} + ${behind(normal.shift)}
        ${' '}= ${strong(preActivation)}</p>`
    }
    <p>${
      together
        ? html`<${Softmax} of=${together} z=${preActivation} a=${output} />`
        : activated === null
          ? html`${t('neuron.off')}: a = ${strong(output)}`
          : skip === null
            ? html`a = φ(${into}) = ${strong(output)}`
            : html`a = φ(${into}) ${t('card.skip')} = ${digits(activated)} + ${behind(skip)}
            ${' '}= ${strong(output)}`
    }</p>
    ${
      activation &&
      activated !== null &&
      html`<${PointOnCurve} name=${activation} steepness=${steepness} z=${preActivation} a=${activated} />`
    }
  </div>`;
}

/** The share of this output in all of them. @param {{ of: readonly number[], z: number, a: number }} props */
function Softmax({ of, z, a }) {
  const power = (/** @type {number} */ each) => html`e<sup>${digits(each)}</sup>`;
  const all = of.map((each, k) => html`${k > 0 && ' + '}${power(each)}`);
  return html`<span data-testid="softmax"
    >${t('card.softmax')} a = ${power(z)} / (${all}) = ${strong(a)}</span>`;
}
