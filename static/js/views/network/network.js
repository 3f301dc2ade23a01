// The network: features, hidden neurons and the output as small pictures, the weights as curves between them.
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { MOST_TILE, networkLayout } from '../../maths/layout.js';
import { curveOf, pictureOf } from '../../protocol/frames.js';
import { isFrozen, isOff, linkMarks } from '../../state/ablation.js';
import { networkInWords } from '../../text/in_words.js';
import { t } from '../../text/texts.js';
import { classColours } from '../painting/class_colours.js';
import { paintFunctionTile } from '../painting/function_paint.js';
import { paintGrid } from '../painting/heatmap.js';
import { Explained } from '../parts/explain.js';
import { FullScreen } from '../parts/fullscreen.js';
import { LaserDot } from '../parts/laser.js';
import { lazy } from '../parts/lazy.js';
import { oncePerFrame } from '../parts/once_per_frame.js';
import { LayerCount, LayerHead } from './layer_head.js';
import { allLinks, linkAt, paintLinks } from './links.js';
import { allTiles, biasHeight, cornerRadius, paintTiles } from './tiles.js';

/** @import { NetworkLayout } from '../../maths/layout.js' */
/** @import { Frame } from '../../types.js' */
/** @import { Palette } from '../painting/heatmap.js' */
/** @import { Common, Neuron } from '../parts/common.js' */
/** @import { Picked } from './card.js' */
/** @import { Link } from './links.js' */

const Card = lazy(async () => (await import('./card.js')).Card);

/** Whether the reader wants as little motion as may be. */
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
/** The neurons from which on a network is drawn in turns. */
const CROWDED = 30;
/** Pixels under the network that the screen shows too: the head of the numbers. */
const BELOW = 68;
/** And under it over the whole screen: the panel's own edge. */
const UNDER_FULL = 28;
/** Between two looks at which neurons are dropped. */
const DROPPED_MS = 350;
/** No tile is waited for longer on its way to its new place. */
const GLIDE_MS = 1000;
/** As the style sheet has it, and a little room. */
const CALLOUT_WIDTH = 184;

/** @param {Common & { palette: Palette, look: (neuron: Neuron | null) => void, looked: Neuron | null }}
 *   props */
export function Network({ store, canEdit, shown, palette, look, looked }) {
  const scroll = useRef(/** @type {HTMLElement | null} */ (null));
  const linkCanvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const tileCanvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const tiles = useRef(/** @type {Map<string, HTMLElement>} */ (new Map()));
  const room = useSignal({ width: 0, height: 0, mostTile: MOST_TILE }); // nothing is drawn before it is measured: tiles would glide to their places
  const picked = useSignal(/** @type {Picked | null} */ (null));
  const flow = useRef(0);
  const linksTurn = useRef(false);
  const droppedAt = useRef(0);
  const glidesUntil = useRef(0);
  const drawn = useRef(/** @type {Frame | null} */ (null));
  const experiment = useComputed(() => store.state.value.roomState.experiment).value;
  const hideText = useComputed(() => store.state.value.roomState.view.hide_text).value;
  const parameters = useComputed(() => store.state.value.roomState.parameter_count).value;
  const outputs = useComputed(() => store.state.value.roomState.n_outputs).value;
  const isCurve = experiment.problem === 'curve';

  const { off, frozen } = store.state.value.roomState;
  const marks = useMemo(() => linkMarks({ off, frozen }), [off, frozen]);

  const { features } = store.catalogue;
  const { width, height, mostTile } = room.value;
  const labelWidth = 56 * palette.type;
  const shape = `${width}x${height}:${mostTile}:${labelWidth}:${experiment.hidden}:${experiment.features}:${outputs}`;
  const layout = useMemo(
    () =>
      networkLayout({
        width,
        height,
        mostTile,
        labelWidth,
        featureCount: features.length,
        hidden: experiment.hidden,
        outputs,
        outputLabelWidth: outputs > 1 ? 20 * palette.type : 0,
      }),
    [shape],
  );
  const inputs = features.flatMap(({ name }, row) => (experiment.features.includes(name) ? [row] : []));
  const links = useMemo(() => allLinks(layout, inputs), [shape]);
  const last = layout.columns.length - 1;

  useLayoutEffect(() => {
    const measure = () => {
      const element = /** @type {HTMLElement} */ (scroll.current);
      const { top } = element.getBoundingClientRect();
      const isWholeScreen = document.fullscreenElement?.matches('.network');
      const [height, mostTile] = isWholeScreen
        ? [innerHeight - top - UNDER_FULL, 2 * MOST_TILE]
        : [Math.min(720, innerHeight - top - scrollY - BELOW), MOST_TILE];
      room.value = { width: element.clientWidth, height: Math.max(440, height), mostTile };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(/** @type {HTMLElement} */ (scroll.current));
    addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      removeEventListener('resize', measure);
    };
  }, []);

  const drawFeatures = () => {
    const grids = store.features.peek();
    features.forEach((_, row) => {
      const canvas = tiles.current.get(`0-${row}`)?.querySelector('canvas');
      const curve = isCurve && curveOf(store.featureCurves.peek(), 0, row);
      if (curve && canvas) paintFunctionTile(canvas, curve, palette, layout.tile);
      const picture = grids && pictureOf(grids, row);
      if (!curve && picture && canvas) paintGrid(canvas, picture.bytes, picture.size, palette.full);
    });
  };
  /** Where everything is while tiles glide to their places, for the drawing to follow them; the layout
   * itself once they are there. */
  const layoutNow = () => {
    const columns = layout.columns.map((column, layer) =>
      column.map((place, neuron) => {
        const tile = tiles.current.get(`${layer}-${neuron}`);
        return tile ? { x: tile.offsetLeft, y: tile.offsetTop } : place;
      }),
    );
    const isThere = columns.every((column, layer) =>
      column.every(
        ({ x, y }, neuron) => x === layout.columns[layer][neuron].x && y === layout.columns[layer][neuron].y,
      ),
    );
    return isThere ? layout : { ...layout, columns };
  };
  const drawTiles = (/** @type {Frame | null} */ frame, /** @type {typeof layout} */ { columns }) => {
    const tableOf = (/** @type {number} */ layer, /** @type {number} */ neuron) =>
      layer === last ? outputTable(frame, neuron) : palette.full;
    if (tileCanvas.current)
      paintTiles(tileCanvas.current, allTiles({ ...layout, columns }), frame, palette, {
        width: layout.width,
        height: layout.height,
        tableOf,
      });
  };
  /** Who was dropped is brought up to date three times a second: more often would flicker. */
  const drawDropped = (/** @type {Frame | null} */ frame) => {
    if (frame?.playing && frame.dropped.length && performance.now() - droppedAt.current < DROPPED_MS) return;
    droppedAt.current = performance.now();
    for (const [key, tile] of tiles.current) {
      const [layer, neuron] = key.split('-').map(Number);
      tile.classList.toggle('dropped', !!frame?.playing && !!frame.dropped[layer - 1]?.[neuron]);
    }
  };
  /** The colours of an output: of values, or of its class.
   * @param {Frame | null} frame @param {number} neuron */
  const outputTable = (frame, neuron) =>
    frame?.decision ? classColours(palette, frame.decision.classes).outputs[neuron].full : palette.full;
  const drawLinks = (/** @type {Frame} */ frame, /** @type {typeof links} */ shownLinks) => {
    if (!linkCanvas.current) return;
    if (frame.playing && !reducedMotion.matches) flow.current += 0.8;
    const touches = (/** @type {Link} */ link) =>
      !!looked &&
      ((link.layer === looked.layer && link.neuron === looked.neuron) ||
        (link.layer === looked.layer + 1 &&
          (looked.layer === 0 ? inputs[link.source] : link.source) === looked.neuron));
    paintLinks(linkCanvas.current, shownLinks, frame, palette, {
      width: layout.width,
      height: layout.height,
      picked: looked && touches,
      flow: flow.current,
      marks,
    });
  };
  /** While a crowded network trains, a frame brings its neurons or its links up to date, in turn: half the
   * work for the browser. */
  const draw = () => {
    const frame = store.frame.peek();
    const now = performance.now() < glidesUntil.current ? layoutNow() : layout;
    const glides = now !== layout;
    if (!glides) glidesUntil.current = 0;
    const inTurn = !glides && !!frame?.playing && frame !== drawn.current && tiles.current.size > CROWDED;
    drawn.current = frame;
    drawDropped(frame);
    if (inTurn) linksTurn.current = !linksTurn.current;
    if (!inTurn || !linksTurn.current) drawTiles(frame, now);
    if (frame && (!inTurn || linksTurn.current)) drawLinks(frame, glides ? allLinks(now, inputs) : links);
    if (glides) askDraw();
  };
  const latestDraw = useRef(draw);
  latestDraw.current = draw;
  const askDraw = useMemo(() => oncePerFrame(() => latestDraw.current()), []);
  const latestFeatures = useRef(drawFeatures);
  latestFeatures.current = drawFeatures;
  const askFeatures = useMemo(() => oncePerFrame(() => latestFeatures.current()), []);
  useSignalEffect(() => {
    void store.frame.value;
    askDraw();
  });
  useSignalEffect(() => {
    void [store.features.value, store.featureCurves.value];
    askFeatures();
  });
  useLayoutEffect(() => {
    glidesUntil.current = performance.now() + GLIDE_MS;
    picked.value = null;
  }, [shape]);
  useLayoutEffect(() => {
    // before the browser shows the new places
    askDraw();
    askFeatures();
  });

  const sourceName = (/** @type {number} */ layer, /** @type {number} */ source) =>
    layer === 1
      ? html`<${FeatureName} label=${features[inputs[source]]?.label ?? ''} />`
      : t('neuron.number', { n: source + 1 });
  const title = (
    /** @type {{ layer: number, neuron: number, source: number | null }} */ { layer, neuron, source },
  ) =>
    source !== null
      ? t('weight')
      : layer === last
        ? outputs > 1
          ? t('output.class', { n: neuron + 1 })
          : t('output')
        : t('neuron.named', { layer, n: neuron + 1 });
  const beside = (/** @type {{ x: number, y: number }} */ place, /** @type {number} */ tile) => ({
    x: place.x + tile + 10,
    y: place.y,
    back: place.x - 14,
  });

  const point = (/** @type {MouseEvent} */ event) => {
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const overStage = (/** @type {MouseEvent} */ event, /** @type {boolean} */ pin) => {
    if (/** @type {HTMLElement} */ (event.target).closest('.tile, .card, .layer-head')) return;
    if (picked.value?.pinned && !pin) return;
    const { x, y } = point(event);
    const link = linkAt(links, x, y);
    picked.value = link
      ? {
          layer: link.layer,
          neuron: link.neuron,
          source: link.source,
          pinned: pin && canEdit,
          x: x + 12,
          y: y + 12,
          back: x - 12,
        }
      : null;
  };
  /** What is seen anyway is not looked at. @param {number} layer */
  const isOutput = (layer) => layer === last && outputs === 1;
  const enter = (
    /** @type {Neuron} */ neuron,
    /** @type {{ x: number, y: number }} */ place,
    /** @type {number} */ tile,
  ) => {
    look(isOutput(neuron.layer) ? null : neuron);
    if (!picked.value?.pinned)
      picked.value =
        neuron.layer === 0 ? null : { ...neuron, source: null, pinned: false, ...beside(place, tile) };
  };
  const leave = () => {
    look(null);
    if (!picked.value?.pinned) picked.value = null;
  };
  const keep = (/** @type {string} */ key) => (/** @type {HTMLElement | null} */ element) => {
    if (element) tiles.current.set(key, element);
    else tiles.current.delete(key);
  };
  const tileStyle = (/** @type {{ x: number, y: number }} */ { x, y }, /** @type {number} */ size) => ({
    left: `${x}px`,
    top: `${y}px`,
    width: `${size}px`,
    height: `${size}px`,
    borderRadius: `${cornerRadius(size)}px`,
  });
  const toggle = (/** @type {string} */ name) => {
    const names = experiment.features.includes(name)
      ? experiment.features.filter((each) => each !== name)
      : [...experiment.features, name];
    store.send({
      type: 'change',
      changes: { features: features.map((each) => each.name).filter((each) => names.includes(each)) },
    });
  };

  const isMeasured = width > 0;
  return html`<section class="network" aria-label=${t('network')}>
    <div class="network-head">
      <h2>${t('network')} <span><span class="dot">· </span>${t('parameters', { n: parameters })}</span></h2>
      ${canEdit && shown('numHiddenLayers') && html`<${LayerCount} store=${store} hidden=${experiment.hidden} />`}
      <${FullScreen} of=".network" />
    </div>
    <p class="visually-hidden">${networkInWords(
      experiment,
      inputs.map((row) => features[row].label),
      outputs,
    )}</p>
    <div class="network-scroll" ref=${scroll}>
      <div class="network-stage" style=${isMeasured ? { width: `${layout.width}px`, height: `${layout.height}px` } : { height: 'clamp(440px, 100vh - 250px, 720px)' }}
        onMouseMove=${(/** @type {MouseEvent} */ event) => overStage(event, false)} onClick=${(/** @type {MouseEvent} */ event) => overStage(event, true)}>
        <canvas ref=${linkCanvas} class="links" style=${{ width: `${layout.width}px`, height: `${layout.height}px` }} aria-hidden="true"></canvas>
        <canvas ref=${tileCanvas} class="tiles" style=${{ width: `${layout.width}px`, height: `${layout.height}px` }} aria-hidden="true"></canvas>
        ${isMeasured && experiment.hidden.map((_, i) => html`<${LayerHead} key=${`head${i}`} store=${store} hidden=${experiment.hidden} index=${i} canEdit=${canEdit} tall=${layout.tallHeads} centre=${layout.headCentres[i]} />`)}
        ${
          isMeasured &&
          features.map(({ name, label, of_curve: ofCurve }, row) => {
            const place = layout.columns[0][row];
            const on = experiment.features.includes(name);
            const barred = isCurve && !ofCurve;
            return html`<span key=${`label-${name}`} class=${`feature-label ${on ? '' : 'off'} ${barred ? 'barred' : ''}`} style=${{ left: `${place.x - labelWidth}px`, width: `${labelWidth - 8}px`, top: `${place.y + layout.tile / 2 - 7 * palette.type}px` }}><${FeatureName} label=${label} /></span>
            <button key=${`feature-${name}`} class=${`tile ${on ? '' : 'off'} ${barred ? 'barred' : ''}`} style=${tileStyle(place, layout.tile)} ref=${keep(`0-${row}`)} aria-pressed=${on} data-feature=${name}
              aria-label=${t('feature', { name: label })} title=${barred ? t('feature.barred') : null} disabled=${!canEdit || barred} onClick=${() => toggle(name)} onMouseEnter=${() => enter({ layer: 0, neuron: row }, place, layout.tile)} onMouseLeave=${leave}
              onFocus=${() => look({ layer: 0, neuron: row })} onBlur=${leave}><canvas></canvas></button>`;
          })
        }
        ${
          isMeasured &&
          layout.columns.slice(1).flatMap((column, i) =>
            column.map((place, neuron) => {
              const layer = i + 1;
              const size = layer === last ? layout.outputTile : layout.tile;
              const dark = isOff(off, layer, neuron);
              const here =
                picked.value?.layer === layer &&
                picked.value.neuron === neuron &&
                picked.value.source === null;
              const pin = () =>
                (picked.value = { layer, neuron, source: null, pinned: canEdit, ...beside(place, size) });
              return html`<button key=${layer === last ? `output-${neuron}` : `${layer}-${neuron}`} class=${`tile neuron ${here ? 'picked' : ''} ${dark ? 'dark' : ''}`} style=${tileStyle(place, size)} ref=${keep(`${layer}-${neuron}`)}
              data-neuron=${`${layer}-${neuron}`} aria-label=${title({ layer, neuron, source: null }) + (dark ? `, ${t('neuron.off')}` : '')} onClick=${pin} onMouseEnter=${() => enter({ layer, neuron }, place, size)} onMouseLeave=${leave}
              onFocus=${() => look(isOutput(layer) ? null : { layer, neuron })} onBlur=${() => look(null)}>
              ${isFrozen(frozen, layer, neuron, null) && html`<i class="frozen" style=${{ height: `${biasHeight(size)}px` }}></i>`}</button>`;
            }),
          )
        }
        ${isMeasured && outputs > 1 && layout.columns[last].map(({ x, y }, k) => html`<span key=${`class-${k}`} class="class-label" aria-hidden="true" style=${{ left: `${x + layout.outputTile + 6}px`, top: `${y}px`, height: `${layout.outputTile}px`, borderColor: classColours(palette, outputs).colours[k] }}>${k + 1}</span>`)}
        <div class="features-head"><${Explained} field="features" /></div>
        ${isMeasured && !hideText && html`<${Callouts} layout=${layout} type=${palette.type} />`}
        <${LaserDot} store=${store} panel="network" />
        ${picked.value && html`<${Card} store=${store} picked=${picked.value} title=${title(picked.value)} sourceName=${sourceName} room=${{ width: layout.width, height: layout.height }} close=${() => (picked.value = null)} />`}
      </div>
    </div>
  </section>`;
}

/** x₁² from the server's plain "x1^2", with real subscripts. @param {{ label: string }} props */
function FeatureName({ label }) {
  return label
    .split(/([₁₂²])/)
    .map(
      (part) => ({ '₁': html`<sub>1</sub>`, '₂': html`<sub>2</sub>`, '²': html`<sup>2</sup>` })[part] ?? part,
    );
}

/** Sentences beside the drawing, where there is room.
 * @param {{ layout: NetworkLayout, type: number }} props */
function Callouts({ layout, type }) {
  const first = layout.columns[1];
  const under = (/** @type {{ x: number, y: number }[]} */ column) => ({
    left: `${column[0].x + 4}px`,
    top: `${column[column.length - 1].y + layout.tile + 8}px`,
  });
  const fits = (/** @type {{ x: number, y: number }[]} */ column) =>
    column[column.length - 1].y + layout.tile + 130 < layout.height;
  if (layout.columns.length < 3 || layout.columns.length > 5 || layout.tallHeads) return null;
  const outputs = layout.columns[layout.columns.length - 1];
  const isClear = (/** @type {{ x: number, y: number }[]} */ column) =>
    column[0].x + CALLOUT_WIDTH < outputs[0].x ||
    column[column.length - 1].y > outputs[outputs.length - 1].y + layout.outputTile - layout.tile;
  const isWide = layout.columns.length > 3 && layout.columns[2][0].x - first[0].x >= 110 * type;
  const second = isWide && isClear(layout.columns[2]) ? layout.columns[2] : null;
  return html`
    ${fits(first) && html`<p class="callout" style=${under(first)}>${t('callout.neuron')}</p>`}
    ${second && fits(second) && html`<p class="callout" style=${under(second)}>${t('callout.mixing')}</p>`}
  `;
}
