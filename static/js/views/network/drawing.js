// Draws neurons and links, and follows the neurons that glide to new places.
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { curveOf, pictureOf } from '../../protocol/frames.js';
import { addressOf } from '../painting/canvas.js';
import { paintFunctionTile } from '../painting/functions.js';
import { classColours } from '../painting/palette.js';
import { paintGrid } from '../painting/pictures.js';
import { onPixelRatio } from '../parts/elements.js';
import { useDrawing } from '../parts/once_per_frame.js';
import { allLinks, paintLinks } from './links.js';
import { allSkips, paintSkips } from './skips.js';
import { allTiles, paintTiles } from './tiles.js';

/** @import { NetworkLayout } from '../../maths/layout.js' */
/** @import { linkMarks } from '../../state/ablation.js' */
/** @import { Store } from '../../state/store.js' */
/** @import { Frame } from '../../types.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { Neuron } from '../parts/common.js' */
/** @import { Link } from './links.js' */
/** @import { Stage } from './stage.js' */

/** Whether the reader wants as little motion as may be. */
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
/** The neurons from which on a network is drawn in turns. */
const CROWDED = 30;
/** Between two looks at which neurons are dropped. */
const DROPPED_MS = 350;
/** No tile is waited for longer on its way to its new place. */
const GLIDE_MS = 1000;

/**
 * What is to be drawn; `looked`: the neuron looked at.
 * @typedef {{ stage: Stage, palette: Palette, looked: Neuron | null, marks: ReturnType<typeof linkMarks> }}
 *   Scene
 */

/** The drawing of a network, brought up to date with every frame and every rendering.
 * @param {Store} store @param {Scene} scene */
export function useNetworkDrawing(store, scene) {
  const drawing = useMemo(() => new NetworkDrawing(store, scene), []);
  drawing.scene = scene;
  const askDraw = useDrawing(
    () => drawing.draw() && askDraw(),
    () => store.frame.value,
  );
  const askFeatures = useDrawing(
    () => drawing.drawFeatures(),
    () => [store.features.value, store.featureCurves.value],
  );
  const drawAll = () => {
    askDraw();
    askFeatures();
  };
  useLayoutEffect(() => onPixelRatio(drawAll), []);
  useLayoutEffect(() => drawing.beginGliding(), [scene.stage.shape]);
  useLayoutEffect(drawAll); // before the browser shows the new places
  return drawing;
}

class NetworkDrawing {
  #store;
  /** @type {Scene} */
  scene;
  linkCanvas = { current: /** @type {HTMLCanvasElement | null} */ (null) };
  tileCanvas = { current: /** @type {HTMLCanvasElement | null} */ (null) };
  /** The buttons over the drawing, by layer and neuron. @type {Map<string, HTMLElement>} */
  #tiles = new Map();
  /** How far the dashes have moved, in CSS pixels. */
  #flow = 0;
  #isTurnOfLinks = false;
  #droppedAt = 0;
  #glidesUntil = 0;
  /** The neurons that have places already may glide to others. */
  #arePlaced = false;
  /** @type {Frame | null} */
  #drawn = null;

  /** @param {Store} store @param {Scene} scene */
  constructor(store, scene) {
    this.#store = store;
    this.scene = scene;
  }

  /** The `ref` of a neuron's button. @param {number} layer @param {number} neuron */
  keep = (layer, neuron) => (/** @type {HTMLElement | null} */ element) => {
    if (element) this.#tiles.set(`${layer}-${neuron}`, element);
    else this.#tiles.delete(`${layer}-${neuron}`);
  };

  /** From now on the neurons may be on their way. */
  beginGliding() {
    if (this.#arePlaced) this.#glidesUntil = performance.now() + GLIDE_MS;
    this.#arePlaced = this.scene.stage.isMeasured;
  }

  /**
   * Draws the newest frame; returns whether the neurons still glide. While a crowded network trains, a frame
   * brings its neurons or its links up to date, in turn: half the work for the browser.
   */
  draw() {
    const frame = this.#store.frame.peek();
    const { stage } = this.scene;
    const { layout, links } = stage;
    const now = performance.now() < this.#glidesUntil ? this.#layoutNow() : layout;
    const glides = now !== layout;
    if (!glides) this.#glidesUntil = 0;
    const inTurn = !glides && !!frame?.playing && frame !== this.#drawn && this.#tiles.size > CROWDED;
    this.#drawn = frame;
    this.#markDropped(frame);
    if (inTurn) this.#isTurnOfLinks = !this.#isTurnOfLinks;
    if (!inTurn || !this.#isTurnOfLinks) this.#drawTiles(frame, now);
    if (frame && (!inTurn || this.#isTurnOfLinks))
      this.#drawLinks(frame, glides ? allLinks(now, stage) : links, now);
    return glides;
  }

  drawFeatures() {
    const { palette, stage } = this.scene;
    const grids = this.#store.features.peek();
    const isCurve = this.#store.state.peek().roomState.experiment.problem === 'curve';
    stage.rows.forEach(({ of: [feature] }, row) => {
      const image = this.#tiles.get(`0-${row}`)?.querySelector('img');
      if (!image) return;
      const index = stage.features[feature].picture ?? -1;
      const curve = isCurve && curveOf(this.#store.featureCurves.peek(), 0, index);
      const picture = grids && pictureOf(grids, index);
      if (curve) image.src = addressOf((to) => paintFunctionTile(to, curve, palette, stage.layout.tile));
      else if (picture)
        image.src = addressOf((to) => paintGrid(to, picture.bytes, picture.size, palette.full));
    });
  }

  /** Where everything is while neurons glide to their places; the layout itself once they are there.
   * @returns {NetworkLayout} */
  #layoutNow() {
    const { layout } = this.scene.stage;
    let isThere = true;
    const columns = layout.columns.map((column, layer) =>
      column.map((place, neuron) => {
        const tile = this.#tiles.get(`${layer}-${neuron}`);
        if (!tile || (tile.offsetLeft === place.x && tile.offsetTop === place.y)) return place;
        isThere = false;
        return { x: tile.offsetLeft, y: tile.offsetTop };
      }),
    );
    return isThere ? layout : { ...layout, columns };
  }

  /** @param {Frame | null} frame @param {NetworkLayout} layout */
  #drawTiles(frame, layout) {
    const { palette, stage } = this.scene;
    const { width, height, hasPort: port } = stage.layout;
    const outputs = frame?.decision && classColours(palette, frame.decision.classes).outputs;
    const tableOf = (/** @type {number} */ layer, /** @type {number} */ neuron) =>
      layer === frame?.layers.length && outputs ? outputs[neuron].full : palette.full;
    if (!this.tileCanvas.current) return;
    paintTiles(this.tileCanvas.current, allTiles(layout), frame, palette, { width, height, port, tableOf });
  }

  /** @param {Frame} frame @param {readonly Link[]} links @param {NetworkLayout} now */
  #drawLinks(frame, links, now) {
    if (!this.linkCanvas.current) return;
    const { stage, palette, looked, marks } = this.scene;
    const { width, height, tile } = stage.layout;
    if (frame.playing && !reducedMotion.matches) this.#flow += 0.8;
    const { groups, fedIn, features } = stage;
    const isOf = (/** @type {number} */ k) => features[fedIn[k]].picture === looked?.neuron;
    const touches = (/** @type {Link} */ { layer, neuron, from }) =>
      (layer === looked?.layer && neuron === looked.neuron) ||
      (layer - 1 === looked?.layer && (layer === 1 ? groups[from].some(isOf) : from === looked.neuron));
    const how = {
      width,
      height,
      tile,
      picked: looked && touches,
      all: stage.isWhole,
      flow: this.#flow,
      marks,
      groups,
    };
    paintLinks(this.linkCanvas.current, links, frame.layers, palette, how);
    if (this.#store.state.peek().roomState.experiment.skip)
      paintSkips(this.linkCanvas.current, allSkips(now, stage.inputs), palette);
  }

  /** Those that the last batch did without. Three times a second: more often would flicker.
   * @param {Frame | null} frame */
  #markDropped(frame) {
    if (frame?.playing && frame.dropped.length && performance.now() - this.#droppedAt < DROPPED_MS) return;
    this.#droppedAt = performance.now();
    for (const [key, tile] of this.#tiles) {
      const [layer, neuron] = key.split('-').map(Number);
      tile.classList.toggle('dropped', !!frame?.dropped[layer - 1]?.[neuron]);
    }
  }
}
