// The page's frame: two bars, three columns, and what has to be said.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';

import { Data } from './data.js';
import { Network } from './network.js';
import { Notices } from './notices.js';
import { Output } from './output.js';
import { readPalette } from './heatmap.js';
import { Settings } from './settings.js';
import { Share } from './share.js';
import { Toolbar } from './toolbar.js';

/**
 * @typedef {import('../main.js').Store} Store
 * @typedef {{ layer: number, neuron: number }} Neuron
 * @typedef {{ store: Store, canEdit: boolean, shown: (control: string) => boolean }} Common  what every part of the page gets
 */

/** @param {{ store: Store }} props */
export function App({ store }) {
  const theme = useSignal(document.documentElement.dataset.theme ?? 'light');
  const sharing = useSignal(false);
  const looked = useSignal(/** @type {Neuron | null} */ (null));
  const palette = useMemo(readPalette, [theme.value]);
  const role = useComputed(() => store.state.value.role).value;
  const hidden = useComputed(() => store.state.value.roomState.view.hidden_controls.join()).value.split(',');
  const canEdit = role !== 'watcher';
  const common = { store, canEdit, shown: (/** @type {string} */ control) => !hidden.includes(control) };

  const switchTheme = () => {
    const next = theme.value === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem('nnp.theme', next);
    } catch {
      // A browser that keeps nothing forgets the choice.
    }
    theme.value = next;
  };
  const look = (/** @type {Neuron | null} */ neuron) => {
    looked.value = neuron;
    store.look(neuron ? neuron.layer : null, neuron ? neuron.neuron : 0);
  };

  return html`
    <${Toolbar} ...${common} switchTheme=${switchTheme} openShare=${() => (sharing.value = true)} />
    <${Settings} ...${common} />
    <main class="columns">
      <${Data} ...${common} palette=${palette} />
      <${Network} ...${common} palette=${palette} look=${look} looked=${looked.value} />
      <${Output} ...${common} palette=${palette} looked=${looked.value} />
    </main>
    <${Share} ...${common} open=${sharing.value} close=${() => (sharing.value = false)} />
    <${Notices} store=${store} />
  `;
}
