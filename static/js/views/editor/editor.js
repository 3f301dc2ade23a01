// Points of one's own: painted on the plane, typed and pasted as rows, while the network learns along.
import {
  covered,
  effect,
  html,
  language,
  loadReasons,
  number,
  reasonText,
  sayer,
  useComputed,
  useLayoutEffect,
  useMemo,
  useRef,
  useSignal,
} from '#page';
import { cssColour } from '../../maths/colours.js';
import { classColours } from '../painting/palette.js';
import { beginningOf } from './beginning.js';
import { Adding, Balance, Figures } from './beside.js';
import { Canvas } from './canvas.js';
import { erased, inPlane, isForTest, MOST_ROWS, nearest, sprayed } from './rows.js';
import { RowsTable } from './rows_table.js';
import { Sharing } from './sharing.js';
import { TEXTS } from './texts.js';
import { Tools } from './tools.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Say } from '../../text/later.js' */
/** @import { Place } from './canvas.js' */
/** @import { Row } from './rows.js' */

const say = sayer(TEXTS);

/** How near, in the plane's unit, a point is taken. */
const NEAR = 0.35;
const MOST_CLASSES = 10;

/** @param {{ store: Store, palette: Palette, close: () => void }} props */
export function Editor({ store, palette, close }) {
  const rows = useRef(/** @type {Row[]} */ ([]));
  const version = useSignal(0);
  const title = useSignal('');
  const classes = useSignal(/** @type {string[]} */ ([]));
  const label = useSignal(0);
  const tool = useSignal('brush');
  const width = useSignal(1.6);
  const rate = useSignal(24);
  const share = useSignal(70);
  const showsGround = useSignal(true);
  const selected = useSignal(/** @type {Set<number>} */ (new Set()));
  const box = useSignal(/** @type {number[] | null} */ (null));
  /** What does not reach the server, and what is to be known of the points. */
  const trouble = useSignal('');
  const status = useSignal('');
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const stroke = useRef(/** @type {any} */ (null));
  const {
    playing,
    can_undo: canUndo,
    can_redo: canRedo,
  } = useComputed(() => store.state.value.roomState).value;

  /** @type {Sharing} */
  const sharing = useMemo(() => {
    const beginning = () => beginningOf(store, say, () => sharing.newId());
    const drawing = () => ({ title: title.peek(), classes: classes.peek(), rows: rows.current });
    return new Sharing(store, { drawing, beginning, arrived, told }, effect);
  }, []);
  useLayoutEffect(() => {
    arrived(sharing.beginning());
    dialog.current?.showModal();
    void sharing.start();
    covered.value = true;
    return () => {
      covered.value = false;
      sharing.stop();
    };
  }, []);
  /** @param {import('./sharing.js').Drawing} drawing */
  function arrived(drawing) {
    const isOtherKind = classes.peek().length > 0 !== drawing.classes.length > 0 || title.peek() === '';
    rows.current = drawing.rows;
    classes.value = drawing.classes;
    title.value = drawing.title;
    if (isOtherKind) label.value = drawing.classes.length > 0 ? 0 : 1;
    else if (drawing.classes.length > 0) label.value = Math.min(label.peek(), drawing.classes.length - 1);
    const there = new Set(drawing.rows.map(({ id }) => id));
    selected.value = new Set([...selected.peek()].filter((id) => there.has(id)));
    seen();
  }
  /** @param {any} what null, 'lost' or a reason */
  async function told(what) {
    if (what && what !== 'lost') await loadReasons(language.peek().name);
    trouble.value = !what ? '' : what === 'lost' ? say('lost') : say('refused', { reason: reasonText(what) });
  }
  const seen = () => {
    version.value += 1;
    if (rows.current.length >= MOST_ROWS) status.value = say('full', { n: number(MOST_ROWS) });
    else status.value = rows.current.length < 2 ? say('too_few') : '';
  };
  const changed = () => {
    seen();
    sharing.changed();
  };
  const put = (/** @type {{ x: number, y: number, label?: number }[]} */ places) => {
    for (const place of places) {
      if (rows.current.length >= MOST_ROWS) break;
      const test = isForTest(rows.current.length, share.peek());
      rows.current.push({ id: sharing.newId(), label: label.peek(), test, ...place });
    }
    changed();
  };
  const leave = (/** @type {Row[]} */ left) => {
    if (left.length === rows.current.length) return;
    rows.current = left;
    changed();
  };
  const change = (/** @type {(row: Row) => Row} */ make) => {
    rows.current = rows.current.map(make);
    changed();
  };

  /** @param {Place} place */
  const begin = (place) => {
    sharing.nextStroke();
    const doing = tool.peek() === 'brush' && place.shift ? 'erase' : tool.peek();
    const { x, y } = place;
    stroke.current = { doing, x, y, due: 1, at: performance.now() };
    if (doing === 'brush') spray();
    if (doing === 'point') put([{ x: inPlane(x), y: inPlane(y) }]);
    if (doing === 'erase') leave(erased(rows.current, x, y, width.peek() / 2));
    if (doing === 'drag') {
      const found = nearest(rows.current, x, y, NEAR);
      if (found && !selected.peek().has(found.id)) selected.value = new Set([found.id]);
      if (!found) selected.value = new Set();
    }
    if (doing === 'select') {
      selected.value = new Set();
      box.value = [x, y, x, y];
    }
  };
  /** @param {Place} place */
  const go = (place) => {
    const { current } = stroke;
    if (!current) return;
    const { x, y, dx, dy } = place;
    Object.assign(current, { x, y });
    if (current.doing === 'erase') leave(erased(rows.current, x, y, width.peek() / 2));
    if (current.doing === 'drag' && selected.peek().size > 0)
      change((row) =>
        selected.peek().has(row.id) ? { ...row, x: inPlane(row.x + dx), y: inPlane(row.y + dy) } : row,
      );
    if (current.doing === 'select' && box.peek()) {
      const [left, top] = /** @type {number[]} */ (box.peek());
      box.value = [left, top, x, y];
    }
  };
  const end = () => {
    if (stroke.current?.doing === 'select' && box.peek()) {
      const [x1, y1, x2, y2] = /** @type {number[]} */ (box.peek());
      const isIn = (/** @type {Row} */ { x, y }) => (x - x1) * (x - x2) <= 0 && (y - y1) * (y - y2) <= 0;
      selected.value = new Set(rows.current.filter(isIn).map(({ id }) => id));
      box.value = null;
    }
    stroke.current = null;
  };
  /** Adds points while the brush is down, as many a second as are asked for. */
  const spray = () => {
    const { current } = stroke;
    if (current?.doing !== 'brush') return;
    const now = performance.now();
    current.due += ((now - current.at) / 1000) * rate.peek();
    current.at = now;
    const places = [];
    for (; current.due >= 1; current.due -= 1) places.push(sprayed(current.x, current.y, width.peek() / 2));
    if (places.length > 0) put(places);
    requestAnimationFrame(spray);
  };

  const choose = (/** @type {number} */ k) => {
    label.value = k;
    if (selected.peek().size === 0) return;
    sharing.nextStroke();
    change((row) => (selected.peek().has(row.id) ? { ...row, label: k } : row));
  };
  const removeSelected = () => {
    sharing.nextStroke();
    leave(rows.current.filter(({ id }) => !selected.peek().has(id)));
    selected.value = new Set();
  };
  const clear = () => {
    sharing.nextStroke();
    rows.current = [];
    selected.value = new Set();
    changed();
  };
  const addClass = () => {
    classes.value = [...classes.peek(), say('class_n', { n: classes.peek().length + 1 })];
    label.value = classes.peek().length - 1;
    if (rows.current.length >= 2) sharing.changed();
  };
  const removeClass = (/** @type {number} */ k) => {
    sharing.nextStroke();
    classes.value = classes.peek().filter((_, i) => i !== k);
    label.value = 0;
    rows.current = rows.current
      .filter((row) => row.label !== k)
      .map((row) => ({ ...row, label: row.label - Number(row.label > k) }));
    changed();
  };
  const nameClass = (/** @type {number} */ k, /** @type {string} */ name) => {
    const trimmed = name.trim();
    if (trimmed === '' || classes.peek().includes(trimmed)) return void (classes.value = [...classes.peek()]);
    classes.value = classes.peek().map((each, i) => (i === k ? trimmed : each));
    sharing.changed();
  };
  const otherKind = () => {
    const isValues = classes.peek().length === 0;
    classes.value = isValues ? [say('class_n', { n: 1 }), say('class_n', { n: 2 })] : [];
    label.value = isValues ? 0 : 1;
    rows.current = rows.current.map((row) => ({
      ...row,
      label: isValues ? Number(row.label > 0) : Math.max(-1, Math.min(1, row.label === 0 ? -1 : 1)),
    }));
    changed();
  };
  const selectOnly = (/** @type {number} */ id) => (selected.value = new Set([id]));
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (/^(input|textarea|select)$/i.test(/** @type {Element} */ (event.target).tagName)) return;
    const k = Number(event.key) - 1;
    if (event.key.toLowerCase() === 'z') sharing.take(event.shiftKey ? 'redo' : 'undo');
    else if (k >= 0 && k < classes.peek().length) choose(k);
    else if (event.key === 'Delete' || event.key === 'Backspace') removeSelected();
    else return;
    event.preventDefault();
  };

  const labels = classes.value;
  const colours = labels.length > 0 ? classColours(palette, labels.length).colours : [];
  const colourOf = (/** @type {number} */ k) => (labels.length > 0 ? colours[k] : cssColour(k, palette.full));
  const counts = labels.map((_, k) => rows.current.filter((row) => row.label === k).length);
  const n = rows.current.length;
  const keys = labels.map((_, k) => k + 1).join(' ');
  const showsBrush = tool.value === 'brush' || tool.value === 'erase';
  return html`<dialog ref=${dialog} class="editor" aria-label=${say('title')} onClose=${close}
    onKeyDown=${onKeyDown}>
    <header>
      <button class="icon" aria-label=${say('back')} title=${say('back')} onClick=${close}>←</button>
      <b>${say('title')}</b>
      <input class="name" aria-label=${say('name')} maxlength="60" value=${title.value}
        onChange=${(/** @type {any} */ event) => {
          title.value = event.currentTarget.value.trim() || say('untitled');
          sharing.changed();
        }} />
      <${Figures} store=${store} say=${say} />
      <span class="grow"></span>
      <label class="check"><input type="checkbox" role="switch" checked=${playing}
        onChange=${() => store.send({ type: playing ? 'pause' : 'play' })} />${say('train')}</label>
      <button class="icon" disabled=${!canUndo && !sharing.isAhead} aria-label=${say('undo')}
        title=${say('undo')} onClick=${() => sharing.take('undo')}>↶</button>
      <button class="icon" disabled=${!canRedo} aria-label=${say('redo')} title=${say('redo')}
        onClick=${() => sharing.take('redo')}>↷</button>
      <button class="text" onClick=${clear}>${say('clear')}</button>
      <button class="text strong" disabled=${n < 2} title=${n < 2 ? say('too_few') : ''}
        onClick=${close}>${say('use')}</button>
    </header>
    <${Tools} say=${say} classes=${labels} counts=${counts} label=${label} choose=${choose}
      colourOf=${colourOf} tool=${tool} width=${width} rate=${rate} share=${share} nameClass=${nameClass}
      addClass=${labels.length < MOST_CLASSES ? addClass : null}
      removeClass=${labels.length > 2 ? removeClass : null} otherKind=${otherKind} />
    <section class="easel">
      <p class="hint">
        <span class="with-keys">${say(labels.length > 0 ? 'hint' : 'hint_values', { keys })}</span>
        <span class="with-finger">${say('hint_touch')}</span><span>${playing && say('learns')}</span></p>
      <${Canvas} store=${store} palette=${palette} rows=${() => rows.current} version=${version.value}
        classes=${labels} selected=${selected.value} showsGround=${showsGround.value}
        radius=${showsBrush ? width.value / 2 : null} box=${box.value} begin=${begin} go=${go} end=${end}
        label=${say('plot', { n: number(n) })} />
      <p class="below-plot">
        <span class="legend">${labels.map(
          (name, k) =>
            html`<span key=${k}><i class="dot" style=${{ background: colourOf(k) }}></i>${name}</span>`,
        )}</span>
        ${
          selected.value.size > 0 &&
          html`<span>${say('selected', { n: number(selected.value.size) })}
            <button class="text" onClick=${removeSelected}>${say('delete')}</button></span>`
        }
        <label class="check"><input type="checkbox" checked=${showsGround.value}
          onChange=${() => (showsGround.value = !showsGround.value)} />${say('boundary')}</label>
      </p>
      <p role="status" class="editor-status">${trouble.value || status.value}</p>
    </section>
    <section class="table" aria-label=${say('points', { n: number(n) })}>
      <h2>${n === 1 ? say('points_1') : say('points', { n: number(n) })}</h2>
      <p class="soft">${say('one_thing')}</p>
      <${RowsTable} rows=${rows.current} version=${version.value} classes=${labels} selected=${selected.value}
        say=${say} colourOf=${colourOf} select=${selectOnly}
        change=${(/** @type {Row} */ row) => {
          sharing.nextStroke();
          change((each) => (each.id === row.id ? row : each));
        }} />
      <${Adding} say=${say} classes=${labels} label=${label.value}
        add=${(/** @type {{ x: number, y: number, label: number }[]} */ places) => {
          sharing.nextStroke();
          put(places);
        }} />
      ${
        labels.length > 0 &&
        n > 0 &&
        html`<${Balance} say=${say} names=${labels} counts=${counts} colourOf=${colourOf} />`
      }
    </section>
  </dialog>`;
}
