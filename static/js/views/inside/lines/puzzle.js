// A puzzle of unit steps: to be wired by its lines or by its numbers, and checked at once.
import { choiceLabel, exampleNote, html, lockNote, number, useSignal } from '#page';
import { linesOf, marginOf } from '../parts/line_sections.js';
import { say } from '../parts/saying.js';
import { LinesOnPlane } from './on_plane.js';
import { Numbers } from './puzzle_numbers.js';
import { puzzleOf, wrongOf } from './puzzle_sections.js';

/** @import { Experiment } from '../../../messages.js' */
/** @import { Store } from '../../../state/store.js' */
/** @import { InsideProps } from '../parts/parts.js' */
/** @import { PuzzleShown } from './puzzle_sections.js' */

/** Hints of each puzzle, which are given one at a time. @type {Record<string, string[]>} */
const HINTS = {
  and: ['and', 'arrow', 'one'],
  or: ['or', 'arrow', 'one'],
  not: ['not', 'arrow', 'one'],
  xor: ['xor', 'all', 'sum'],
  triangle: ['triangle', 'all', 'sum'],
  ring: ['ring', 'all', 'sum'],
};

/** @param {InsideProps} props */
export function Puzzle(props) {
  const { store, canEdit, look } = props;
  const parts = store.inside.value?.inside ?? [];
  const puzzle = puzzleOf(parts);
  const [lines, margin] = [linesOf(parts), marginOf(parts)];
  const { experiment, playing } = store.state.value.roomState;
  const chosen = useSignal(0);
  const hints = useSignal({ of: '', n: 0 });
  const name = puzzle?.name ?? '';
  const n = hints.value.of === name ? hints.value.n : 0;
  const open = (/** @type {string} */ link) => {
    chosen.value = 0;
    store.send({ type: 'open_link', link });
  };
  const tab = (/** @type {[string, string]} */ [key, link]) => {
    const title = say(`puzzle.title.${key}`);
    const note = exampleNote(link);
    return html`<button key=${key} class="text" aria-pressed=${key === name} aria-label=${title}
      disabled=${!canEdit || note !== undefined} title=${note ?? title}
      onClick=${() => open(link)}>${say(`puzzle.tab.${key}`)}</button>`;
  };
  const given = HINTS[name] ?? [];
  const isThere = canEdit && puzzle?.n_points !== undefined;
  const choose = (/** @type {number} */ neuron) => {
    chosen.value = neuron;
    look({ layer: 1, neuron });
  };
  const outside = lines?.[chosen.value]?.ends === null ? chosen.value + 1 : 0;
  const over = { parts, lines, regions: null, margin, isWhole: false, wrong: wrongOf(parts), chosen };
  return html`<div class="boundary-title inside-phases inside-puzzles" role="group"
      aria-label=${say('puzzle.which')}>${puzzle && Object.entries(puzzle.links).map(tab)}</div>
    <${LinesOnPlane} ...${props} ...${over} />
    <div class="foot inside-foot inside-puzzle">
      <div class="inside-of"><p class="inside-said" aria-live=${playing ? 'off' : 'polite'}>${
        puzzle &&
        html`<${Said} puzzle=${puzzle} hint=${given[n - 1]} n=${lines?.length ?? 0} outside=${outside} />`
      }</p>${
        isThere &&
        html`<button class="text" disabled=${n >= given.length}
          onClick=${() => (hints.value = { of: name, n: n + 1 })}>${say('puzzle.hint')}</button>`
      }</div>
      ${
        lines &&
        html`<${Numbers} store=${store} n=${lines.length} chosen=${Math.min(chosen.value, lines.length - 1)}
          choose=${choose} canEdit=${canEdit} />`
      }
      ${
        isThere && html`<div class="inside-of"><${LetLearn} store=${store} experiment=${experiment} /></div>`
      }</div>`;
}

/** What is to be done, what is right by now, and what is left.
 * @param {{ puzzle: PuzzleShown, hint: string | undefined, n: number, outside: number }} props
 *   n: of lines; outside: the number of the chosen line if it cannot be seen */
function Said({ puzzle, hint, n, outside }) {
  const { name, n_points: all, n_wrong: wrong, n_mixed: mixed, stage } = puzzle;
  const task = name ? say(`puzzle.task.${name}`) : say('puzzle.none');
  if (all === undefined || wrong === undefined) return task;
  const isRight = wrong === 0;
  const standing = isRight ? say('puzzle.right', { all }) : say('puzzle.wrong', { wrong, all });
  const left = stage && stage !== 'right' ? say(`puzzle.stage.${stage}`, { mixed: mixed ?? 0 }) : '';
  const gone = outside ? ` ${say('lines.none', { n: outside })}` : '';
  const further = hint ? say(`hint.${hint}`, { bias: number(0.5 - n, 1) }) : task;
  const next = isRight && name ? say(`puzzle.done.${name}`) : `${left} ${further}`;
  return html`<b>${standing}</b> ${next}${gone}`;
}

/** Goes over to steps with a slope, and plays; or back again.
 * @param {{ store: Store, experiment: Experiment }} props */
function LetLearn({ store, experiment }) {
  const { activation: common, layer_activations: own, hidden } = experiment;
  const other = hidden.map((_, l) => own[l] ?? common).find((each) => each !== 'step');
  const isStep = other === undefined;
  const go = (/** @type {string} */ activation) =>
    store.send({ type: 'change', changes: { activation, layer_activations: [] } });
  const learn = () => {
    go('sigmoid');
    store.send({ type: 'play' });
  };
  const back = () => {
    store.send({ type: 'pause' });
    go('step');
  };
  const note = lockNote('activation');
  return html`<button class="text" disabled=${note !== undefined} title=${note}
      onClick=${isStep ? learn : back}>${say(
        isStep ? 'puzzle.learn' : 'puzzle.back',
      )}</button><span class="soft">${
        isStep
          ? say('puzzle.slope')
          : other === 'sigmoid'
            ? say('puzzle.smooth')
            : say('puzzle.other', { name: choiceLabel('activation', other) })
      }</span>`;
}
