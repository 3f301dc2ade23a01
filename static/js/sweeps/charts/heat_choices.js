// Which two of three or four fields the heatmap has, and whether the others have all values or one.
import { html } from 'htm/preact';
import { List } from '../../views/parts/list.js';
import { say } from './saying.js';
import { columnName, valueText } from './words.js';

/** @import { FieldAxis } from '../maths/fields.js' */

/** @param {{ axes: FieldAxis[], pair: [number, number], setPair: (pair: [number, number]) => void,
 *   held: Record<string, string>, setHeld: (held: Record<string, string>) => void }} props
 *   pair: the field up and the one across; held: the values that others are to have */
export function HeatChoices({ axes, pair, setPair, held, setHeld }) {
  const names = axes.map(({ name }) => columnName(name));
  /** The two change places where both would be the same. @param {0 | 1} which @param {number} next */
  const choose = (which, next) => {
    const other = pair[1 - which] === next ? pair[which] : pair[1 - which];
    setPair(which ? [other, next] : [next, other]);
  };
  const one = (/** @type {0 | 1} */ which) =>
    html`<${Choice} label=${say(which ? 'across' : 'up')} texts=${names} present=${pair[which]}
      change=${(/** @type {number} */ next) => choose(which, next)} />`;
  const rest = axes.filter(({ isDrawn }, i) => !pair.includes(i) && !isDrawn);
  return html`<div class="choices">${one(0)}${one(1)}${rest.map(({ name, cells }) => {
    const texts = cells.map(({ text }) => text);
    const { [name]: present, ...others } = held;
    return html`<${Choice} key=${name} label=${columnName(name)} present=${texts.indexOf(present) + 1}
      texts=${[say('all'), ...texts.map((text) => valueText(name, text))]}
      change=${(/** @type {number} */ i) => setHeld(i ? { ...others, [name]: texts[i - 1] } : others)} />`;
  })}</div>`;
}

/** @param {{ label: string, texts: string[], present: number, change: (i: number) => void }} props */
const Choice = ({ label, ...list }) =>
  html`<label class="field"><span class="label">${label}</span><${List} label=${label} ...${list} /></label>`;
