// What can be taken away: the network, the data, the curve and the pictures as files. A later part, which the
// page fetches when somebody unfolds it.
import { html, readPalette, sayer, useRef, useState, whyRefused } from '#page';
import { datasetOf } from '../../controls/options.js';
import { csvOf, singleFloat } from '../../maths/tables.js';
import { asked, fileIn, ofRoom } from '../../protocol/rooms.js';
import { hostAddress } from '../../protocol/session.js';
import { curveSvg, networkSvg, plotSvg } from './drawings.js';
import { pngOf, save } from './saving.js';
import { TEXTS } from './texts.js';

/** @import { Store } from '../../state/store.js' */

const TARGETS = ['numpy', 'pytorch', 'keras', 'sklearn', 'javascript', 'c', 'onnx', 'npz', 'json', 'latex'];
/** Why a file does not fit here, but may elsewhere. */
const MISFITS = ['weights_of_another_shape', 'weights_of_another_kind'];
const say = sayer(TEXTS);
const PICTURES = { plot: plotSvg, network: networkSvg, curve: curveSvg };

/** @param {{ store: Store }} props */
export function TakeAway({ store }) {
  const [status, setStatus] = useState('');
  const [strange, setStrange] = useState(/** @type {File | null} */ (null)); // that does not fit in here
  const chosen = useRef(/** @type {HTMLInputElement | null} */ (null));
  /** @param {() => Promise<{ name: string, content: Blob }>} make */
  const saving = (make) => async () => {
    setStatus(say('writing'));
    try {
      const { name, content } = await make();
      save(name, content);
      setStatus(say('done', { name }));
    } catch (error) {
      setStatus(await whyRefused(error, TEXTS));
    }
  };
  const network = async (/** @type {string} */ target) => {
    const { room, watch } = store.state.peek();
    return fileIn(await asked(ofRoom(room, `network/${target}`), watch), `network.${target}`);
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
    setStrange(null);
    try {
      await asked(ofRoom(room, 'network'), token, { method: 'POST', body: file });
      setStatus(say('brought', { name: file.name }));
    } catch (error) {
      setStatus(await whyRefused(error, TEXTS));
      if (MISFITS.includes(/** @type {any} */ (error)?.reason?.code)) setStrange(file);
    }
  };
  const openRoom = async () => {
    const { room, watch } = store.state.peek();
    const tab = open('about:blank'); // now, while the press counts as a wish for a window
    try {
      const answer = await asked(ofRoom(room, 'network/room'), watch, {
        method: 'POST',
        body: strange ?? '',
      });
      (tab ?? globalThis).location.assign(hostAddress(location, await answer.json()));
      setStatus(say('room.made'));
      setStrange(null);
    } catch (error) {
      tab?.close();
      setStatus(await whyRefused(error, TEXTS));
    }
  };
  const pictures = /** @type {(keyof typeof PICTURES)[]} */ (Object.keys(PICTURES));
  const back = html`<h4>${say('back')}</h4><p>${say('back.note')}</p>
    <button class="choose" onClick=${() => chosen.current?.click()}>${say('back.file')}</button>
    <input ref=${chosen} type="file" hidden accept=".json,.npz" aria-label=${say('back.file')}
      onChange=${bringBack} />
    ${strange && html`<button class="choose" onClick=${openRoom}>${say('room.new')}</button>`}`;
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
  const { experiment } = store.state.peek().roomState;
  return `${datasetOf(experiment).replace(/\W/g, '_')}_epoch_${store.frame.peek()?.epoch ?? 0}`;
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
