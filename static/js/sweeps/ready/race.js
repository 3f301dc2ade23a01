// A race: networks that differ in one thing, side by side from their first epoch to the last.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useContext, useEffect, useMemo } from 'preact/hooks';
import { number } from '../../text/texts.js';
import { Chart, Paper } from '../charts/frame.js';
import { goalOf, lossAt, placesAt } from '../maths/race.js';
import { lossInWords } from '../words.js';
import { Lane, nameOf } from './lane.js';
import { Others } from './others.js';
import { RaceCurves } from './race_curves.js';
import { say } from './saying.js';

/** @import { ChartProps } from '../told.js' */
/** @import { Begin } from './others.js' */

/** So long a race is played, in seconds. */
const LENGTH_S = 8;

/** @param {ChartProps & { points?: number[][], begin?: Begin }} props */
export function Race({ status, rows, chosen, onChoose, points, begin }) {
  const { epochs } = status.order;
  const isOnPaper = useContext(Paper) !== null; // where nothing moves, it stands at its end
  const epoch = useSignal(isOnPaper ? epochs : 0);
  const isPlaying = useSignal(!isOnPaper);
  const sorted = useMemo(() => rows.toSorted((a, b) => a.setting - b.setting), [rows]);
  const goal = useMemo(() => goalOf(sorted), [sorted]);
  const isThere = sorted.length > 0;
  useEffect(() => {
    if (!isPlaying.value || !isThere) return;
    let [last, frame] = [performance.now(), 0];
    const go = (/** @type {number} */ now) => {
      const next = epoch.peek() + (epochs * Math.max(0, now - last)) / (1000 * LENGTH_S);
      last = now;
      epoch.value = Math.min(epochs, next);
      if (epoch.peek() >= epochs) isPlaying.value = false;
      else frame = requestAnimationFrame(go);
    };
    frame = requestAnimationFrame(go);
    return () => cancelAnimationFrame(frame);
  }, [isPlaying.value, isThere, epochs]);
  const at = Math.floor(epoch.value);
  const press = () => {
    if (!isPlaying.peek() && epoch.peek() >= epochs) epoch.value = 0;
    isPlaying.value = !isPlaying.peek();
  };
  const slide = (/** @type {Event} */ event) => {
    isPlaying.value = false;
    epoch.value = Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
  };
  return html`<${Chart} name="race" title=${say('race')} ask=${say('race.ask')}>
    <div class="choices player">
      <button type="button" class="text" onClick=${press}
        >${say(isPlaying.value ? 'race.pause' : 'race.play')}</button>
      <input type="range" min="0" max=${epochs} step="1" value=${at} aria-label=${say('race.epoch')}
        aria-valuetext=${say('race.at', { n: number(at, 0) })} onInput=${slide} />
      <output>${say('race.at', { n: number(at, 0) })}</output></div>
    <ul class="lanes">${sorted.map(
      (row) => html`<${Lane} key=${row.setting} row=${row} rows=${sorted} epoch=${at} goal=${goal}
        points=${points} isChosen=${row.setting === chosen?.setting}
        choose=${() => onChoose(row.setting, row.repeat)} />`,
    )}</ul>
    <${RaceCurves} rows=${sorted} epoch=${at} epochs=${epochs} goal=${goal} chosen=${chosen} />
    ${begin && html`<${Others} order=${status.order} begin=${begin} />`}
    <p class="visually-hidden" aria-live="polite">${
      isPlaying.value || !isThere ? '' : inWords(sorted, at)
    }</p><//>`;
}

/** @param {ChartProps['rows']} rows @param {number} epoch */
function inWords(rows, epoch) {
  const told = rows.map((row) => laneWords(row, rows, epoch));
  return `${say('race.at', { n: number(epoch, 0) })}: ${told.join('; ')}.`;
}

/** @param {ChartProps['rows'][number]} row @param {ChartProps['rows']} rows @param {number} epoch */
function laneWords(row, rows, epoch) {
  const value = lossAt(row, epoch);
  const place = say(`place.${placesAt(rows, epoch)[rows.indexOf(row)]}`);
  return `${nameOf(row)} ${place}, ${value === null ? say('away') : lossInWords(value)}`;
}
