// Forward against reverse mode: what each has to do for all derivatives of the network at hand, and what
// flows in one pass.
import { html, language, number, useEffect, useRef, useSignal, useSizeOf } from '#page';
import { choicesOf, choose } from '../parts/choices.js';
import { reasonOf } from '../parts/parts.js';
import { Waits } from '../parts/pieces.js';
import { Graph, inWords, nameOf, roomFor } from './modes_graph.js';
import { modesOf } from './modes_sections.js';
import { sayOfModes as say } from './modes_texts.js';

/** @import { InsideProps } from '../parts/parts.js' */
/** @import { Mode, Modes, Work } from './modes_sections.js' */

/** Passes of which each has a piece of its own. */
const MOST_PIECES = 60;
/** Kinds of operations that are told. */
const MOST_KINDS = 8;

/** @param {InsideProps} props */
export function DerivativeModes({ store, palette, canEdit, look }) {
  const { view, n_outputs: outputs } = store.state.value.roomState;
  const choices = choicesOf(view.inside);
  const parts = store.inside.value?.inside ?? [];
  const seen = modesOf(parts);
  /** @type {Mode} */
  const mode = choices.forward === 1 ? 'forward' : 'backward';
  const isOfOutputs = choices.outputs === 1;
  const picked = useSignal(/** @type {number | null} */ (null));
  const room = useRef(/** @type {HTMLDivElement | null} */ (null));
  const size = useSignal(/** @type {[number, number] | null} */ (null));
  useSizeOf(room, ({ clientWidth, clientHeight }) => (size.value = [clientWidth, clientHeight]), [!seen]);
  const layout = seen && size.value ? roomFor(seen.nodes, ...size.value, palette) : null;
  const passes = seen?.work[mode].passes ?? 1;
  const at = Math.min(choices.pass ?? 0, passes - 1);
  const place = mode === 'forward' ? seen?.place : undefined;
  useEffect(
    () => look(place ? { layer: place.layer, neuron: place.neuron } : null),
    [place?.layer, place?.neuron],
  );
  useEffect(() => () => look(null), []);

  const goTo = (/** @type {Mode} */ which) => {
    picked.value = null;
    choose(store, () => ({ forward: which === 'forward' ? 1 : undefined, pass: undefined }));
  };
  const differentiate = (/** @type {boolean} */ ofOutputs) =>
    choose(store, () => ({ outputs: ofOutputs ? 1 : undefined, pass: undefined }));
  const step = (/** @type {number} */ by) =>
    choose(store, ({ pass: from = 0 }) => ({ pass: Math.max(0, Math.min(passes - 1, from + by)) }));
  const take = (/** @type {number} */ pass) => canEdit && choose(store, () => ({ forward: 1, pass }));
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !canEdit || passes === 1) return;
    event.preventDefault();
    event.stopPropagation();
    step(by);
  };
  const which = (/** @type {Mode} */ each) =>
    html`<button key=${each} class="text" aria-pressed=${mode === each} disabled=${!canEdit}
      onClick=${() => goTo(each)}>${say(each)}</button>`;
  const arrow = (/** @type {number} */ by, /** @type {string} */ sign, /** @type {string} */ label) =>
    html`<button class="small" aria-label=${label} title=${label} onClick=${() => step(by)}
      disabled=${!canEdit || (by < 0 ? at === 0 : at === passes - 1)}>${sign}</button>`;
  const what = (/** @type {boolean} */ ofOutputs, /** @type {string} */ text) =>
    html`<button class="text" aria-pressed=${isOfOutputs === ofOutputs} disabled=${!canEdit}
      onClick=${() => differentiate(ofOutputs)}>${say(text)}</button>`;
  return html`<div class="inside-modes" role="group" tabindex="0" aria-label=${say('name')}
      onKeyDown=${onKeyDown}>
    <div class="boundary-title inside-phases modes-which">${which('backward')}${which('forward')}
      ${
        passes > 1 &&
        html`<span class="modes-arrows">${arrow(-1, '←', say('before'))}${arrow(1, '→', say('next'))}</span>`
      }</div>
    <div class="plot-place"><div class="inside-steps">
      ${
        seen
          ? html`<${Comparison} seen=${seen} mode=${mode} isOfOutputs=${isOfOutputs} />
            <div class="modes-room" ref=${room}>${
              size.value &&
              (layout
                ? html`<${Graph} nodes=${seen.nodes} layout=${layout} size=${size.value} mode=${mode}
                  palette=${palette} picked=${picked.value} choose=${take}
                  pick=${(/** @type {number} */ node) => (picked.value = node)} />`
                : html`<${Kinds} counts=${seen.counts} />`)
            }</div>`
          : html`<${Waits} reason=${reasonOf(parts)} />`
      }</div></div>
    <div class="foot inside-foot">
      ${
        (outputs > 1 || isOfOutputs) &&
        html`<div class="inside-of" role="group" aria-label=${say('of')}>
          ${what(false, 'loss')}${what(true, 'outputs')}</div>`
      }
      ${
        seen &&
        html`<${Said} seen=${seen} mode=${mode} isOfOutputs=${isOfOutputs} isDrawn=${!!layout}
        picked=${picked.value} />`
      }
    </div></div>`;
}

/** What each mode has to do, as a bar as long as its work.
 * @param {{ seen: Modes, mode: Mode, isOfOutputs: boolean }} props */
function Comparison({ seen, mode, isOfOutputs }) {
  const { work, parameters, results, pass } = seen;
  const most = Math.max(work.forward.operations, work.backward.operations);
  const bar = (/** @type {Mode} */ each) => {
    const { passes, operations } = work[each];
    const n = Math.min(passes, passes > MOST_PIECES ? 1 : passes);
    const pieces = Array.from({ length: n }, (_, k) => {
      const isShown = each === mode && (k === pass || n < passes);
      return html`<i key=${k} class=${isShown ? 'here' : ''}></i>`;
    });
    const cost = [grouped(passes), grouped(operations), timeOf(work[each])];
    return html`<tbody key=${each}><tr data-testid=${`cost-${each}`}><th scope="row">${say(each)}</th>
        ${cost.map((text, k) => html`<td key=${k}>${text}</td>`)}</tr>
      <tr aria-hidden="true"><td colspan="4">
        <div style=${{ width: `${(100 * operations) / most}%` }}>${pieces}</div></td></tr></tbody>`;
  };
  const heads = ['passes', 'operations', 'time'].map(
    (key) => html`<th key=${key} scope="col">${say(key)}</th>`,
  );
  return html`<h3>${
    isOfOutputs
      ? say('all.outputs', { n: grouped(parameters), m: results })
      : say('all', { n: grouped(parameters) })
  }</h3><table class="modes-costs"><thead><tr><td></td>${heads}</tr></thead>
    ${bar('backward')}${bar('forward')}</table>`;
}

/** @param {number} count */
const grouped = (count) => count.toLocaleString(language.value.name);

/** @param {Work} work */
function timeOf({ seconds }) {
  if (!Number.isFinite(seconds)) return '…';
  const two = (/** @type {number} */ value) => number(Number(value.toPrecision(2)));
  return seconds < 1 ? say('milliseconds', { n: two(1000 * seconds) }) : say('seconds', { n: two(seconds) });
}

/** @param {{ counts: [string, number][] }} props */
function Kinds({ counts }) {
  const most = counts[0][1];
  const shown = counts.slice(0, MOST_KINDS);
  return html`<div class="modes-kinds" tabindex="0" role="group" aria-label=${say('kinds')}>
    <table><caption>${say('kinds')}</caption><tbody>${shown.map(
      ([name, n]) => html`<tr key=${name}><th scope="row">${nameOf(name)}</th><td>${number(n)}</td>
        <td aria-hidden="true"><i style=${{ width: `${(100 * n) / most}%` }}></i></td></tr>`,
    )}</tbody></table></div>`;
}

/** What is seen, in words.
 * @param {{ seen: Modes, mode: Mode, isOfOutputs: boolean, isDrawn: boolean,
 *   picked: number | null }} props */
function Said({ seen, mode, isOfOutputs, isDrawn, picked }) {
  const { parameters, results, pass, found, nodes } = seen;
  const { kind, layer, neuron, source } = seen.place;
  const values = {
    pass: number(pass + 1),
    n: grouped(parameters),
    m: number(results),
    parameter: say(kind, { layer, neuron: neuron + 1, source: source + 1 }),
    found: number(found, 4),
  };
  const node = picked === null ? null : nodes[picked];
  return html`<p class="inside-said" aria-live="polite"><b>${say(
    `said.${mode}${isOfOutputs ? '.of' : ''}`,
    values,
  )}</b> ${node ? inWords(node, mode) : `${isDrawn ? say('legend') : ''} ${say('measured')}`}</p>`;
}
