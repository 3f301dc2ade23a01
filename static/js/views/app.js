// The page's frame: two bars, three columns, notices and dialogs.
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { Data } from './controls/data.js';
import { Settings } from './controls/settings.js';
import { Toolbar } from './controls/toolbar.js';
import { Network } from './network/network.js';
import { Numbers } from './numbers/numbers.js';
import { Output } from './output/output.js';
import { Announcer } from './overlays/announcer.js';
import { Notices } from './overlays/notices.js';
import { readPalette } from './painting/palette.js';
import { Explanation } from './parts/explain.js';
import { toggleFullScreen } from './parts/fullscreen.js';
import { useKeyboard } from './parts/keyboard.js';
import { useLaser } from './parts/laser.js';
import { lazy } from './parts/lazy.js';
import { refusals } from './parts/list.js';
import { look, remember, remembered, switchTheme } from './parts/look.js';

/** @import { Store } from '../state/store.js' */
/** @import { Neuron } from './parts/common.js' */

const Examples = lazy(
  async () => (await import('./overlays/examples.js')).Examples,
  ({ open }) => open,
);
const Help = lazy(
  async () => (await import('./overlays/help.js')).Help,
  ({ open }) => open,
);
const Share = lazy(
  async () => (await import('./overlays/share.js')).Share,
  ({ open }) => open,
);
const Tour = lazy(async () => (await import('./overlays/tour.js')).Tour);

/** @param {{ store: Store }} props */
export function App({ store }) {
  const choosing = useSignal(false);
  const sharing = useSignal(false);
  const helping = useSignal(false);
  const stop = useSignal(/** @type {number | null} */ (null));
  const looked = useSignal(/** @type {Neuron | null} */ (null));
  const palette = useMemo(readPalette, [look.value]);
  const role = useComputed(() => store.state.value.role).value;
  const hidden = useComputed(() => store.state.value.roomState.view.hidden_controls.join()).value.split(',');
  const hideText = useComputed(() => store.state.value.roomState.view.hide_text).value;
  const experiment = useComputed(() => store.state.value.roomState.experiment).value;
  const isNew = useSignal(!remembered('toured'));
  const canEdit = role !== 'watcher';
  const common = { store, canEdit, shown: (/** @type {string} */ control) => !hidden.includes(control) };

  useSignalEffect(() => {
    refusals.value = store.state.value.notices;
  });

  const laser = useSignal(false);
  useLaser(store, laser.value);
  const lookAt = (/** @type {Neuron | null} */ neuron) => {
    looked.value = neuron;
    store.look(neuron ? neuron.layer : null, neuron ? neuron.neuron : 0);
  };
  const tour = (/** @type {number | null} */ next) => {
    isNew.value = false;
    remember('toured', 'yes');
    stop.value = next;
  };
  const openExamples = () => (choosing.value = true);
  const openShare = () => (sharing.value = true);
  const openHelp = () => (helping.value = true);

  useKeyboard(role === 'host', (found) =>
    found.run({
      room: store.state.peek().roomState,
      mostLayers: store.catalogue.limits.layers[1],
      send: store.send,
      switchTheme,
      fullScreen: () => toggleFullScreen(document.documentElement),
      toggleLaser: () => (laser.value = !laser.value),
      openExamples,
      openShare,
      openHelp,
    }),
  );

  return html`
    <${Toolbar} ...${common} openExamples=${openExamples}
      openShare=${openShare} openHelp=${openHelp} laser=${laser} />
    <${Settings} ...${common} />
    <main class="columns">
      <${Data} ...${common} palette=${palette} />
      <${Network} ...${common} palette=${palette} look=${lookAt} looked=${looked.value} />
      <${Numbers} store=${store} />
      <${Output} ...${common} palette=${palette} look=${lookAt} looked=${looked.value} />
    </main>
    <${Examples} store=${store} palette=${palette} open=${choosing.value}
      close=${() => (choosing.value = false)} />
    <${Share} ...${common} open=${sharing.value} close=${() => (sharing.value = false)} />
    <${Help} open=${helping.value} close=${() => (helping.value = false)} canEdit=${canEdit}
      options=${store.catalogue.options} startTour=${() => tour(0)} />
    ${stop.value !== null && html`<${Tour} stop=${stop.value} go=${tour} />`}
    <${Notices} store=${store} canEdit=${canEdit} tour=${tour}
      offerTour=${isNew.value && role === 'host' && !hideText} />
    <${Explanation} experiment=${experiment} />
    <${Announcer} store=${store} />
  `;
}
