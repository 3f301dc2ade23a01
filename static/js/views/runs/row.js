// One earlier run: what it looked like, how far it came, in what it differs, and what can be done with it.
import {
  areComparable,
  canLieOver,
  differences,
  differencesText,
  html,
  loss,
  number,
  readPalette,
  restoring,
  returning,
  runColour,
  startOf,
  look as theme,
  useComputed,
  useLayoutEffect,
  useRef,
} from '#page';
import { hasPicture, paintOutcome } from '../painting/outcome.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Experiment } from '../../messages.js' */
/** @import { Say } from '../../text/later.js' */
/** @import { EarlierRun } from '../../types.js' */
/** @import { Signal } from '@preact/signals' */

const LONGEST_NAME = 24;
/** What the page shows now. @typedef {{ experiment: Experiment, look: string, room: string | null }} Now */

/** Of the thumbnail, in CSS pixels. */
const SIDE = 56;

/**
 * @param {{ store: Store, run: EarlierRun, now: Now, canEdit: boolean, isGhost: boolean, say: Say,
 *   pointed: Signal<number | null> }} props
 */
export function RunRow({ store, run, now, canEdit, isGhost, pointed, say }) {
  const { id: n, epoch, test, isDrawn } = run;
  const { options } = store.catalogue;
  const start = useComputed(() => startOf(store.history.value)).value;
  const point = () => (pointed.value = n);
  const leave = () => (pointed.value = null);
  const forget = (/** @type {Event} */ event) => {
    const list = /** @type {HTMLElement} */ (event.currentTarget).closest('section');
    store.changeRuns({ type: 'removed', id: n });
    leave();
    list?.querySelector('button')?.focus();
  };
  const rename = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.currentTarget);
    store.changeRuns({ type: 'named', id: n, name: field.value.trim() });
  };
  const isComparable = areComparable(run.experiment, now.experiment, options);
  const isOfThisRoom = run.room === now.room;
  const different = differences(run.experiment, now.experiment, options);
  const hasSameStart = start !== null && start === run.start;
  const swatch = { background: `var(--run-${runColour(n)})` };
  const draw = () => store.changeRuns({ type: 'drawn', id: n, isDrawn: !isDrawn });
  const lay = () => store.changeRuns({ type: 'ghost', id: isGhost ? null : n });
  /** @param {string} key @param {() => unknown} act @param {boolean} [pressed] */
  const button = (key, act, pressed) =>
    html`<button class="quiet" aria-pressed=${pressed} title=${say(`${key}.title`, { n })}
      aria-label=${say(`${key}.title`, { n })} onClick=${act}>${say(key)}</button>`;
  const canBeLaid = hasPicture(run) && canLieOver(run, now.experiment, now.look, options);
  return html`<li data-run=${n} onMouseEnter=${point} onMouseLeave=${leave} onFocusIn=${point}
    onFocusOut=${leave}>
    <${Thumbnail} run=${run} />
    <div class="run-words">${isComparable && isDrawn && html`<i style=${swatch} aria-hidden="true"></i>`}
      <input value=${run.name} placeholder=${say('name', { n })} aria-label=${say('name.of', { n })}
        maxlength=${LONGEST_NAME} translate="no" onChange=${rename} />
      <span>${say('end', { epoch: number(epoch, 0), test: loss(test) })}</span></div>
    <button class="run-forget" aria-label=${say('forget', { n })} title=${say('forget', { n })}
      onClick=${forget}>✕</button>
    <p>${differencesText(different, store.catalogue, hasSameStart)}
      ${!isComparable && ` · ${say('other')}`}</p>
    <div class="run-buttons">
      ${isComparable && button('curve', draw, isDrawn)}
      ${canBeLaid && button('ghost', lay, isGhost)}
      ${canEdit && isOfThisRoom && button('return', () => store.send(returning(run)))}
      ${canEdit && button('restore', () => store.send(restoring(run, now.room)))}
    </div>
  </li>`;
}

/** What the network said in the end. @param {{ run: EarlierRun }} props */
function Thumbnail({ run }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const shown = theme.value;
  useLayoutEffect(() => {
    if (canvas.current) paintOutcome(canvas.current, run, readPalette(), SIDE);
  }, [run, shown]);
  return html`<canvas ref=${canvas} class="run-picture" aria-hidden="true"></canvas>`;
}
