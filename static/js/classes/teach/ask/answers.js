// What was answered: bars for choices, a line of dots for numbers, texts as a list. No names.
import { html } from 'htm/preact';
import { number } from '../../../text/texts.js';
import { say } from '../parts/texts.js';
import { axisOf } from './axis.js';
import { tally } from './results.js';

/** @import { Question } from '../../../messages.js' */

const WIDTH = 600;
const DOT = 9;
const TICKS = 7;

/** @param {{ question: Question }} props */
export function Answers({ question }) {
  const { kind, choices, counts, answers, n_answers: n = 0 } = question;
  const total = html`<p class="what" data-testid="n-answers">${say('answers', { n })}</p>`;
  if (kind === 'choices')
    return html`${counts && html`<${Bars} choices=${choices} counts=${counts} />`}${total}`;
  if (!answers) return total;
  if (kind === 'number') return html`<${Dots} answers=${answers.map(Number)} />${total}`;
  return html`<ul class="said">${answers.map((text, i) => html`<li key=${i}>${text}</li>`)}</ul>${total}`;
}

/** @param {{ choices: string[], counts: number[] }} props */
function Bars({ choices, counts }) {
  const most = Math.max(1, ...counts);
  return html`<ul class="bars">${choices.map(
    (text, i) => html`<li key=${i}><span>${text}</span>
      <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect
        width=${(100 * counts[i]) / most} height="1" /></svg><b>${counts[i]}</b></li>`,
  )}</ul>`;
}

/** @param {{ answers: number[] }} props */
function Dots({ answers }) {
  if (answers.length === 0) return null;
  const all = tally(answers);
  const axis = axisOf(answers, TICKS);
  const high = Math.max(...all.map(({ count }) => count));
  const step = 2 * DOT + 2;
  const ground = Math.min(300, high * step) + DOT;
  const rise = Math.min(step, (ground - DOT) / high);
  const label = all.map(({ value, count }) => `${number(value, 3)}: ${count}`).join('; ');
  return html`<svg class="dots" viewBox=${`0 0 ${WIDTH} ${ground + 36}`} role="img" aria-label=${label}>
    <path d=${`M0 ${ground}H${WIDTH}`} />
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
