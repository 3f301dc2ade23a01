// Saving a whole run, opening one again, and the list of what this browser has saved. A later part, which the
// page fetches when somebody unfolds it.
import {
  Copy,
  choiceLabel,
  html,
  language,
  number,
  sayer,
  useEffect,
  useRef,
  useState,
  whyRefused,
} from '#page';
import { DATASET_OF, datasetOf, isOwn } from '../../controls/options.js';
import { save } from '../files/saving.js';
import { Gallery, keptCurve } from './gallery.js';
import {
  addressOf,
  fileOf,
  forget,
  keep,
  MOST_CHARACTERS,
  openFile,
  openKept,
  termsOf,
  wholeLink,
} from './places.js';
import { TEXTS } from './texts.js';
import { thumbnail } from './thumbnail.js';

/** @import { Experiment } from '../../messages.js' */
/** @import { Store } from '../../state/store.js' */
/** @import { Entry } from './gallery.js' */

const gallery = new Gallery(() => globalThis.localStorage);

const say = sayer(TEXTS);
/** The reason for which a database that is lost, or whose disk is full, refuses. */
const LOST = 'saved_unreachable';

/** @param {{ store: Store }} props */
export function Saved({ store }) {
  const [status, setStatus] = useState('');
  const [lost, setLost] = useState(/** @type {{ why: string, again: () => void } | null} */ (null));
  const [made, setMade] = useState('');
  const [title, setTitle] = useState(/** @type {string | null} */ (null));
  const [days, setDays] = useState(0);
  const chosen = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    termsOf(doors()).then(
      (terms) => setDays(terms.days),
      () => {}, // saving itself says why not
    );
  }, []);
  const { name: spoken } = language.value;
  const dated = (/** @type {number} */ ms) => new Date(ms).toLocaleDateString(spoken, { dateStyle: 'long' });
  /** Does something and says what came of it; where the database does not answer, until it does.
   * @param {() => Promise<string>} act */
  const doing = (act) => {
    const doIt = async () => {
      setStatus(say('working'));
      try {
        setStatus(await act());
        setLost(null);
      } catch (error) {
        const why = await whyRefused(error, TEXTS);
        const isLost = /** @type {any} */ (error)?.reason?.code === LOST;
        setLost(isLost ? { why, again: doIt } : null);
        setStatus(isLost ? '' : why);
      }
    };
    return doIt;
  };
  const doors = () => store.state.peek();
  const data = () => store.state.peek().roomState.experiment;
  const usual = () => say('name.of', { data: dataName(data()), epoch: store.frame.peek()?.epoch ?? 0 });
  const keepIt = doing(async () => {
    const entry = {
      title: (title ?? usual()).trim() || usual(),
      at: Date.now(),
      picture: thumbnail(store),
      curve: keptCurve(store.history.peek()),
    };
    const { id, secret, ends_at } = await keep(doors());
    gallery.add({ ...entry, id, secret, endsAt: 1000 * ends_at });
    setMade(addressOf(location, id));
    setTitle((now) => (now === title ? null : now));
    return say('kept', { date: dated(1000 * ends_at) });
  });
  const download = doing(async () => {
    const { name, content } = await fileOf(doors());
    save(name, content);
    return say('file.done', { name });
  });
  const link = doing(async () => {
    const content = new Uint8Array(await (await fileOf(doors())).content.arrayBuffer());
    const address = wholeLink(location, content);
    setMade(address ?? '');
    const sizes = { most: (0.75 * MOST_CHARACTERS) / 1000, got: Math.ceil(content.length / 1000) };
    return address === null ? say('link.long', sizes) : say('link.done');
  });
  const openIt = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.currentTarget);
    const file = field.files?.[0];
    field.value = ''; // the same file may be chosen again
    const open = async (/** @type {File} */ file) => {
      await openFile(doors(), file);
      return say('opened', { name: file.name });
    };
    if (file) doing(() => open(file))();
  };
  const isHost = store.state.value.role === 'host';
  /** @param {Entry} entry */
  const row = (entry) => {
    const { id, at, endsAt, picture } = entry;
    const open = doing(async () => {
      await openKept(doors(), id);
      return say('opened', { name: entry.title });
    });
    const remove = doing(async () => {
      await forget(entry).catch((error) => {
        if (error.reason?.code !== 'saved_unknown') throw error; // it is gone already
      });
      gallery.remove(id);
      if (made === addressOf(location, id)) setMade('');
      return say('deleted', { title: entry.title });
    });
    return html`<li key=${id}>
      ${picture ? html`<img src=${picture} alt="" />` : html`<span class="no-picture"></span>`}
      <div><a href=${addressOf(location, id)} target="_blank" translate="no">${entry.title}</a>
        <small>${say('until', { at: dated(at), until: dated(endsAt) })}</small></div>
      ${
        isHost &&
        html`<button class="text" aria-label=${say('open.what', { title: entry.title })}
          onClick=${open}>${say('open')}</button>`
      }
      <button class="text" aria-label=${say('delete.what', { title: entry.title })}
        onClick=${remove}>${say('delete')}</button></li>`;
  };
  const entries = gallery.list();
  return html`${
    lost &&
    html`<div class="lost" role="alert"><p>${lost.why}</p>
      <button class="text" onClick=${lost.again}>${say('again')}</button></div>`
  }
    <p role="status" class="file-status">${status}</p>
    ${made && html`<${Copy} key=${made} label=${say('address')} text=${made} />`}
    <p>${say('note')} ${days > 0 && say('note.days', { n: number(days) })}</p>
    <label class="title">${say('name')}
      <input value=${title ?? usual()} maxlength="60"
        onInput=${(/** @type {any} */ { currentTarget }) => setTitle(currentTarget.value)} /></label>
    <div class="ways">
      <button class="choose" onClick=${keepIt}>${say('keep')}</button>
      <button class="choose" onClick=${link}>${say('link')}</button>
      <button class="choose" onClick=${download}>${say('file')}</button>
      ${
        isHost &&
        html`<button class="choose" onClick=${() => chosen.current?.click()}>${say('choose')}</button>
        <input ref=${chosen} type="file" hidden accept=".nnp" aria-label=${say('choose')}
          onChange=${openIt} />`
      }
    </div>
    <h4>${say('list')}</h4>
    <p><a href="saved" target="_blank">${say('page')}</a></p>
    ${entries.length ? html`<ul>${entries.map(row)}</ul>` : html`<p>${say('none')}</p>`}`;
}

/** The name of the points. @param {Experiment} experiment */
const dataName = (experiment) =>
  isOwn(experiment)
    ? (experiment.table?.title ?? '')
    : choiceLabel(DATASET_OF[experiment.problem], datasetOf(experiment));
