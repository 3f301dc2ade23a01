// The earlier runs of this visit: in what they differ, their boundary as a line, back to one, forgetting it.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { areComparable, restoring, runColour, startOf } from '../../state/runs.js';
import { differences, differencesText } from '../../text/differences.js';
import { loss, number, t } from '../../text/texts.js';
/** @import { Store } from '../../state/store.js' */
/** @import { Experiment } from '../../messages.js' */
/** @import { EarlierRun } from '../../types.js' */
/** @import { Signal } from '@preact/signals' */

/**
 * A button with the number of runs, and the list it opens; nothing while there are none.
 * @param {{ store: Store, canEdit: boolean, pointed: Signal<number | null> }} props
 */
export function Runs({ store, canEdit, pointed }) {
  const isOpen = useSignal(false);
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const { earlier, ghost } = store.runs.value;
  const experiment = useComputed(() => store.state.value.roomState.experiment).value;
  if (earlier.length === 0) return null;
  const close = () => {
    isOpen.value = false;
    pointed.value = null;
    button.current?.focus();
  };
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || !isOpen.value) return;
    event.stopPropagation();
    close();
  };
  const flip = () => (isOpen.value ? close() : (isOpen.value = true));
  const row = (/** @type {EarlierRun} */ run) =>
    html`<${RunRow} key=${run.id} store=${store} run=${run} experiment=${experiment} canEdit=${canEdit}
      isGhost=${run.id === ghost} pointed=${pointed} />`;
  return html`<div class="runs-place" onKeyDown=${onKeyDown}>
    <button ref=${button} class="quiet" aria-expanded=${isOpen.value} onClick=${flip}
      >${t('runs.open', { n: earlier.length })}</button>
    ${
      isOpen.value &&
      html`<section class="runs" aria-label=${t('runs')}>
      <header><h3>${t('runs')}</h3><span>${t('runs.note')}</span>
        <button aria-label=${t('close')} onClick=${close}>✕</button></header>
      <ol>${earlier.map(row).reverse()}</ol>
    </section>`
    }
  </div>`;
}

/**
 * @param {{ store: Store, run: EarlierRun, experiment: Experiment, canEdit: boolean, isGhost: boolean,
 *   pointed: Signal<number | null> }} props
 */
function RunRow({ store, run, experiment, canEdit, isGhost, pointed }) {
  const { id: n, epoch, test, grid, decision, answer } = run;
  const start = useComputed(() => startOf(store.history.value)).value;
  const point = () => (pointed.value = n);
  const leave = () => (pointed.value = null);
  const forget = (/** @type {Event} */ event) => {
    const list = /** @type {HTMLElement} */ (event.currentTarget).closest('section');
    store.changeRuns({ type: 'removed', id: n });
    leave();
    list?.querySelector('button')?.focus();
  };
  const show = () => store.changeRuns({ type: 'ghost', id: isGhost ? null : n });
  const restore = () => store.send(restoring(run, store.state.peek().room));
  const [showTitle, restoreTitle, forgetTitle] = ['ghost.title', 'restore.title', 'forget'].map((key) =>
    t(`runs.${key}`, { n }),
  );
  const end = t('runs.end', { epoch: number(epoch, 0), test: loss(test) });
  const different = differences(run.experiment, experiment, store.catalogue.options);
  const isDrawn = areComparable(run.experiment, experiment);
  const swatch = { background: `var(--run-${runColour(n)})` };
  const hasSameStart = start !== null && start === run.start;
  return html`<li data-run=${n} onMouseEnter=${point} onMouseLeave=${leave} onFocusIn=${point}
    onFocusOut=${leave}>
    <div class="run-words">${isDrawn && html`<i style=${swatch} aria-hidden="true"></i>`}
      <b>${t('runs.name', { n })}</b> ${end}</div>
    <div class="run-buttons">
      ${
        (grid ?? decision ?? answer) &&
        html`<button class="quiet" aria-pressed=${isGhost} title=${showTitle} aria-label=${showTitle}
          onClick=${show}>${t('runs.ghost')}</button>`
      }
      ${
        canEdit &&
        html`<button class="quiet" title=${restoreTitle} aria-label=${restoreTitle}
          onClick=${restore}>${t('runs.restore')}</button>`
      }
      <button aria-label=${forgetTitle} title=${forgetTitle} onClick=${forget}>✕</button>
    </div>
    <p>${differencesText(different, store.catalogue, hasSameStart)}${!isDrawn && ` · ${t('runs.other')}`}</p>
  </li>`;
}
