// What stands beside the plane: the figures, what rows are added with, how many points each class has.
import { html, loss, number, percent, useComputed, useMemo, useSignal } from '#page';
import { pasted } from './rows.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Say } from '../../text/later.js' */

/** @param {{ store: Store, say: Say }} props */
export function Figures({ store, say }) {
  const frame = useComputed(() => store.frame.value).value;
  const figure = (/** @type {string} */ key, /** @type {string} */ value) =>
    html`<span class="figure" key=${key}><small>${say(key)}</small><b>${value}</b></span>`;
  return html`<span class="figures">${figure('epoch', number(frame?.epoch ?? 0))}
    ${figure('training_loss', loss(frame?.now?.train ?? 0))}
    ${figure('test_loss', loss(frame?.now?.test ?? 0))}</span>`;
}

/** A row, or many pasted ones.
 * @param {{ say: Say, classes: string[], label: number,
 *   add: (places: { x: number, y: number, label: number }[]) => void }} props */
export function Adding({ say, classes, label, add }) {
  const text = useSignal('');
  const {
    places,
    n_left_out: nLeftOut,
    n_beyond: nBeyond,
  } = useMemo(() => pasted(text.value, classes, label), [text.value, classes, label]);
  const take = () => {
    add(places);
    text.value = '';
  };
  const notes = [
    nLeftOut > 0 && say('paste_left_out', { n: number(nLeftOut) }),
    nBeyond > 0 && say('paste_beyond', { n: number(nBeyond) }),
  ];
  return html`<div class="adding">
    <button class="text" onClick=${() => add([{ x: 0, y: 0, label }])}>${say('add_row')}</button>
    <details><summary>${say('paste_here')}</summary><p class="soft">${say('paste_note')}</p>
      <textarea rows="4" aria-label=${say('paste_note')} value=${text.value}
        onInput=${(/** @type {any} */ event) => (text.value = event.currentTarget.value)}></textarea>
      <p class="soft" role="status">${notes.filter(Boolean).join(' ')}</p>
      <button class="text" disabled=${places.length === 0} onClick=${take}
        >${say('paste_add', { n: number(places.length) })}</button></details></div>`;
}

/** How many points each class has. @param {{ say: Say, names: string[], counts: number[],
 *   colourOf: (k: number) => string }} props */
export function Balance({ say, names, counts, colourOf }) {
  const whole = counts.reduce((sum, each) => sum + each, 0) || 1;
  return html`<div class="balance"><h3>${say('balance')}</h3>
    <div class="bar" aria-hidden="true">${counts.map(
      (count, k) => html`<i key=${k} style=${{ flexGrow: count, background: colourOf(k) }}></i>`,
    )}</div>
    <p class="soft">${names.map((name, k) => `${name} ${percent(counts[k] / whole)}`).join(', ')}</p></div>`;
}
