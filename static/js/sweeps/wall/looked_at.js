// The setting that is looked at: its values, how its seeds did, each of them, and the way to
// the playground.
import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { paintCell } from '../../classes/pictures.js';
import { number, percent } from '../../text/texts.js';
import { readPalette } from '../../views/painting/palette.js';
import { look } from '../../views/parts/look.js';
import { say } from '../saying.js';
import { middleOf, ofSetting } from '../summary.js';
import { lossInWords, measured, rowInWords, settingInWords } from '../words.js';

/** @import { ChartProps, Row, Status } from '../told.js' */

/** Pictures of seeds that have room; others are reached on the wall. */
const MOST_SEEDS = 10;

/** @param {ChartProps & { open: (setting: number, repeat: number) => void, isOpening: boolean }} props */
export function LookedAt({ status, rows, chosen, onChoose, open, isOpening }) {
  const own = chosen ? ofSetting(rows, chosen.setting) : [];
  const row = own.find(({ repeat }) => repeat === chosen?.repeat) ?? own[0];
  if (!row) return html`<section class="looked-at empty"><p class="soft">${say('look.none')}</p></section>`;
  const { measure } = status.order;
  const { middle, best, worst, ranAway } = middleOf(
    own.map(({ value }) => value),
    status.is_largest_best,
  );
  const value = (/** @type {number | null} */ of) => measured(measure, of);
  const spread = say('look.spread', { n: own.length, low: value(best), high: value(worst) });
  const away = ranAway > 0 ? `, ${say('look.away', { n: ranAway })}` : '';
  return html`<section class="looked-at" aria-label=${say('look')}>
    <h3>${settingInWords(row.values)}</h3>
    <p class="middle"><b>${say(`measure.${measure}`)}: ${value(middle)}</b>
      ${own.length > 1 && html`<span class="soft">${spread}${away}</span>`}</p>
    <div class="beside">
      ${
        own.length > 1 &&
        html`<div class="seeds">${own.slice(0, MOST_SEEDS).map(
          (each) => html`<button key=${each.repeat} aria-pressed=${each === row}
            aria-label=${rowInWords(each, status)} title=${rowInWords(each, status)}
            onClick=${() => onChoose(each.setting, each.repeat)}><${Picture} row=${each} /></button>`,
        )}</div>`
      }
      ${own.length === 1 && html`<span class="seeds"><${Picture} row=${row} /></span>`}
      <${Facts} row=${row} status=${status} />
      <button class="text strong" disabled=${isOpening} onClick=${() => open(row.setting, row.repeat)}
        >${say(isOpening ? 'opening' : 'open')}</button>
    </div></section>`;
}

/** @param {{ row: Row, status: Status }} props */
function Facts({ row }) {
  /** @type {[string, string][]} */
  const facts = [
    ['seed', row.seed],
    ['epochs', number(row.epochs)],
    ['train', lossInWords(row.train_loss)],
    ['test', lossInWords(row.test_loss)],
    ...(row.test_accuracy === null
      ? []
      : [/** @type {[string, string]} */ (['accuracy', percent(row.test_accuracy)])]),
    ['parameters', number(row.n_parameters)],
  ];
  return html`<dl class="facts">${facts.map(
    ([name, text]) => html`<div key=${name}><dt>${say(`fact.${name}`)}</dt><dd>${text}</dd></div>`,
  )}</dl>`;
}

/** @param {{ row: Row }} props */
function Picture({ row }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const { theme, palette } = look.value;
  useLayoutEffect(() => {
    const picture = row.pictures[row.pictures.length - 1];
    if (!canvas.current || picture === undefined) return;
    paintCell(canvas.current, { kind: row.kind, picture, n_outputs: row.n_outputs }, readPalette());
  }, [row, theme, palette]);
  return html`<canvas ref=${canvas} width="32" height="32" aria-hidden="true"></canvas>`;
}
