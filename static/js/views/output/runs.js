// The earlier runs of this visit: in what they differ, their boundary as a line, back to them, away with
// them.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { restoring, startOf } from '../../state/runs.js';
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
    if (event.key === 'Escape' && isOpen.value) {
      event.stopPropagation();
      close();
    }
  };
  const rows = [...earlier].reverse();
  return html`<div class="runs-place" onKeyDown=${onKeyDown}>
    <button ref=${button} class="quiet" aria-expanded=${isOpen.value} onClick=${() => (isOpen.value ? close() : (isOpen.value = true))}>${t('runs.open', { n: earlier.length })}</button>
    ${
      isOpen.value &&
      html`<section class="runs" aria-label=${t('runs')}>
      <header><h3>${t('runs')}</h3><span>${t('runs.note')}</span><button aria-label=${t('close')} onClick=${close}>✕</button></header>
      <ol>${rows.map((run) => html`<${Row} key=${run.id} store=${store} run=${run} experiment=${experiment} canEdit=${canEdit} isGhost=${run.id === ghost} pointed=${pointed} />`)}</ol>
    </section>`
    }
  </div>`;
}

/**
 * @param {{ store: Store, run: EarlierRun, experiment: Experiment, canEdit: boolean, isGhost: boolean,
 *   pointed: Signal<number | null> }} props
 */
function Row({ store, run, experiment, canEdit, isGhost, pointed }) {
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
  return html`<li data-run=${n} onMouseEnter=${point} onMouseLeave=${leave} onFocusIn=${point} onFocusOut=${leave}>
    <div class="run-words"><b>${t('runs.name', { n })}</b> ${t('runs.end', { epoch: number(epoch, 0), test: loss(test) })}</div>
    <div class="run-buttons">
      ${(grid ?? decision ?? answer) && html`<button class="quiet" aria-pressed=${isGhost} title=${t('runs.ghost.title', { n })} aria-label=${t('runs.ghost.title', { n })} onClick=${() => store.changeRuns({ type: 'ghost', id: isGhost ? null : n })}>${t('runs.ghost')}</button>`}
      ${canEdit && html`<button class="quiet" title=${t('runs.restore.title', { n })} aria-label=${t('runs.restore.title', { n })} onClick=${() => store.send(restoring(run, store.state.peek().room))}>${t('runs.restore')}</button>`}
      <button aria-label=${t('runs.forget', { n })} title=${t('runs.forget', { n })} onClick=${forget}>✕</button>
    </div>
    <p>${differencesText(differences(run.experiment, experiment, store.catalogue.options), store.catalogue, start !== null && start === run.start)}</p>
  </li>`;
}
