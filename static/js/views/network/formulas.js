// Formulas as features: the button that adds one, and which one is being written.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { t } from '../../text/texts.js';
import { pixels } from '../parts/elements.js';

/** @import { Place } from '../../maths/layout.js' */
/** @import { Parts } from './neurons.js' */

/**
 * @typedef {{ formula: string | null, x: number, y: number, back: number, from: HTMLElement }} Written
 *   formula: null for a new one; x: where the card begins, back: where it ends if there is no room for that;
 *   from: what has been pressed
 * @typedef {ReturnType<typeof useFormulaCard>} Formulas
 */

/** The formula that is being written, if one is. */
export function useFormulaCard() {
  const written = useSignal(/** @type {Written | null} */ (null));
  return {
    open: written.value,
    /** The button that opened the card is where one was. */
    close: () => {
      written.value?.from.focus();
      written.value = null;
    },
    /** What a press of a formula's tile, or of the button that adds one, does.
     * @param {string | null} formula @param {Place} place @param {number} size */
    openFor:
      (formula, { x, y }, size) =>
      (/** @type {MouseEvent} */ event) => {
        const from = /** @type {HTMLElement} */ (event.currentTarget);
        written.value = { formula, x: x + size + 10, y, back: x - 14, from };
      },
  };
}

/** Stands above the features, as plus and minus do above the layers. @param {Parts} props */
export function AddFormula({ store, stage: { layout, labelWidth, features }, formula }) {
  const [, most] = store.catalogue.limits.formulas;
  const named = store.catalogue.features.length;
  const isFull = features.filter(({ picture }) => (picture ?? 0) >= named).length >= most;
  const press = formula.openFor(null, { x: labelWidth, y: 0 }, layout.tile);
  return html`<div class="add-formula" style=${pixels({ width: labelWidth + layout.tile })}>
    <button class="small" aria-haspopup="dialog" disabled=${isFull} onClick=${press}
      title=${isFull ? t('formula.full', { n: most }) : t('formula.about')}
      >${t('formula.add')}</button></div>`;
}
