// The data column: which points, how many of them for training, how noisy, in what batches.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { SLIDERS, sliderRange } from '../../controls/controls.js';
import { DATASET_OF } from '../../controls/options.js';
import { fetchOnce } from '../../protocol/fetch_once.js';
import { choiceLabel, labelOf } from '../../text/explanations.js';
import { number, t } from '../../text/texts.js';
import { addressOf } from '../painting/canvas.js';
import { paintCurvePoints, paintPoints } from '../painting/points.js';
import { bringing } from '../parts/bringing.js';
import { typedText } from '../parts/elements.js';
import { Explained } from '../parts/explain.js';
import { FullScreen } from '../parts/fullscreen.js';
import { isLocked, lockNote } from '../parts/locks.js';

/** @import { RoomState } from '../../messages.js' */
/** @import { Catalogue, DatasetChoice } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Common } from '../parts/common.js' */

/** What the thumbnails show of each input: a little more, for discs at the edge. */
const THUMB_DOMAIN = { low: -6.4, high: 6.4 };
const THUMB_PIXELS = 140;

/** @param {Common & { palette: Palette, paint: () => void }} props */
export function Data({ store, canEdit, shown, palette, paint }) {
  const experiment = useComputed(() => store.state.value.roomState.experiment).value;
  const refusals = useComputed(() => store.state.value.notices).value;
  const phase = useComputed(() => store.state.value.phase).value;
  const samples = useSamples(experiment.classes, store.catalogue);
  const datasets = samples.filter(({ problem }) => problem === experiment.problem);
  const field = DATASET_OF[experiment.problem];
  const change = (/** @type {Record<string, unknown>} */ changes) => store.send({ type: 'change', changes });
  const thumb = (/** @type {DatasetChoice} */ dataset) => {
    const { name } = dataset;
    const label = choiceLabel(field, name);
    const isOwn = dataset.sample.length === 0;
    const isPresent = experiment[field] === name;
    const opensEditor = isOwn && (isPresent || experiment.table?.is_on_plane !== false);
    const choose = () => (opensEditor ? paint() : change({ [field]: name }));
    const lock = opensEditor ? 'table' : field;
    if (isOwn && !canEdit && !isPresent) return null;
    return html`<button key=${name} aria-pressed=${isPresent} aria-label=${label} title=${lockNote(lock)}
      disabled=${!canEdit || isLocked(lock)} onClick=${choose}>
      ${isOwn ? html`<${Pencil} />` : html`<${Thumbnail} dataset=${dataset} palette=${palette} />`}
      <span class="name" aria-hidden="true">${label}</span></button>`;
  };
  const table = useComputed(() => store.state.value.roomState.table).value;
  const fixed = fixedBy(table);
  const slide = (/** @type {typeof SLIDERS[number]} */ slider) =>
    html`<${Slider} key=${slider.field} slider=${slider} present=${experiment[slider.field]}
      note=${lockNote(slider.field) ?? fixed[slider.field]}
      disabled=${!canEdit || isLocked(slider.field) || slider.field in fixed}
      answers=${[experiment, refusals, phase]}
      isAnswered=${() => store.wanted().experiment[slider.field] === experiment[slider.field]}
      change=${(/** @type {number} */ value) => change({ [slider.field]: value })} />`;
  return html`<section class="data" aria-label=${t('data')}>
    <div><div class="panel-head"><h2>${t('data')}</h2><${FullScreen} of=".data" /></div>
      <p class="ask">${t('ask.data')}</p></div>
    ${
      shown('dataset') &&
      html`<div><p class="pair"><${Explained} field=${field} text=${labelOf('dataset')} />
          <b>${choiceLabel(field, String(experiment[field]))}</b></p>
        <div class="thumbs">${datasets.map(thumb)}</div></div>`
    }
    ${SLIDERS.filter(({ hide }) => shown(hide)).map(slide)}
    ${
      canEdit &&
      html`<${NewPoints} store=${store} />
      <button class="outlined bring-table" title=${lockNote('table')} disabled=${isLocked('table')}
        onClick=${() => (bringing.value = { file: null })}
        >${t('bring.table')}</button>
      <p class="keys-hint"><kbd>${t('key.space')}</kbd> ${t('hint.play')} <kbd>?</kbd> ${t('hint.keys')}</p>`
    }
  </section>`;
}

/** The sliders that change nothing of the rows of a table, and why.
 * @param {RoomState['table']} table @returns {Partial<Record<string, string>>} */
const fixedBy = (table) => ({
  ...(table && { noise: t('fixed.noise') }),
  ...(table?.is_split && { train_percent: t('fixed.split') }),
});

/** What stands for points of one's own. */
function Pencil() {
  return html`<svg class="pencil" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M4 20l1-5L16 4l4 4L9 19z" /></svg>`;
}

/** Draws new points. @param {Pick<Common, 'store'>} props */
export function NewPoints({ store }) {
  return html`<button class="outlined" title=${t('regenerate.title')}
    onClick=${() => store.send({ type: 'regenerate' })}>${t('regenerate')}</button>`;
}

/**
 * The datasets with as many classes as are chosen; until they have come, with as many as before.
 * @param {number} classes @param {Catalogue} catalogue
 */
function useSamples(classes, { datasets, defaults }) {
  const shown = useSignal(datasets);
  useEffect(() => {
    if (classes === defaults.classes) return void (shown.value = datasets);
    let isWanted = true;
    fetchOnce(`samples?classes=${classes}`).then((/** @type {typeof datasets | null} */ found) => {
      if (isWanted && found)
        shown.value = datasets.map((each) => found.find(({ name }) => name === each.name) ?? each);
    });
    return () => {
      isWanted = false;
    };
  }, [classes]);
  return shown.value;
}

/** A dataset in small, drawn by the code of the plot.
 * @param {{ dataset: DatasetChoice, palette: Palette }} props */
export function Thumbnail({ dataset, palette }) {
  const image = useRef(/** @type {HTMLImageElement | null} */ (null));
  const paint = (/** @type {HTMLCanvasElement} */ canvas) => {
    const sets = [{ points: Float32Array.from(dataset.sample.flat()), rings: false }];
    const how = { radius: 1.5, scale: 2 };
    if (dataset.problem === 'curve')
      return paintCurvePoints(canvas, sets, palette, { ...how, limit: 1.5, width: 70, height: 70 });
    const labels = Array.from({ length: dataset.n_classes ?? 0 }, (_, k) => k);
    paintPoints(canvas, sets, palette, { ...how, domain: THUMB_DOMAIN, labels });
  };
  useEffect(() => {
    const draw = () => image.current && (image.current.src = addressOf(paint, THUMB_PIXELS));
    const asked = requestAnimationFrame(draw); // not before the first picture is seen
    return () => cancelAnimationFrame(asked);
  }, [palette, dataset]);
  return html`<img ref=${image} class="drawn" alt="" draggable=${false} />`;
}

/**
 * A slider that shows its value while it moves, changes the experiment when it rests, and stays there until
 * the answer to the place that was told last.
 * @param {{ slider: typeof SLIDERS[number], present: number, note?: string, disabled: boolean,
 *   answers: readonly unknown[], isAnswered: () => boolean, change: (value: number) => void }} props
 */
function Slider({ slider, present, note, disabled, answers, isAnswered, change }) {
  const moving = useSignal(/** @type {number | null} */ (null));
  const told = useRef(/** @type {number | null} */ (null));
  const { low, high } = sliderRange(slider, present);
  const onInput = (/** @type {Event} */ event) => (moving.value = Number(typedText(event)));
  const onChange = (/** @type {Event} */ event) => {
    told.current = Number(typedText(event));
    change(told.current);
  };
  useEffect(() => {
    if (told.current === null || moving.peek() !== told.current || !isAnswered()) return;
    told.current = moving.value = null;
  }, answers);
  const step = Number.isInteger((present - low) / slider.step) ? slider.step : 'any';
  const value = moving.value ?? present;
  const { field } = slider;
  return html`<div class="slider">
    <span class="label"><${Explained} field=${field} /><b>${number(value)}${slider.unit}</b></span>
    <input type="range" aria-label=${labelOf(field)} data-field=${field} min=${low} max=${high} step=${step}
      title=${note}
      value=${value} disabled=${disabled} onInput=${onInput} onChange=${onChange} /></div>`;
}
