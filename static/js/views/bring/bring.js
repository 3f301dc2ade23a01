// A table of one's own: paste or pick it, choose the columns, look. A later part, which the page fetches when
// somebody brings one. The server reads it; what it made of it is shown.
import { html, sayer, useEffect, useLayoutEffect, useRef, useState, whyRefused } from '#page';
import { learnsClasses, rowsUsed } from './choosing.js';
import { Columns } from './columns.js';
import { Look } from './look.js';
import { readTable, useTable } from './sending.js';
import { TEXTS } from './texts.js';

/** @import { Say } from '../../text/later.js' */
/** @import { Store } from '../../state/store.js' */
/** @import { Brought, Choice, Dialect, Sheet } from './sending.js' */

const say = sayer(TEXTS);

/** How long somebody types before what they have typed is read. */
const REST_MS = 400;
/** What was read last, of what, and how.
 * @typedef {{ brought: Brought | null, dialect: Dialect, sheet: Sheet | null }} Read */
const FOUND = { separator: '', decimal: '', header: '' };

/** @param {{ store: Store, open: boolean, file: File | null, close: () => void }} props
 *   file: that was dropped, or that holds what was pasted */
export function Bring({ store, open, file, close }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useLayoutEffect(() => {
    if (!open) return dialog.current?.close();
    dialog.current?.showModal();
    dialog.current?.querySelector('textarea')?.focus();
  }, [open]);
  return html`<dialog ref=${dialog} class="bring" translate="yes" onClose=${close}
    aria-labelledby="bring-title">
    ${open && html`<${Screen} store=${store} file=${file} close=${close} />`}</dialog>`;
}

/** @param {{ store: Store, file: File | null, close: () => void }} props */
function Screen({ store, file, close }) {
  const [brought, setBrought] = useState(/** @type {Brought | null} */ (null));
  const [text, setText] = useState('');
  const [dialect, setDialect] = useState(/** @type {Dialect} */ (FOUND));
  const [choice, setChoice] = useState(/** @type {Choice | null} */ (null));
  const [isUsing, setUsing] = useState(false);
  const [refusal, setRefusal] = useState('');
  const isThere = useRef(true);
  const { sheet, isReading } = useSheet(store, brought, dialect, setChoice, setRefusal);
  const bring = (/** @type {Brought | null} */ next) => {
    setDialect(FOUND);
    setBrought(next);
  };
  const take = (/** @type {File | null | undefined} */ given) => {
    if (!given) return;
    setText('');
    bring({ content: given, title: given.name.replace(/\.\w+$/, '') || say('pasted') });
  };
  useEffect(() => take(file), [file]);
  // At once: what was typed last comes not after a file that is picked meanwhile.
  useLayoutEffect(() => {
    if (!text) return;
    const typed = () => bring({ content: new Blob([text]), title: say('pasted'), text });
    const rest = setTimeout(typed, REST_MS);
    return () => clearTimeout(rest);
  }, [text]);
  useLayoutEffect(
    () => () => {
      isThere.current = false;
    },
    [],
  );
  const use = async () => {
    if (!brought || !choice) return;
    setUsing(true);
    try {
      await useTable(keyOf(store), brought, dialect, choice);
      if (isThere.current) close(); // else another may be open by now
    } catch (error) {
      setRefusal(await whyRefused(error, TEXTS));
      setUsing(false);
    }
  };
  const n = sheet && choice ? rowsUsed(sheet, choice) : 0;
  const isTyping = text !== '' && brought?.text !== text;
  const ready = sheet !== null && choice !== null && !isReading && !isTyping && !isUsing;
  const status = isReading ? say('reading') : isUsing ? say('using') : refusal;
  return html`<header>
      <button class="back" aria-label=${say('back')} onClick=${close}>←</button>
      <h2 id="bring-title">${say('yours')}<span>${say('title')}</span></h2>
      <button class="text" onClick=${close}>${say('cancel')}</button>
      <button class="strong" disabled=${!ready} onClick=${use}>
        ${sheet ? say('use', { n: String(n) }) : say('use.one')}</button>
    </header>
    <div class="steps">
      <section aria-labelledby="bring-1"><h3 id="bring-1"><b>1</b>${say('paste')}</h3>
        <${Paste} text=${text} type=${setText} take=${take} brought=${text ? null : brought} say=${say} />
        ${sheet && html`<${Found} sheet=${sheet} dialect=${dialect} change=${setDialect} say=${say} />`}
        <p class="note">${say('kept')}</p>
        <p class="status" role="status">${status}</p></section>
      ${
        sheet &&
        choice &&
        html`<${Columns} sheet=${sheet} choice=${choice} change=${setChoice} say=${say}
          trainPercent=${store.state.peek().roomState.experiment.train_percent} />
        <${Look} sheet=${sheet} choice=${choice} say=${say} />`
      }
    </div>`;
}

/** @param {{ text: string, type: (text: string) => void, take: (file: File | undefined) => void,
 *   brought: Brought | null, say: Say }} props */
function Paste({ text, type, take, brought, say }) {
  const picked = useRef(/** @type {HTMLInputElement | null} */ (null));
  const onInput = (/** @type {Event} */ event) =>
    type(/** @type {HTMLTextAreaElement} */ (event.currentTarget).value);
  const onChange = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.currentTarget);
    take(field.files?.[0]);
    field.value = ''; // the same file may be chosen again
  };
  const size = brought ? String(Math.ceil(brought.content.size / 1000)) : '';
  return html`<textarea aria-label=${say('paste.label')} spellcheck=${false} value=${text}
      onInput=${onInput}></textarea>
    <p class="note">${say('paste.ask')}</p>
    <button class="outlined" onClick=${() => picked.current?.click()}>${say('pick')}</button>
    <input ref=${picked} type="file" hidden accept=".csv,.tsv,.txt,.json" aria-label=${say('pick')}
      onChange=${onChange} />
    ${brought && html`<p class="chosen">${say('file', { name: brought.title, size })}</p>`}`;
}

/** How the table was read, and other ways. @param {{ sheet: Sheet, dialect: Dialect,
 *   change: (dialect: Dialect) => void, say: Say }} props */
function Found({ sheet, dialect, change, say }) {
  const separators = ['comma', 'semicolon', 'tab'];
  const signs = ['point', 'comma'];
  const counts = { rows: String(sheet.n_rows), columns: String(sheet.columns.length) };
  /** @param {'separator' | 'decimal'} what @param {string[]} names @param {string} prefix
   * @param {string | null} present */
  const list = (what, names, prefix, present) =>
    html`<label><span class="label">${say(what)}</span>
      <select value=${present ?? ''} onChange=${(/** @type {Event} */ event) =>
        change({ ...dialect, [what]: /** @type {HTMLSelectElement} */ (event.currentTarget).value })}>
        ${names.map((name) => html`<option key=${name} value=${name}>${say(prefix + name)}</option>`)}
      </select></label>`;
  return html`${
    sheet.separator &&
    html`<div class="two">${list('separator', separators, '', sheet.separator)}
        ${list('decimal', signs, 'decimal.', sheet.decimal)}</div>
      <label class="check"><input type="checkbox" checked=${sheet.has_header}
        onChange=${() => change({ ...dialect, header: String(!sheet.has_header) })}
        />${say('header')}</label>`
  }
    <p class="note">${say('found', { ...counts, encoding: sheet.encoding })}</p>`;
}

/**
 * What is in a table; asked for again when the table or how it is read is another, one answer after the
 * other.
 * @param {Store} store @param {Brought | null} brought @param {Dialect} dialect
 * @param {(choice: Choice) => void} choose @param {(sentence: string) => void} refuse
 */
function useSheet(store, brought, dialect, choose, refuse) {
  const [read, setRead] = useState(/** @type {Read} */ ({ brought: null, dialect, sheet: null }));
  const line = useRef(Promise.resolve());
  useEffect(() => {
    let isWanted = true;
    const readIt = async () => {
      if (!brought || !isWanted) return;
      try {
        const found = await readTable(keyOf(store), brought, dialect);
        if (!isWanted) return;
        setRead({ brought, dialect, sheet: found });
        choose(chosenFor(found));
        refuse('');
      } catch (error) {
        const sentence = await whyRefused(error, TEXTS);
        if (!isWanted) return;
        setRead({ brought, dialect, sheet: null });
        refuse(sentence);
      }
    };
    if (brought) line.current = line.current.then(readIt);
    return () => {
      isWanted = false;
    };
  }, [brought, dialect]);
  const isReading = brought !== null && (read.brought !== brought || read.dialect !== dialect);
  return { sheet: read.sheet, isReading };
}

/** What is chosen before anybody chooses. @param {Sheet} sheet @returns {Choice} */
function chosenFor(sheet) {
  const target = sheet.columns[sheet.roles.indexOf('target')];
  const targetAs = target?.is_numbers && target.can_be_classes ? 'classes' : '';
  return { roles: sheet.roles, gaps: 'leave', targetAs: learnsClasses(target, targetAs) ? targetAs : '' };
}

/** @param {Store} store */
function keyOf(store) {
  const { room, token } = store.state.peek();
  return { room: room ?? '', token: token ?? '' };
}
