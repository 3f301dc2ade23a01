// The ways to answer: one of some choices, or a number that is typed.
import { html, typedNumber, typedText, useState, number as written } from '#page';
import { lettersIn, say, Written } from './saying.js';

/** @import { Answers } from './blocks.js' */

/** Choices that are no longer than this stand side by side. */
const SHORT = 12;

/** @param {{ of: Answers, name: string, chosen: number | undefined, isFixed?: boolean,
 *   choose: (given: number) => void }} props  name: of the group; isFixed: nothing else can be chosen */
export function Choices({ of: { choices = [] }, name, chosen, isFixed = false, choose }) {
  const isShort = choices.length <= 4 && choices.every(({ text }) => lettersIn(text) <= SHORT);
  return html`<div class=${isShort ? 'answers short' : 'answers'}>${choices.map(
    ({ text }, i) =>
      html`<label key=${i}><input type="radio" name=${name} checked=${chosen === i} disabled=${isFixed}
        onChange=${() => choose(i)} /><${Written} of=${text} /></label>`,
  )}</div>`;
}

/** @param {{ of: Answers, given: number | undefined, button: string, isFixed?: boolean,
 *   choose: (given: number) => void }} props */
export function Typed({ of: { number = 0 }, given, button, isFixed = false, choose }) {
  const [text, setText] = useState(given === undefined ? '' : written(given, 12));
  const [isWrong, setWrong] = useState(false);
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const found = typedNumber(text);
    setWrong(found === null);
    if (found !== null) choose(found);
  };
  const keys = number < 0 ? 'text' : 'decimal'; // some phones have no minus among the keys for numbers
  return html`<form class="typed" onSubmit=${submit}>
    <label><span class="visually-hidden">${say('answer')}</span><input inputmode=${keys} maxlength="20"
      autocomplete="off" value=${text} disabled=${isFixed}
      onInput=${(/** @type {Event} */ event) => setText(typedText(event))} /></label>
    ${!isFixed && html`<button class="text outlined">${button}</button>`}
    ${isWrong && html`<small role="alert">${say('not.number')}</small>`}
  </form>`;
}
