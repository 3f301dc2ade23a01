// What can be taken away: the network, the data, the curve and the pictures as files. A part of its own, with
// a copy of what draws it, which the page fetches when somebody unfolds it.
import { html } from 'htm/preact';
import { render } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { csvOf, singleFloat } from '../../maths/tables.js';
import { readPalette } from '../painting/palette.js';
import { curveSvg, networkSvg, plotSvg } from './drawings.js';
import { fetchNetwork, NoFile, pngOf, save, sendWeights } from './saving.js';
import { TEXTS } from './texts.js';

/** @import { Store } from '../../state/store.js' */
/** @import { ReasonShown } from '../../messages.js' */

/**
 * @typedef {{ store: Store, language: string, sayReason: (reason: ReasonShown) => Promise<string> }} Given
 *   what the page gives: sayReason: the sentence of a reason in the reader's language
 */

const TARGETS = ['numpy', 'pytorch', 'keras', 'sklearn', 'javascript', 'c', 'onnx', 'npz', 'json', 'latex'];
const PICTURES = { plot: plotSvg, network: networkSvg, curve: curveSvg };

/** Shows it all in an element. @param {HTMLElement} element @param {Given} given */
export const mount = (element, given) => render(html`<${TakeAway} ...${given} />`, element);

/** @param {Given} props */
function TakeAway({ store, language, sayReason }) {
  const [status, setStatus] = useState('');
  const chosen = useRef(/** @type {HTMLInputElement | null} */ (null));
  const texts = TEXTS[language] ?? TEXTS.en;
  const say = (/** @type {string} */ key, /** @type {Record<string, string>} */ values = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const why = async (/** @type {unknown} */ error) => {
    const { status = 0, reason = null } = error instanceof NoFile ? error : {};
    return reason ? await sayReason(reason) : (texts[status] ?? say('failed'));
  };
  /** @param {() => Promise<{ name: string, content: Blob }>} make */
  const saving = (make) => async () => {
    setStatus(say('writing'));
    try {
      const { name, content } = await make();
      save(name, content);
      setStatus(say('done', { name }));
    } catch (error) {
      setStatus(await why(error));
    }
  };
  const network = (/** @type {string} */ target) => {
    const { room, watch } = store.state.peek();
    return fetchNetwork(room ?? '', watch ?? '', target);
  };
  const drawing = async (/** @type {keyof typeof PICTURES} */ which, /** @type {'png' | 'svg'} */ form) => {
    const svg = PICTURES[which]({ store, palette: readPalette(), say });
    const content = form === 'png' ? await pngOf(svg) : new Blob([svg], { type: 'image/svg+xml' });
    return { name: `${which}_${stem(store)}.${form}`, content };
  };
  const table = async (/** @type {'data' | 'curve'} */ which) => ({
    name: `${which}_${stem(store)}.csv`,
    content: new Blob([which === 'data' ? dataCsv(store) : curveCsv(store)], { type: 'text/csv' }),
  });
  /** @param {string} what @param {[string, () => Promise<{ name: string, content: Blob }>][]} files */
  const row = (what, files) => html`<li key=${what}><span>${what}</span>
    ${files.map(
      ([label, make]) =>
        html`<button class="text" aria-label=${`${say('download.what', { what })} ${label}`.trim()}
          onClick=${saving(make)}>${label || say('download')}</button>`,
    )}</li>`;
  const bringBack = async (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = field.files?.[0];
    field.value = ''; // the same file may be chosen again
    if (!file) return;
    const { room, token } = store.state.peek();
    setStatus(say('reading'));
    try {
      await sendWeights(room ?? '', token ?? '', file);
      setStatus(say('brought', { name: file.name }));
    } catch (error) {
      setStatus(await why(error));
    }
  };
  const pictures = /** @type {(keyof typeof PICTURES)[]} */ (Object.keys(PICTURES));
  const back = html`<h4>${say('back')}</h4><p>${say('back.note')}</p>
    <button class="choose" onClick=${() => chosen.current?.click()}>${say('back.file')}</button>
    <input ref=${chosen} type="file" hidden accept=".json,.npz" aria-label=${say('back.file')}
      onChange=${bringBack} />`;
  return html`<p role="status" class="file-status">${status}</p>
    <h4>${say('network')}</h4><p>${say('network.note')}</p>
    <ul>${TARGETS.map((target) => row(say(target), [['', () => network(target)]]))}</ul>
    <h4>${say('tables')}</h4>
    <ul>${row(say('data'), [['CSV', () => table('data')]])}
      ${row(say('curve'), [['CSV', () => table('curve')]])}</ul>
    <h4>${say('pictures')}</h4>
    <ul>${pictures.map((which) =>
      row(say(`picture.${which}`), [
        ['PNG', () => drawing(which, 'png')],
        ['SVG', () => drawing(which, 'svg')],
      ]),
    )}</ul>
    ${store.state.peek().role === 'host' && back}`;
}

/** What files are named after: the points, and how long it was trained. @param {Store} store */
function stem(store) {
  const { experiment: e } = store.state.peek().roomState;
  const names = { classification: e.dataset, regression: e.regression_dataset, curve: e.curve_dataset };
  return `${names[e.problem].replace(/\W/g, '_')}_epoch_${store.frame.peek()?.epoch ?? 0}`;
}

/** @param {Store} store */
function dataCsv(store) {
  const points = store.points.peek();
  const rows = (/** @type {Float32Array} */ set, /** @type {string} */ name) =>
    Array.from({ length: set.length / 3 }, (_, i) => [
      ...Array.from(set.subarray(3 * i, 3 * i + 3), singleFloat),
      name,
    ]);
  const all = points ? [...rows(points.train, 'training'), ...rows(points.test, 'test')] : [];
  return csvOf(['x1', 'x2', 'label', 'set'], all);
}

/** @param {Store} store */
function curveCsv(store) {
  const { epochs, train, test } = store.history.peek();
  return csvOf(
    ['epoch', 'training loss', 'test loss'],
    epochs.map((epoch, i) => [epoch, train[i], test[i]]),
  );
}
