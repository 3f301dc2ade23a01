// What was answered: bars for choices, a line of dots for numbers, texts as a list. No names.
import { html } from 'htm/preact';
import { number } from '../../../text/texts.js';
import { say } from '../parts/texts.js';
import { Written } from '../parts/written.js';
import { axisOf } from './axis.js';
import { tally } from './results.js';

/** @import { Question } from '../../../messages.js' */
/** @import { Answered } from '../../lesson_answers.js' */

const WIDTH = 600;
const DOT = 9;
const TICKS = 7;

/** Those of a step of a lesson know what was right; their choices are HTML.
 * @param {{ question: Question | Answered }} props */
export function Answers({ question }) {
  const { kind, choices, counts, answers, n_answers: n = 0 } = question;
  const { right, isFirst } = 'right' in question ? question : { right: null, isFirst: false };
  const said = say(isFirst ? 'answers.first' : 'answers', { n });
  const total = html`<p class="what" data-testid="n-answers">${said}</p>`;
  if (kind === 'choices') {
    const texts = 'right' in question ? choices.map((of) => html`<${Written} of=${of} />`) : choices;
    return html`${counts && html`<${Bars} choices=${texts} counts=${counts} right=${right} />`}${total}`;
  }
  if (!answers) return total;
  if (kind === 'number') return html`<${Dots} answers=${answers.map(Number)} right=${right} />${total}`;
  return html`<ul class="said">${answers.map((text, i) => html`<li key=${i}>${text}</li>`)}</ul>${total}`;
}

/** @param {{ choices: unknown[], counts: number[], right: number | null }} props */
function Bars({ choices, counts, right }) {
  const most = Math.max(1, ...counts);
  return html`<ul class="bars">${choices.map(
    (text, i) => html`<li key=${i} class=${i === right ? 'right' : ''}><span>${
      i === right && html`<b aria-hidden="true">✓</b><span class="said-only"> ${say('answer.right')}: </span>`
    }${text}</span>
      <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect
        width=${(100 * counts[i]) / most} height="1" /></svg><b>${counts[i]}</b></li>`,
  )}</ul>`;
}

/** @param {{ answers: number[], right: number | null }} props */
function Dots({ answers, right }) {
  if (answers.length === 0) return null;
  const all = tally(answers);
  const axis = axisOf(right === null ? answers : [...answers, right], TICKS);
  const high = Math.max(...all.map(({ count }) => count));
  const step = 2 * DOT + 2;
  const ground = Math.min(300, high * step) + DOT;
  const rise = Math.min(step, (ground - DOT) / high);
  const label = all.map(({ value, count }) => `${number(value, 3)}: ${count}`).join('; ');
  return html`<svg class="dots" viewBox=${`0 0 ${WIDTH} ${ground + 36}`} role="img" aria-label=${label}>
    <path d=${`M0 ${ground}H${WIDTH}`} />
    ${right !== null && html`<path class="came" d=${`M${axis.at(right) * WIDTH} -10V${ground + 8}`} />`}
    ${all.flatMap(({ value, count }) =>
      Array.from(
        { length: count },
        (_, i) => html`<circle key=${`${value}-${i}`} cx=${axis.at(value) * WIDTH}
          cy=${ground - DOT - 1 - i * rise} r=${DOT} />`,
      ),
    )}
    ${axis.ticks.map(
      (tick) => html`<text key=${tick} x=${axis.at(tick) * WIDTH} y=${ground + 24}>${number(tick, 4)}</text>`,
    )}</svg>`;
}
