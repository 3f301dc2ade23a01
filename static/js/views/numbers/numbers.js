// The panel below the loss that unfolds. While it is closed the server is asked for no numbers.
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../text/texts.js';
import { lazy } from '../parts/lazy.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Signal } from '@preact/signals' */

const NumbersPanel = lazy(async () => (await import('./numbers_panel.js')).NumbersPanel);

/** Comes into sight when it is opened. @param {{ store: Store, open: Signal<boolean> }} props */
export function Numbers({ store, open }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const wasOpen = useRef(open.value);
  useEffect(() => {
    store.wantNumbers(open.value);
    if (open.value && !wasOpen.current) box.current?.scrollIntoView({ block: 'start' });
    wasOpen.current = open.value;
  }, [open.value]);
  return html`<section ref=${box} class="numbers" id="numbers" aria-label=${t('numbers')}
    hidden=${!open.value}>
    ${
      open.value &&
      html`<header><h2>${t('numbers')}</h2>
        <button aria-label=${t('close')} onClick=${() => (open.value = false)}>✕</button></header>
        <${NumbersPanel} store=${store} />`
    }
  </section>`;
}
