// The button of the earlier runs of this visit. Their list is a later part, fetched when somebody opens it.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { t } from '../../text/texts.js';
import { later } from '../parts/later.js';
import { lazy } from '../parts/lazy.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Signal } from '@preact/signals' */

const RunList = lazy(async () => (await later('runs')).RunList);

/**
 * A button with the number of runs, and the list it opens; nothing while there are none.
 * @param {{ store: Store, canEdit: boolean, pointed: Signal<number | null> }} props
 */
export function Runs({ store, canEdit, pointed }) {
  const isOpen = useSignal(false);
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const { length } = store.runs.value.earlier;
  if (length === 0) return null;
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
  return html`<div class="runs-place" onKeyDown=${onKeyDown}>
    <button ref=${button} class="quiet" aria-expanded=${isOpen.value} onClick=${flip}
      >${t('runs.open', { n: length })}</button>
    ${
      isOpen.value && html`<${RunList} store=${store} canEdit=${canEdit} pointed=${pointed} close=${close} />`
    }
  </div>`;
}
