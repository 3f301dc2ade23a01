// How good the network is: accuracy with confusion matrix, precision and recall, or R² and RMSE; for training
// and test points.
import { html } from 'htm/preact';

import { number, percent, t } from '../../text/texts.js';
/** @import { Metrics, Scores } from '../../messages.js' */

/** The large figures: training, test and the gap between them. @param {{ metrics: Metrics }} props */
export function Figures({ metrics }) {
  const { train, test, gap } = metrics;
  const signed = gap === null ? '–' : `${gap >= 0 ? '+' : ''}${number(gap, 3, true)}`;
  return html`
    ${
      train.accuracy !== null
        ? html`<${Figure} label=${t('accuracy.train')} value=${percent(train.accuracy)} id="train-accuracy" /><${Figure} label=${t('accuracy.test')} value=${percent(test.accuracy)} id="shown-test-accuracy" />`
        : html`<${Figure} label=${html`R<sup>2</sup> ${t('of.train')}`} value=${number(train.r2 ?? NaN, 3, true)} id="train-r2" /><${Figure} label=${html`R<sup>2</sup> ${t('of.test')}`} value=${number(test.r2 ?? NaN, 3, true)} id="test-r2" />
          <${Figure} label=${`RMSE ${t('of.train')}`} value=${number(train.rmse ?? NaN, 3, true)} /><${Figure} label=${`RMSE ${t('of.test')}`} value=${number(test.rmse ?? NaN, 3, true)} />`
    }
    <${Figure} label=${t('gap')} value=${signed} title=${t('gap.title')} />
  `;
}

/** @param {{ label: unknown, value: string, id?: string, title?: string, children?: unknown }} props */
export function Figure({ label, value, id, title, children }) {
  return html`<div class="figure" title=${title}><span class="label">${label}</span><b data-testid=${id}>${value}</b>${children}</div>`;
}

/**
 * Rows are what the points are, columns what the network takes them for. At the right the recall of each
 * class, under it the precision.
 * @param {{ scores: Scores, title: string }} props
 */
export function Confusion({ scores, title }) {
  const { confusion, precision, recall } = scores;
  if (!confusion || !precision || !recall) return null;
  const totals = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const names = confusion.map(
    (_, i) =>
      html`<span class=${`class-name class-${confusion.length === 2 ? ['negative', 'positive'][i] : i}`}>${confusion.length === 2 ? ['−1', '+1'][i] : i + 1}</span>`,
  );
  return html`<table class=${`confusion ${confusion.length > 4 ? 'many' : ''}`}>
    <caption>${title}</caption>
    <thead><tr><td></td>${names.map((name) => html`<th scope="col"><span class="visually-hidden">${t('told')} </span>${name}</th>`)}<th scope="col" class="soft">${t('recall')}</th></tr></thead>
    <tbody>${confusion.map(
      (row, i) => html`<tr><th scope="row"><span class="visually-hidden">${t('is')} </span>${names[i]}</th>
      ${row.map((count, j) => html`<td class=${i === j ? 'right' : ''} style=${{ '--share': String(totals[i] ? count / totals[i] : 0) }}>${number(count)}</td>`)}
      <td class="soft">${share(recall[i])}</td></tr>`,
    )}</tbody>
    <tfoot><tr><th scope="row" class="soft">${t('precision')}</th>${precision.map((each) => html`<td class="soft">${share(each)}</td>`)}<td></td></tr></tfoot>
  </table>`;
}

/** @param {number | null} value */
const share = (value) => (value === null ? '–' : number(value, 2, true));
