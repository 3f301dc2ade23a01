// How much room the network has, and where everything of it stands.
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { featuresOf } from '../../controls/features.js';
import { rowsOf, sourcesOf } from '../../controls/rows.js';
import { HEADS, LEAST_NAME, MOST_TILE, networkLayout } from '../../maths/layout.js';
import { named } from '../../text/names.js';
import { language } from '../../text/texts.js';
import { onPlotPlace } from '../parts/elements.js';
import { allLinks } from './links.js';

/** @import { Store } from '../../state/store.js' */

/** Between several outputs, or that of a curve, and the plot beside them. */
const BEFORE_PLOT = 24;
/** Of what stands left of the features: x₁, or the name of a column. In CSS pixels, in plain type. */
const LABEL = { sign: 56, name: 92 };
const ROOM_FOR_NAMES = 480;
/** Between a card and the edge of where it may be. */
const EDGE = 8;

/** @typedef {ReturnType<typeof useStage>} Stage where everything stands, and what is fed in */

/**
 * Measures the room, and places everything anew when something moves: then `shape` is another one. Beside the
 * plot the network is as high as that one, and a single output is a port on its edge.
 * @param {Store} store @param {{ current: HTMLElement | null }} scroll
 * @param {number} type size of the letters
 */
export function useStage(store, scroll, type) {
  const room = useRoom(scroll);
  const { experiment, n_outputs: outputs, table } = store.state.value.roomState;
  const features = featuresOf(store.catalogue, experiment, named(table));
  const { height, mostTile, band, isWhole, bounds } = room;
  const hasNames = features[0].isColumn && !table?.side;
  const labelWidth = type * (hasNames && room.width > ROOM_FOR_NAMES ? LABEL.name : LABEL.sign);
  const hasPort = band !== null && outputs === 1 && experiment.problem !== 'curve';
  const width = room.width - (band && !hasPort ? BEFORE_PLOT : 0);
  const { hidden } = experiment;
  const place = [width, height, mostTile, labelWidth, hasPort, band?.top, band?.height, bounds.left];
  const side = table?.side ?? 0;
  const told = [...place, hidden, experiment.features, outputs, table?.digest];
  const shape = [...told, language.value.name].join(':'); // labels are of a language
  return useMemo(() => {
    const outputLabelWidth = outputs > 1 ? 20 * type : 0;
    const fits = (height - HEADS) / (LEAST_NAME * type);
    const rows = rowsOf(features, experiment.features, { side, room: fits });
    const measures = { width, height, mostTile, labelWidth, outputLabelWidth, hasPort, band };
    const counts = { featureCount: rows.length, hasPicture: side > 0, hidden, outputs };
    const layout = networkLayout({ ...measures, ...counts });
    /** The features that are fed in, in the order of the network's inputs. */
    const fedIn = experiment.features.map((fed) => features.findIndex(({ name }) => name === fed));
    const sources = sourcesOf(rows, fedIn);
    const last = layout.columns.length - 1;
    const links = allLinks(layout, sources);
    const isMeasured = room.width > 0;
    const places = { shape, isMeasured, isWhole, bounds, layout, labelWidth, links, last, outputs };
    return { ...places, features, rows, fedIn, ...sources };
  }, [shape]);
}

/**
 * @typedef {{ left: number, top: number, right: number, bottom: number }} Bounds in CSS pixels of the stage
 * @typedef {{ width: number, height: number, mostTile: number, isWhole: boolean, bounds: Bounds,
 *   band: { top: number, height: number } | null }} Room band: where the plot is, if it is beside the
 *   network; the width ends there then. isWhole: the network has the whole screen; bounds: where cards may
 *   be: beside the plot, not on it
 */

/** Nothing is drawn before it is measured: tiles would glide to their places.
 * @param {{ current: HTMLElement | null }} scroll @returns {Room} */
function useRoom(scroll) {
  const bounds = { left: 0, top: 0, right: 0, bottom: 0 };
  const nothing = { width: 0, height: 0, mostTile: MOST_TILE, isWhole: false, bounds, band: null };
  const room = useSignal(/** @type {Room} */ (nothing));
  useLayoutEffect(() => {
    const element = /** @type {HTMLElement} */ (scroll.current);
    let plot = /** @type {Element | null} */ (null);
    const measure = () => {
      if (plot && !plot.isConnected) return; // another view is on its way there
      const own = element.getBoundingClientRect();
      const beside = plot?.getBoundingClientRect();
      const isWhole = document.fullscreenElement?.matches('.network') ?? false;
      const isLevel = beside && beside.top < own.bottom && beside.bottom > own.top;
      const isBeside = !isWhole && isLevel && beside.left > own.left;
      const width = isBeside ? beside.left - own.left : element.clientWidth;
      const above = own.top + scrollY;
      const measured = {
        width,
        height: element.clientHeight,
        mostTile: isWhole ? 2 * MOST_TILE : MOST_TILE,
        isWhole,
        bounds: isBeside
          ? { left: EDGE - own.left, top: 0, right: width - EDGE, bottom: innerHeight - above - EDGE }
          : { left: 0, top: 0, right: width, bottom: element.clientHeight },
        band: isBeside ? { top: beside.top - own.top, height: beside.height } : null,
      };
      if (JSON.stringify(measured) !== JSON.stringify(room.peek())) room.value = measured;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    const end = onPlotPlace((place) => {
      if (plot) observer.unobserve(plot);
      plot = place;
      observer.observe(place);
    });
    measure(); // the first picture that the browser shows has the neurons
    addEventListener('resize', measure);
    return () => {
      end();
      observer.disconnect();
      removeEventListener('resize', measure);
    };
  }, []);
  return room.value;
}
