// How much each field explains alone, as bars, with a sentence.
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { number } from '../../text/texts.js';
import { fieldAxis } from '../maths/fields.js';
import { explainedByAll, importances } from '../maths/importance.js';
import { Chart } from './frame.js';
import { say } from './saying.js';
import { columnName, valueText } from './words.js';

/** @import { ChartProps } from '../told.js' */
/** @import { Importance as Of } from '../maths/importance.js' */

/** Below so many networks nothing is said. */
const LEAST = 8;

/** @param {ChartProps} props */
export function Importance({ status, rows }) {
  const isLargest = status.is_largest_best;
  const { found, together } = useMemo(() => {
    const axes = status.fields.map((field) => fieldAxis(field, status.order.strategy));
    return { found: importances(rows, axes, isLargest), together: explainedByAll(rows, isLargest) };
  }, [rows, status.fields.length]);
  return html`<${Chart} name="importance" title=${say('importance')} ask=${say('importance.ask')}>
    ${
      rows.length < LEAST
        ? html`<p class="said">${say('importance.few')}</p>`
        : html`<ul class="shares">${found.map(
            ({ name, share }) => html`<li key=${name}><span>${columnName(name)}</span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"
            ><rect width=${(100 * share).toFixed(1)} height="10" /></svg>
          <b>${shareText(share)}</b></li>`,
          )}</ul><p class="said">${importanceText(found, together)}</p>`
    }<//>`;
}

/** @param {number} share */
const shareText = (share) => `${number(100 * share, 0)}\u00a0%`;

/** What is most important, and what the seeds come to. @param {Of[]} found @param {number | null} together */
export function importanceText(found, together) {
  const [first] = found;
  const parts = [
    first.share < 0.05
      ? say('importance.none')
      : say(together !== null && 2 * first.share < together ? 'importance.some' : 'importance.first', {
          field: columnName(first.name),
          share: shareText(first.share),
          best: first.best === null ? '' : valueText(first.name, first.best),
        }),
  ];
  if (together !== null && found.length > 1) {
    parts.push(say('importance.together', { share: shareText(together), rest: shareText(1 - together) }));
  } else if (together !== null) parts.push(say('importance.rest', { rest: shareText(1 - together) }));
  return parts.join(' ');
}
