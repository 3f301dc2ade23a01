// The page's frame: two bars, three columns, the loss along the bottom, notices and dialogs.
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useMemo } from 'preact/hooks';
import { featuresOf } from '../controls/features.js';
import { Strip } from './charts/strip.js';
import { Data } from './controls/data.js';
import { Settings } from './controls/settings.js';
import { Toolbar } from './controls/toolbar.js';
import { Network } from './network/network.js';
import { Numbers } from './numbers/numbers.js';
import { Output } from './output/output.js';
import { Announcer } from './overlays/announcer.js';
import { Bringing } from './overlays/bringing.js';
import { Notices } from './overlays/notices.js';
import { Welcome } from './overlays/welcome.js';
import { readPalette } from './painting/palette.js';
import { Explanation } from './parts/explain.js';
import { toggleFullScreen } from './parts/fullscreen.js';
import { useKeyboard } from './parts/keyboard.js';
import { useLaser } from './parts/laser.js';
import { later } from './parts/later.js';
import { lazy } from './parts/lazy.js';
import { led, lessonIn, openLesson } from './parts/lesson_place.js';
import { refusals } from './parts/list.js';
import { look, recalled, remember, remembered, switchTheme } from './parts/look.js';

/** @import { Store } from '../state/store.js' */
/** @import { Neuron } from './parts/common.js' */
/** @import { Palette } from './painting/palette.js' */

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
const Editor = lazy(async () => (await later('editor')).Editor);
const More = lazy(async () => (await import('./controls/more.js')).More);
/** Where points are pictures one can be drawn. */
const Pad = lazy(
  async () => (await later('inputs')).Pad,
  (/** @type {{ store: Store, palette: Palette, side?: number }} */ { side }) => !!side,
);
const InClass = lazy(async () => (await later('class')).InClass);
const Lessons = lazy(
  async () => (await later('lesson')).Lessons,
  ({ name }) => name !== null,
);
const Tour = lazy(async () => (await import('./overlays/tour.js')).Tour);

/** @param {{ store: Store, inClass?: boolean }} props inClass: a class says which room it is */
export function App({ store, inClass = false }) {
  const choosing = useSignal(false);
  const sharing = useSignal(false);
  const painting = useSignal(false);
  const helping = useSignal(false);
  const stop = useSignal(/** @type {number | null} */ (null));
  const looked = useSignal(/** @type {Neuron | null} */ (null));
  const palette = useMemo(readPalette, [look.value]);
  const role = useComputed(() => store.state.value.role).value;
  const hidden = useComputed(() => store.state.value.roomState.view.hidden_controls.join()).value.split(',');
  const hideText = useComputed(() => store.state.value.roomState.view.hide_text).value;
  const experiment = useComputed(() => store.state.value.roomState.experiment).value;
  const outputs = useComputed(() => store.state.value.roomState.n_outputs).value;
  const table = useComputed(() => store.state.value.roomState.table).value;
  const lesson = useComputed(() => (inClass ? (led.value?.name ?? null) : lessonIn.value)).value;
  const isNew = useSignal(!inClass && lesson === null && !remembered('toured'));
  const playing = useComputed(() => store.state.value.roomState.playing).value;
  const isWelcome = isNew.value && role === 'host' && !hideText;
  const settings = useSignal(false);
  const numbers = useSignal(recalled('numbers') === 'open');
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
  const pictures = featuresOf(store.catalogue, experiment, table).filter(({ picture }) => picture !== null);
  const sizes = [pictures.length, ...experiment.hidden, outputs];
  const isThere = (/** @type {Neuron} */ { layer, neuron }) => neuron < (sizes[layer] ?? 0);
  const seen = looked.value && isThere(looked.value) ? looked.value : null;
  useEffect(() => {
    if (looked.value && !isThere(looked.value)) lookAt(null); // it is gone, and no pointer has left it
  }, [seen]);
  const tour = (/** @type {number | null} */ next) => {
    isNew.value = false;
    remember('toured', 'yes');
    stop.value = next;
  };
  useEffect(() => {
    if (playing && isWelcome) tour(null);
  }, [playing, isWelcome]);
  useEffect(() => remember('numbers', numbers.value ? 'open' : 'closed'), [numbers.value]);
  const closeSettings = () => {
    settings.value = false;
    /** @type {HTMLElement | null} */ (document.querySelector('.unfold'))?.focus();
  };
  const openExamples = () => (choosing.value = true);
  const openShare = () => (sharing.value = true);
  const openLessons = () => {
    choosing.value = false;
    tour(null);
    openLesson('');
  };
  const openHelp = () => (helping.value = true);

  useKeyboard(role === 'host', (found) =>
    found.run({
      room: store.wanted(),
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
    <${Lessons} store=${store} name=${lesson} canEdit=${canEdit} />
    <${Toolbar} ...${common} isAlone=${!inClass} openExamples=${openExamples}
      openShare=${openShare} openHelp=${openHelp} />
    ${
      isWelcome &&
      html`<${Welcome} close=${() => tour(null)} startTour=${() => tour(0)} openExamples=${openExamples}
        openLessons=${openLessons} />`
    }
    <${Settings} ...${common} isOpen=${settings} openExamples=${openExamples} />
    <main class=${`columns ${settings.value ? 'with-drawer' : ''}`}>
      <${Data} ...${common} palette=${palette} paint=${() => (painting.value = true)} />
      ${settings.value && html`<${More} ...${common} close=${closeSettings} />`}
      <${Pad} store=${store} palette=${palette} side=${table?.side} />
      <${Network} ...${common} palette=${palette} look=${lookAt} looked=${seen}
        isWelcome=${isWelcome} />
      <${Output} ...${common} palette=${palette} laser=${laser} look=${lookAt} looked=${seen}
        isWelcome=${isWelcome} />
      <${Strip} ...${common} palette=${palette} numbers=${numbers} />
      <${Numbers} store=${store} open=${numbers} />
    </main>
    <${Examples} store=${store} palette=${palette} open=${choosing.value}
      close=${() => (choosing.value = false)} openLessons=${inClass ? null : openLessons} />
    <${Share} ...${common} open=${sharing.value} close=${() => (sharing.value = false)} />
    <${Help} open=${helping.value} close=${() => (helping.value = false)} canEdit=${canEdit}
      options=${store.catalogue.options} startTour=${() => tour(0)} />
    ${
      painting.value &&
      html`<${Editor} store=${store} palette=${palette} close=${() => (painting.value = false)} />`
    }
    ${stop.value !== null && html`<${Tour} stop=${stop.value} go=${tour} />`}
    <${Notices} store=${store} canEdit=${canEdit} />
    <${Explanation} experiment=${experiment} />
    <${Announcer} store=${store} />
    ${inClass && html`<${InClass} store=${store} />`}
    <${Bringing} store=${store} canEdit=${canEdit} />
  `;
}
