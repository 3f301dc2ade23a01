// One field that varies: numbers from one to another or told one by one, ticks for choices, or a text.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { labelOf } from '../../text/explanations.js';
import { number, t, typedNumber } from '../../text/texts.js';
import { typedText } from '../../views/parts/elements.js';
import { List } from '../../views/parts/list.js';
import { NumberField } from '../../views/parts/number_field.js';
import { say } from '../saying.js';
import { valueInWords } from '../words.js';
import { choicesOf, isWhole, kindOf } from './fields.js';
import { numbersOf, readVary, writeVary } from './vary.js';

/** @import { Catalogue } from '../../types.js' */
/** @import { Span, Varied } from './vary.js' */

/** @typedef {{ varied: Varied, catalogue: Catalogue, isGrid: boolean,
 *   put: (varied: Varied) => void }} Part  isGrid: a range means some of its numbers, not any */

/** @param {{ text: string, catalogue: Catalogue, isGrid: boolean, put: (text: string) => void,
 *   leaveOut: () => void, refusal: string }} props */
export function VariedField({ text, catalogue, isGrid, put, leaveOut, refusal }) {
  const varied = readVary(text);
  const name = labelOf(varied.name);
  const Part = PARTS[kindOf(varied.name, catalogue)];
  const out = say('varies.out', { name });
  return html`<fieldset class=${refusal ? 'varies refused' : 'varies'} data-varies=${varied.name}>
    <legend>${name}</legend>
    <button class="small quiet" aria-label=${out} title=${out} onClick=${leaveOut}>✕</button>
    <${Part} varied=${varied} catalogue=${catalogue} isGrid=${isGrid}
      put=${(/** @type {Varied} */ it) => put(writeVary(it))} />
    ${refusal && html`<p class="wrong" role="alert">${refusal}</p>`}
  </fieldset>`;
}

/** @type {Record<string, (props: Part) => unknown>} */
const PARTS = { number: Numbers, choice: Ticks, text: Texts };

/** In what way numbers are told. */
const WAYS = /** @type {const} */ (['even', 'factors', 'single']);

/** @param {Part} props */
function Numbers({ varied, catalogue, isGrid, put }) {
  const { span, values } = varied;
  const whole = isWhole(varied.name, catalogue);
  const name = labelOf(varied.name);
  const way = span ? (span.byFactors ? 'factors' : 'even') : 'single';
  const choose = (/** @type {number} */ at) => put(told(varied, WAYS[at], whole));
  const set = (/** @type {Partial<Span>} */ changes) =>
    span && put({ ...varied, span: { ...span, ...changes } });
  const one = (/** @type {'low' | 'high' | 'n'} */ end, /** @type {Span} */ of) =>
    html`<div class="field"><span class="label" aria-hidden="true">${say(`varies.${end}`)}</span>
      <${NumberField} value=${of[end]} shown=${number(of[end], 12)} field=${`${varied.name}-${end}`}
        label=${`${name}: ${say(`varies.${end}`)}`}
        set=${(/** @type {number} */ typed) => set({ [end]: typed })} /></div>`;
  const ways = html`<${List} label=${`${name}: ${say('varies.way')}`} field=${`${varied.name}-way`}
    texts=${WAYS.map((each) => say(`varies.way.${each}`))} present=${WAYS.indexOf(way)} change=${choose} />`;
  if (!span)
    return html`<div class="told"><${Typed} label=${name} field=${varied.name}
      shown=${values.map((each) => number(Number(each), 12)).join('; ')}
      take=${(/** @type {string} */ typed) => put({ ...varied, values: numbersIn(typed) })} />${ways}</div>`;
  return html`<div class="range">${one('low', span)}${one('high', span)}
      ${isGrid && one('n', span)}</div>
    <div class="told">${ways}
    <p class="soft">${isGrid ? listOf(numbersOf(span, whole)) : say('varies.anywhere')}</p></div>`;
}

/** How many numbers of a list are told, the last one among them. */
const TOLD = 8;

/** Numbers in three digits, as a list has room for. @param {number[]} values */
function listOf(values) {
  const texts = values.map((value) => number(Number(value.toPrecision(3)), 12));
  const told = texts.length > TOLD ? [...texts.slice(0, TOLD - 2), '…', ...texts.slice(-1)] : texts;
  return told.join(t('decimal') === ',' ? '; ' : ', ');
}

/** The same values told in another way. @param {Varied} varied @param {typeof WAYS[number]} way
 * @param {boolean} whole @returns {Varied} */
function told({ name, span, values }, way, whole) {
  if (way === 'single')
    return { name, span: null, values: span ? numbersOf(span, whole).map(String) : values };
  const numbers = span ? [span.low, span.high] : values.map(Number).filter(Number.isFinite);
  const [low, high] = numbers.length > 0 ? [Math.min(...numbers), Math.max(...numbers)] : [0, 1];
  const n = span ? span.n : Math.max(2, values.length);
  return { name, span: { low, high, n, byFactors: way === 'factors' }, values: [] };
}

/** The numbers in a text, told apart by semicolons or spaces: a comma may be the decimal sign. What is none
 * is left as it is, for the server to say so. @param {string} text @returns {string[]} */
const numbersIn = (text) =>
  text
    .split(/[;|\s]+|,\s+/)
    .filter(Boolean)
    .map((each) => String(typedNumber(each) ?? each));

/** @param {Part} props */
function Ticks({ varied, catalogue, put }) {
  const all = choicesOf(varied.name, catalogue);
  const flip = (/** @type {string} */ each) => {
    const ticked = varied.values.includes(each)
      ? varied.values.filter((other) => other !== each)
      : all.filter((other) => other === each || varied.values.includes(other));
    put({ ...varied, values: ticked });
  };
  return html`<div class="ticks">${all.map(
    (
      each,
    ) => html`<label key=${each} class="check"><input type="checkbox" checked=${varied.values.includes(each)}
      onChange=${() => flip(each)} />${valueInWords(varied.name, each)}
    </label>`,
  )}</div>`;
}

/** @param {Part} props */
function Texts({ varied, put }) {
  const take = (/** @type {string} */ typed) =>
    put({ ...varied, values: typed.split('|').map((each) => each.trim()) });
  const note = varied.name === 'hidden' ? say('varies.hidden') : say('varies.texts');
  return html`<div class="told"><${Typed} label=${labelOf(varied.name)} field=${varied.name}
    shown=${varied.values.join(' | ')} take=${take} /><p class="soft">${note}</p></div>`;
}

/** A text that is taken on Enter or when the field is left.
 * @param {{ label: string, field: string, shown: string, take: (typed: string) => void }} props */
function Typed({ label, field, shown, take }) {
  const typed = useSignal(/** @type {string | null} */ (null));
  const done = () => {
    if (typed.value !== null && typed.value !== shown) take(typed.value);
    typed.value = null;
  };
  return html`<input type="text" autocomplete="off" autocapitalize="off" spellcheck=${false}
    aria-label=${label} data-field=${field} value=${typed.value ?? shown} onBlur=${done}
    onInput=${(/** @type {Event} */ event) => (typed.value = typedText(event))}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && done()} />`;
}
