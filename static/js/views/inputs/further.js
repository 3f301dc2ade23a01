// The inputs that have no room in the first column: how many they are, and a list in which each can be fed
// in or left out.
import { html, t, useEffect, useRef, useSignal } from '#page';
import { say } from './saying.js';

/** @import { Place } from '../../maths/layout.js' */
/** @import { Parts } from '../network/neurons.js' */

/** @param {Parts & { place: Place, of: readonly number[] }} props  of: indices of the features */
export function FurtherInputs({ store, stage: { layout, labelWidth, features }, canEdit, place, of }) {
  const isOpen = useSignal(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const { experiment } = store.state.value.roomState;
  const isFedIn = (/** @type {string} */ name) => experiment.features.includes(name);
  useEffect(() => {
    const outside = (/** @type {Event} */ { target }) => {
      if (!box.current?.contains(/** @type {Node} */ (target))) isOpen.value = false;
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, []);
  const flip = (/** @type {string} */ name) => {
    const { features: present } = store.wanted().experiment;
    const isWanted = (/** @type {string} */ each) => present.includes(each) !== (each === name);
    const chosen = features.map((each) => each.name).filter(isWanted);
    store.send({ type: 'change', changes: { features: chosen } });
  };
  const close = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || !isOpen.value) return;
    event.stopPropagation();
    isOpen.value = false;
    box.current?.querySelector('button')?.focus();
  };
  const item = (/** @type {number} */ i) => {
    const { name, label } = features[i];
    return html`<li key=${name}><label><input type="checkbox" checked=${isFedIn(name)} disabled=${!canEdit}
      onChange=${() => flip(name)} /><span>${label}</span></label></li>`;
  };
  const right = place.x + layout.tile;
  const style = { left: `${right - labelWidth - layout.tile}px`, top: `${place.y}px` };
  return html`<div ref=${box} class="further-inputs" style=${style} onKeyDown=${close}>
    <button class="small" aria-expanded=${isOpen.value} onClick=${() => (isOpen.value = !isOpen.value)}
      style=${{ width: `${labelWidth + layout.tile}px`, height: `${layout.tile}px` }}
      >${t('inputs.more', { n: of.length })}</button>
    ${isOpen.value && html`<ul class="card" aria-label=${say('further')}>${of.map(item)}</ul>`}</div>`;
}
