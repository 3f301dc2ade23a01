// One update, place by place: forward, loss, backward, new weights; for one point, or for the next batch.
import { choiceLabel, html, NumberField, number, useEffect } from '#page';
import { choicesOf, choose } from '../parts/choices.js';
import { reasonOf } from '../parts/parts.js';
import { Waits } from '../parts/pieces.js';
import { say } from '../parts/saying.js';
import { Lines } from './lines_of_update.js';
import { NoiseSaid } from './noise.js';
import { updateOf } from './one_update.js';
import { beginOf, countOf, PHASES, placeAt } from './places.js';

/** @import { InsideProps } from '../parts/parts.js' */
/** @import { OneUpdate } from './one_update.js' */
/** @import { Place } from './places.js' */

/** @param {InsideProps} props */
export function Update({ store, canEdit, look }) {
  const { view, experiment, n_outputs: outputs } = store.state.value.roomState;
  const sizes = [...experiment.hidden, outputs];
  const choices = choicesOf(view.inside);
  const last = countOf(sizes) - 1;
  const at = Math.min(last, choices.at ?? 0);
  const place = placeAt(at, sizes);
  const parts = store.inside.value?.inside ?? [];
  const seen = updateOf(parts);
  const isThere = seen?.layers.length === sizes.length;

  const step = (/** @type {number} */ by) =>
    choose(store, ({ at: from = 0 }) => ({ at: Math.max(0, Math.min(last, from + by)) }));
  const { layer, neuron, phase } = place;
  useEffect(
    () => look(phase === 'loss' || phase === 'noise' ? null : { layer, neuron }),
    [layer, neuron, phase],
  );
  useEffect(() => () => look(null), []);

  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !canEdit || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    event.stopPropagation();
    step(by);
  };
  const goTo = (/** @type {number} */ place) => choose(store, () => ({ at: place }));
  const learnFrom = (/** @type {number | undefined} */ point) => choose(store, () => ({ point }));
  const isBatch = choices.point === undefined;
  const phases = PHASES.map(
    (each) => html`<button key=${each} class="text" aria-pressed=${phase === each} disabled=${!canEdit}
      onClick=${() => goTo(beginOf(each, sizes))}>${say(`update.${each}`)}</button>`,
  );
  const arrow = (/** @type {number} */ by, /** @type {string} */ sign, /** @type {string} */ label) =>
    html`<button class="small" aria-label=${label} title=${label} onClick=${() => step(by)}
      disabled=${!canEdit || (by < 0 ? at === 0 : at === last)}>${sign}</button>`;
  return html`<div class="inside-update" role="group" tabindex="0" aria-label=${say('update.name')}
      onKeyDown=${onKeyDown}>
    <div class="boundary-title inside-phases update-phases">${phases}</div>
    <div class="plot-place"><div class="inside-steps">
      <span class="inside-arrows">${arrow(-1, '←', say('update.before'))}
        ${arrow(1, '→', say('update.next'))}</span>
      ${
        seen && isThere
          ? html`<${Lines} seen=${seen} place=${place} experiment=${experiment} />`
          : html`<${Waits} reason=${reasonOf(parts)} />`
      }</div></div>
    <div class="foot inside-foot">
      <div class="inside-of" role="group" aria-label=${say('update.of')}>
        <button class="text" aria-pressed=${!isBatch} disabled=${!canEdit}
          onClick=${() => learnFrom(seen?.point ?? 0)}>${say('update.point')}</button>
        ${
          !isBatch &&
          html`<${NumberField} value=${(choices.point ?? 0) + 1} shown=${number((choices.point ?? 0) + 1)}
            label=${say('update.number')} disabled=${!canEdit}
            set=${(/** @type {number} */ typed) => learnFrom(Math.max(0, Math.round(typed) - 1))} />`
        }
        <button class="text" aria-pressed=${isBatch} disabled=${!canEdit}
          onClick=${() => learnFrom(undefined)}>${say('update.batch')}</button></div>
      ${
        seen &&
        html`<${Below} seen=${seen} place=${place} optimizer=${experiment.optimizer} isBatch=${isBatch} />`
      }
    </div></div>`;
}

/** What is said below.
 * @param {{ seen: OneUpdate, place: Place, optimizer: string, isBatch: boolean }} props */
function Below({ seen, place, optimizer, isBatch }) {
  const n = seen.layers.reduce((sum, { before }) => sum + before.length, 0);
  const count = seen.noise.cosines.length;
  if (place.phase === 'noise') return html`<${NoiseSaid} noise=${seen.noise} />`;
  return html`<p class="inside-said" aria-live="polite">${
    place.phase === 'update'
      ? seen.isTaken
        ? say(optimizer === 'sgd' ? 'update.sgd' : 'update.other', {
            name: choiceLabel('optimizer', optimizer),
            rate: number(seen.rate),
          })
        : say('update.left', { n: count })
      : place.phase === 'backward'
        ? say('update.passes', { n: number(n) })
        : isBatch
          ? say('update.first', { n: count, point: seen.point + 1 })
          : say('update.alone')
  }</p>`;
}
