// The way back: a handle on the time axis of the loss curve that shows any earlier moment of the run.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { useMemo, useRef } from 'preact/hooks';
import { number, t } from '../../text/texts.js';
import { typedText } from '../parts/elements.js';
import { oncePerFrame } from '../parts/once_per_frame.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Signal } from '@preact/signals' */

/** Between two requests while the slider is dragged. */
const PAUSE_MS = 80;

/** @typedef {{ end: number, epoch: number }} TimeShown where the time axis ends, and which moment is seen */

/** The handle moves with the curve, not with every picture: each move costs the browser a layout.
 * @param {{ store: Store, time: Signal<TimeShown> }} props  time: as the curve was last drawn */
export function Timeline({ store, time }) {
  const lastEpoch = useComputed(() => store.state.value.roomState.last_epoch).value;
  const { end, epoch } = time.value;
  const wanted = useRef(0);
  const send = () => store.send({ type: 'go_to', epoch: wanted.current });
  const go = useMemo(() => oncePerFrame(send, (run) => setTimeout(run, PAUSE_MS)), []);
  const last = lastEpoch ?? epoch;
  const onInput = (/** @type {Event} */ event) => {
    wanted.current = Math.min(last, Number(typedText(event)));
    go();
  };
  const label = t('timeline');
  const text = t('timeline.at', { epoch: number(epoch, 0), last: number(last, 0) });
  return html`<div class="timeline"><input type="range" min="0" step="1"
    max=${Math.max(1, last, end)} value=${epoch} disabled=${last === 0} onInput=${onInput}
    aria-label=${label} aria-valuetext=${text} title=${label} /></div>`;
}

/** A notice that an earlier moment is shown, with the way back.
 * @param {{ store: Store, canEdit: boolean }} props */
export function PastNotice({ store, canEdit }) {
  const lastEpoch = useComputed(() => store.state.value.roomState.last_epoch).value;
  const epoch = useComputed(() => store.frame.value?.epoch ?? 0).value;
  if (lastEpoch === null) return null;
  const places = { epoch: number(epoch, 0), last: number(lastEpoch, 0) };
  const leave = () => store.send({ type: 'go_to', epoch: lastEpoch });
  return html`<div class="notice"><p>${t(canEdit ? 'timeline.past' : 'timeline.at', places)}</p>
    ${canEdit && html`<button class="text" onClick=${leave}>${t('timeline.end')}</button>`}</div>`;
}
