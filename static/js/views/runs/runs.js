// The earlier runs of this visit, the newest first. A later part, which the page fetches when somebody opens
// the list.
import { html, sayer, useComputed } from '#page';
import { RunRow } from './row.js';
import { TEXTS } from './texts.js';

/** @import { Store } from '../../state/store.js' */
/** @import { EarlierRun } from '../../types.js' */
/** @import { Signal } from '@preact/signals' */

const say = sayer(TEXTS);

/**
 * @param {{ store: Store, canEdit: boolean, pointed: Signal<number | null>, close: () => void }} props
 *   pointed: the run whose curve is to stand out
 */
export function RunList({ store, canEdit, pointed, close }) {
  const { earlier, ghost } = store.runs.value;
  const { experiment, view } = useComputed(() => store.state.value.roomState).value;
  const { room } = useComputed(() => ({ room: store.state.value.room })).value;
  const look = String(view.look);
  const row = (/** @type {EarlierRun} */ run) =>
    html`<${RunRow} key=${run.id} store=${store} run=${run} now=${{ experiment, look, room }}
      canEdit=${canEdit} isGhost=${run.id === ghost} pointed=${pointed} say=${say} />`;
  return html`<section class="runs" aria-label=${say('runs')}>
    <header><h3>${say('runs')}</h3><span>${say('note')}</span>
      <button aria-label=${say('close')} onClick=${close}>✕</button></header>
    <ol>${earlier.map(row).reverse()}</ol>
  </section>`;
}
