// The panel under the network that unfolds. While it is closed the server is asked for no numbers.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../text/texts.js';
import { lazy } from '../parts/lazy.js';
import { recalled, remember } from '../parts/look.js';

/** @import { Store } from '../../state/store.js' */

const NumbersPanel = lazy(async () => (await import('./numbers_panel.js')).NumbersPanel);

/** @param {{ store: Store }} props */
export function Numbers({ store }) {
  const open = useSignal(recalled('numbers') === 'open');
  useEffect(() => {
    store.wantNumbers(open.value);
  }, [open.value]);
  const toggle = () => {
    open.value = !open.value;
    remember('numbers', open.value ? 'open' : 'closed');
  };
  return html`<section class="numbers" aria-label=${t('numbers')}>
    <button class="disclosure" aria-expanded=${open.value} aria-controls="numbers" onClick=${toggle}
      ><i aria-hidden="true"></i>${t('numbers')}</button>
    <div id="numbers" hidden=${!open.value}>${open.value && html`<${NumbersPanel} store=${store} />`}</div>
  </section>`;
}
