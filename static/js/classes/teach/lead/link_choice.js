// Which experiment is meant: an example, the teacher's own network, or a link that was pasted.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useLayoutEffect } from 'preact/hooks';
import { typedText } from '../../../views/parts/elements.js';
import { useExamples } from '../../../views/parts/examples.js';
import { List } from '../../../views/parts/list.js';
import { ownLink } from '../parts/own_room.js';
import { say } from '../parts/texts.js';

/** @import { Signal } from '@preact/signals' */

/** @typedef {{ link: string, title: string }} Chosen */

/** What follows '#' in an address of the playground, or the text itself. @param {string} text */
export const linkIn = (text) => text.trim().replace(/^.*#/, '');

/** @param {{ chosen: Signal<Chosen | null> }} props what is meant; null: nothing yet */
export function LinkChoice({ chosen }) {
  const found = useExamples(true);
  const examples = found ?? [];
  const at = useSignal(0);
  const pasted = useSignal('');
  const own = ownLink.value;
  const texts = [
    say('link.paste'),
    ...(own === null ? [] : [say('link.own')]),
    ...examples.map((each) => each.title),
  ];
  const first = texts.length - examples.length;
  const meant = () => {
    if (at.value === 0) return pasted.value.trim() === '' ? null : { link: linkIn(pasted.value), title: '' };
    if (at.value < first) return { link: own ?? '', title: say('link.own') };
    const { link, title } = examples[at.value - first] ?? { link: '', title: '' };
    return { link, title };
  };
  // At once: the button that sends it may be pressed as soon as something was pasted.
  useLayoutEffect(() => void (chosen.value = meant()), [at.value, pasted.value, own, found]);
  return html`<div class="link-choice"><label><span class="label">${say('link')}</span>
      <${List} label=${say('link')} texts=${texts} present=${at.value}
        change=${(/** @type {number} */ next) => (at.value = next)} /></label>
    ${
      at.value === 0 &&
      html`<label><span class="label">${say('link.label')}</span>
        <input value=${pasted.value} autocomplete="off"
        onInput=${(/** @type {Event} */ event) => (pasted.value = typedText(event))} /></label>`
    }
    ${at.value >= first && html`<p>${examples[at.value - first]?.text}</p>`}</div>`;
}
