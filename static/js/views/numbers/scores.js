// How good the network is, for training and test points: accuracy and confusion matrix, or R² and RMSE.
import { html } from 'htm/preact';
import { className } from '../../maths/classes.js';
import { number, percent, t } from '../../text/texts.js';
/** @import { Metrics, RoomState, Scores } from '../../messages.js' */

/** The large figures: training, test and the gap between them. @param {{ metrics: Metrics }} props */
export function Figures({ metrics }) {
  const { train, test, gap } = metrics;
  const signed = gap === null ? '–' : `${gap >= 0 ? '+' : ''}${number(gap, 3, true)}`;
  const score = (/** @type {number | null} */ value) => number(value ?? NaN, 3, true);
  const squared = (/** @type {string} */ of) => html`R<sup>2</sup> ${of}`;
  const rows =
    train.accuracy !== null
      ? [
          [t('accuracy.train'), percent(train.accuracy), 'train-accuracy'],
          [t('accuracy.test'), percent(test.accuracy), 'shown-test-accuracy'],
        ]
      : [
          [squared(t('of.train')), score(train.r2), 'train-r2'],
          [squared(t('of.test')), score(test.r2), 'test-r2'],
          [`RMSE ${t('of.train')}`, score(train.rmse)],
          [`RMSE ${t('of.test')}`, score(test.rmse)],
        ];
  return html`${rows.map(([label, value, id]) => html`<${Figure} label=${label} value=${value} id=${id} />`)}
    <${Figure} label=${t('gap')} value=${signed} title=${t('gap.title')} />`;
}

/** @param {{ label: unknown, value: string, id?: string, title?: string, children?: unknown }} props */
export function Figure({ label, value, id, title, children }) {
  return html`<div class="figure" title=${title}><span class="label">${label}</span>
    <b data-testid=${id}>${value}</b>${children}</div>`;
}

/**
 * Rows are what the points are, columns what the network takes them for. At the right the recall of each
 * class, under it the precision.
 * @param {{ scores: Scores, title: string, table: RoomState['table'] }} props
 */
export function Confusion({ scores, title, table }) {
  const { confusion, precision, recall } = scores;
  if (!confusion || !precision || !recall) return null;
  const totals = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const isBinary = confusion.length === 2;
  const names = confusion.map((_, i) => {
    const kind = isBinary ? ['negative', 'positive'][i] : i;
    const name = isBinary ? ['−1', '+1'][i] : className(table, i);
    return html`<span class=${`class-name class-${kind}`}>${name}</span>`;
  });
  const hidden = (/** @type {string} */ key) => html`<span class="visually-hidden">${t(key)} </span>`;
  const cell = (/** @type {number} */ count, /** @type {number} */ i, /** @type {number} */ j) => {
    const style = { '--share': String(totals[i] ? count / totals[i] : 0) };
    return html`<td class=${i === j ? 'right' : ''} style=${style}>${number(count)}</td>`;
  };
  return html`<table class=${`confusion ${confusion.length > 4 ? 'many' : ''}`}>
    <caption>${title}</caption>
    <thead><tr><td></td>${names.map((name) => html`<th scope="col">${hidden('told')}${name}</th>`)}
      <th scope="col" class="soft">${t('recall')}</th></tr></thead>
    <tbody>${confusion.map(
      (row, i) => html`<tr><th scope="row">${hidden('is')}${names[i]}</th>
        ${row.map((count, j) => cell(count, i, j))}<td class="soft">${ratio(recall[i])}</td></tr>`,
    )}</tbody>
    <tfoot><tr><th scope="row" class="soft">${t('precision')}</th>
      ${precision.map((each) => html`<td class="soft">${ratio(each)}</td>`)}<td></td></tr></tfoot>
  </table>`;
}

/** @param {number | null} value */
const ratio = (value) => (value === null ? '–' : number(value, 2, true));
