// How much room the network has, and where everything of it stands.
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { MOST_TILE, networkLayout } from '../../maths/layout.js';
import { allLinks } from './links.js';

/** @import { Store } from '../../state/store.js' */

/** Pixels under the network that the screen shows too: the head of the numbers. */
const BELOW = 68;
/** And under it over the whole screen: the panel's own edge. */
const UNDER_FULL = 28;

/** @typedef {ReturnType<typeof useStage>} Stage where everything stands, and what is fed in */

/**
 * Measures the room, and places everything anew when something moves: then `shape` is another one.
 * @param {Store} store @param {{ current: HTMLElement | null }} scroll
 * @param {number} type size of the letters
 */
export function useStage(store, scroll, type) {
  const room = useRoom(scroll);
  const { experiment, n_outputs: outputs } = store.state.value.roomState;
  const { features } = store.catalogue;
  const labelWidth = 56 * type;
  const { width, height, mostTile } = room;
  const shape = [width, height, mostTile, labelWidth, experiment.hidden, experiment.features, outputs].join(
    ':',
  );
  return useMemo(() => {
    const outputLabelWidth = outputs > 1 ? 20 * type : 0;
    const { hidden } = experiment;
    const featureCount = features.length;
    const layout = networkLayout({ ...room, labelWidth, outputLabelWidth, featureCount, hidden, outputs });
    /** The rows of the features that are fed in. */
    const inputs = features.flatMap(({ name }, row) => (experiment.features.includes(name) ? [row] : []));
    const last = layout.columns.length - 1;
    const links = allLinks(layout, inputs);
    return { shape, isMeasured: width > 0, layout, labelWidth, inputs, links, last, outputs };
  }, [shape]);
}

/** Nothing is drawn before it is measured: tiles would glide to their places.
 * @param {{ current: HTMLElement | null }} scroll */
function useRoom(scroll) {
  const room = useSignal({ width: 0, height: 0, mostTile: MOST_TILE });
  useLayoutEffect(() => {
    const element = /** @type {HTMLElement} */ (scroll.current);
    const measure = () => {
      const { top } = element.getBoundingClientRect();
      const isWholeScreen = document.fullscreenElement?.matches('.network');
      const [height, mostTile] = isWholeScreen
        ? [innerHeight - top - UNDER_FULL, 2 * MOST_TILE]
        : [Math.min(720, innerHeight - top - scrollY - BELOW), MOST_TILE];
      room.value = { width: element.clientWidth, height: Math.max(440, height), mostTile };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      removeEventListener('resize', measure);
    };
  }, []);
  return room.value;
}
