// Between which two networks a cut goes: moments of the run, or the ends of other runs of the room.
import { html, List, number, runName } from '#page';
import { choicesOf, choose } from '../parts/choices.js';
import { say } from '../parts/saying.js';
import { areOfOneKind, choicesFor, chosenAt } from './cut_choices.js';

/** @import { Store } from '../../../state/store.js' */
/** @import { Chosen, End } from './cut_choices.js' */

/** The runs of this room to whose end a cut can lead from here. @param {Store} store */
export function runsToCut(store) {
  const { earlier, present } = store.runs.value;
  const { experiment } = store.state.value.roomState;
  return earlier.filter((run) => run.room === present?.room && areOfOneKind(run.experiment, experiment));
}

/** The name of an end. @param {End} end @param {Chosen} chosen */
export function nameOfEnd(end, chosen) {
  if (chosen.kind === 'run') return runName(chosen.run);
  if (chosen.kind === 'epoch') return say('cut.epoch', { epoch: number(chosen.epoch ?? 0, 0) });
  return say(chosen.kind === 'usual' ? `cut.${end}` : `cut.${chosen.kind}`);
}

/** The list of one end. @param {{ store: Store, end: End, last: number, canEdit: boolean }} props
 *   last: epoch of the run */
export function EndList({ store, end, last, canEdit }) {
  const runs = runsToCut(store);
  const chosen = chosenAt(choicesOf(store.state.value.roomState.view.inside), end, runs);
  const isAt = chosen.kind === 'epoch';
  /** @type {Chosen[]} */
  const ways = [
    { kind: 'usual' },
    { kind: 'best' },
    { kind: 'epoch', epoch: isAt ? chosen.epoch : Math.floor(last / 2) },
    ...runs.map((run) => /** @type {Chosen} */ ({ kind: 'run', run })),
    ...(chosen.kind === 'gone' ? [chosen] : []),
  ];
  const present = ways.findIndex(
    (each) =>
      each.kind === chosen.kind && (each.kind !== 'run' || each.run === /** @type {any} */ (chosen).run),
  );
  const texts = ways.map((each) => (each.kind === 'epoch' ? say('cut.place') : nameOfEnd(end, each)));
  return html`<label><span>${say(`cut.${end}.end`)}</span>
    <${List} label=${say(`cut.${end}.label`)} testId=${`inside-${end}`} texts=${texts} present=${present}
    disabled=${!canEdit}
    change=${(/** @type {number} */ k) => choose(store, () => choicesFor(end, ways[k]))} /></label>`;
}
