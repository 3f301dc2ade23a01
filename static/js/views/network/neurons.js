// The buttons over the drawing: features that are fed in or left out, and neurons to look at and to change.
import { html } from 'htm/preact';
import { className } from '../../maths/classes.js';
import { isFrozen, isOff } from '../../state/ablation.js';
import { t } from '../../text/texts.js';
import { classColours } from '../painting/palette.js';
import { pixels } from '../parts/elements.js';
import { biasHeight, cornerRadius } from './tiles.js';

/** @import { Row } from '../../controls/rows.js' */
/** @import { Place } from '../../maths/layout.js' */
/** @import { Store } from '../../state/store.js' */
/** @import { Palette } from '../painting/palette.js' */
/** @import { WeightPlace } from '../parts/common.js' */
/** @import { useNetworkDrawing } from './drawing.js' */
/** @import { Formulas } from './formulas.js' */
/** @import { Picking } from './picking.js' */
/** @import { Stage } from './stage.js' */

/**
 * @typedef {{ store: Store, stage: Stage, palette: Palette, canEdit: boolean,
 *   drawing: ReturnType<typeof useNetworkDrawing>, picking: Picking, formula: Formulas }} Parts
 */

/** @param {Place} place @param {number} side @param {boolean} [isRound] */
const tileStyle = ({ x, y }, side, isRound = false) =>
  pixels({
    left: x,
    top: y,
    width: side,
    height: side,
    borderRadius: isRound ? side / 2 : cornerRadius(side),
  });

/** What no feature's picture is: of what is not fed in there is none. */
const NOTHING = -1;

/** @param {Parts} props */
export function Features({ store, stage, palette, canEdit, drawing, picking, formula }) {
  const { layout, labelWidth, features, rows } = stage;
  const { experiment } = store.state.value.roomState;
  const toggle = (/** @type {string} */ name) => {
    const { features: present } = store.wanted().experiment;
    const isFedIn = (/** @type {string} */ each) => present.includes(each) !== (each === name);
    const chosen = features.map((each) => each.name).filter(isFedIn);
    store.send({ type: 'change', changes: { features: chosen } });
  };
  return rows.map(({ kind, of: [feature] }, row) => {
    if (kind !== 'one') return null;
    const { name, label, of_curve: isOfCurves, isFormula, isColumn, picture } = features[feature];
    const place = layout.columns[0][row];
    const isOn = experiment.features.includes(name);
    const isBarred = experiment.problem === 'curve' && !isOfCurves;
    const long = isFormula ? 'formula' : isColumn ? 'formula column' : '';
    const state = `${isOn ? '' : 'off'} ${isBarred ? 'barred' : ''} ${long}`;
    const press = isFormula ? formula.openFor(name, place, layout.tile) : () => toggle(name);
    const isPressed = isFormula ? null : isOn;
    const title = isFormula ? name : isColumn ? label : isBarred ? t('feature.barred') : null;
    const top = place.y + layout.tile / 2 - 7 * palette.type;
    const pointed = picking.onTile({ layer: 0, neuron: picture ?? NOTHING }, place, layout.tile);
    return html`<span key=${`label-${row}`} class=${`feature-label ${state}`}
        style=${pixels({ left: place.x - labelWidth, width: labelWidth - 8, top })}
        ><${FeatureName} label=${label} /></span>
      <button key=${`feature-${row}`} class=${`tile ${state}`} style=${tileStyle(place, layout.tile)}
        ref=${drawing.keep(0, row)} aria-pressed=${isPressed} data-feature=${name}
        aria-haspopup=${isFormula ? 'dialog' : null} title=${title}
        aria-label=${t(isFormula ? 'feature.formula' : 'feature', { name: label })}
        disabled=${!canEdit || isBarred} onClick=${press}
        ...${pointed}><img class="drawn" alt="" draggable=${false} /></button>`;
  });
}

/** What a row of the first column is called. @param {Row} row @param {Stage['features']} features */
export const rowLabel = ({ kind, of }, features) =>
  kind === 'one' ? features[of[0]].label : t(`inputs.${kind}`, { n: of.length });

/** A label with real subscripts and superscripts. @param {{ label: string }} props */
export function FeatureName({ label }) {
  return label.split(/([₀-₉]+|[⁰¹²³⁴-⁹]+)/).map((part, i) => {
    if (i % 2 === 0) return part;
    const digits = part.normalize('NFKC');
    return part < '₀' ? html`<sup>${digits}</sup>` : html`<sub>${digits}</sub>`;
  });
}

/** @param {Parts} props */
export function Neurons({ store, stage, drawing, picking }) {
  const { layout, last } = stage;
  const { off, frozen } = store.state.value.roomState;
  return layout.columns.slice(1).flatMap((column, i) =>
    column.map((place, neuron) => {
      const layer = i + 1;
      const size = layer === last ? layout.outputTile : layout.tile;
      const isPort = layout.hasPort && layer === last;
      const dark = isOff(off, layer, neuron);
      const picked = picking.picked.value;
      const isPicked = picked?.layer === layer && picked.neuron === neuron && picked.source === null;
      const bias =
        isFrozen(frozen, layer, neuron, null) && pixels({ height: isPort ? size : biasHeight(size) });
      return html`<button key=${layer === last ? `output-${neuron}` : `${layer}-${neuron}`}
        class=${`tile neuron ${isPort ? 'port' : ''} ${isPicked ? 'picked' : ''} ${dark ? 'dark' : ''}`}
        style=${tileStyle(place, size, isPort)} ref=${drawing.keep(layer, neuron)}
        data-neuron=${`${layer}-${neuron}`}
        aria-label=${nameOf({ layer, neuron, source: null }, stage) + (dark ? `, ${t('neuron.off')}` : '')}
        onClick=${() => picking.press({ layer, neuron }, place, size)}
        ...${picking.onTile({ layer, neuron }, place, size)}>
        ${bias && html`<i class="frozen" style=${bias}></i>`}</button>`;
    }),
  );
}

/** What a neuron is called, or "Weight". @param {WeightPlace} place @param {Stage} stage */
export function nameOf({ layer, neuron, source }, { last, outputs }) {
  if (source !== null) return t('weight');
  if (layer < last) return t('neuron.named', { layer, n: neuron + 1 });
  return outputs > 1 ? t('output.class', { n: neuron + 1 }) : t('output');
}

/** So many letters of a class's name have room there. */
const SHORT = 2;

/** The classes beside their outputs. @param {{ store: Store, stage: Stage, palette: Palette }} props */
export function ClassLabels({ store, stage: { layout, last, outputs }, palette }) {
  const { table } = store.state.value.roomState;
  if (outputs === 1) return null;
  return layout.columns[last].map(({ x, y }, k) => {
    const place = pixels({ left: x + layout.outputTile + 6, top: y, height: layout.outputTile });
    const style = { ...place, borderColor: classColours(palette, outputs).colours[k] };
    return html`<span key=${`class-${k}`} class="class-label" aria-hidden="true" style=${style}
      title=${className(table, k)}>${className(table, k).slice(0, SHORT)}</span>`;
  });
}
