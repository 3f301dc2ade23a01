// A challenge: a task with limits, scored by the server on points that nobody has seen.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { number, typedNumber } from '../../../text/texts.js';
import { typedText } from '../../../views/parts/elements.js';
import { Check } from '../../../views/parts/list.js';
import { limitsOf } from '../../limits.js';
import { LinkChoice } from '../lead/link_choice.js';
import { ShowOnProjector } from '../parts/on_projector.js';
import { say } from '../parts/texts.js';
import { Board } from './board.js';

/** @import { Chosen } from '../lead/link_choice.js' */
/** @import { Lesson } from '../parts/lesson.js' */

const LONGEST_TITLE = 100;

/** @param {{ lesson: Lesson }} props */
export function ChallengeTab({ lesson }) {
  const isAnother = useSignal(false);
  const challenge = lesson.store.state.value?.challenge;
  const board = lesson.store.board.value;
  if (!challenge || (isAnother.value && !challenge.is_open))
    return html`<${Form} lesson=${lesson} begun=${() => (isAnother.value = false)} />`;
  const limits = limitsOf(challenge, say, number);
  return html`<h2>${challenge.title || say('challenge')}</h2>
    <p class="what">${say(challenge.is_open ? 'challenge.how' : 'challenge.over')}</p>
    ${limits.length > 0 && html`<p class="what">${limits.join(' · ')}</p>`}
    <div class="row"><${ShowOnProjector} lesson=${lesson} what="board" />
      ${
        challenge.is_open
          ? html`<button class="text strong"
              onClick=${() => lesson.ask({ type: 'end_challenge' })}>${say('challenge.end')}</button>`
          : html`<button class="text strong"
              onClick=${() => (isAnother.value = true)}>${say('challenge.another')}</button>`
      }</div>
    ${
      board?.number === challenge.number &&
      html`<${Board} lesson=${lesson} board=${board}
        choose=${(/** @type {string} */ person) => (lesson.chosen.value = person)} />`
    }`;
}

/** @param {{ lesson: Lesson, begun: () => void }} props */
function Form({ lesson, begun }) {
  const title = useSignal('');
  const neurons = useSignal('8');
  const epochs = useSignal('');
  const isPlain = useSignal(false);
  const chosen = useSignal(/** @type {Chosen | null} */ (null));
  const limit = (/** @type {string} */ text) => (text.trim() === '' ? null : typedNumber(text));
  const isWhole = (/** @type {string} */ text) =>
    limit(text) === null ? text.trim() === '' : Number.isInteger(limit(text));
  const areGood = isWhole(neurons.value) && isWhole(epochs.value);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (chosen.value === null || !areGood) return;
    const done = await lesson.ask({
      type: 'begin_challenge',
      link: chosen.value.link,
      title: title.value.trim() || chosen.value.title,
      neurons: limit(neurons.value),
      epochs: limit(epochs.value),
      features: isPlain.value ? ['x', 'y'] : null,
    });
    if (done) begun();
  };
  const input = (/** @type {string} */ name, /** @type {typeof title} */ typed) =>
    html`<label key=${name}><span class="label">${say(`challenge.${name}`)}</span><input value=${typed.value}
      maxlength=${LONGEST_TITLE} autocomplete="off"
      onInput=${(/** @type {Event} */ event) => (typed.value = typedText(event))} /></label>`;
  return html`<h2>${say('challenge')}</h2><p class="what">${say('challenge.what')}</p>
    <form class="stack" onSubmit=${submit}>${input('title', title)}
      <${LinkChoice} chosen=${chosen} />
      <div class="three">${input('neurons', neurons)}${input('epochs', epochs)}</div>
      <label class="check"><${Check} isOn=${isPlain.value}
        change=${() => (isPlain.value = !isPlain.value)} />${say('challenge.plain')}</label>
      <button class="text strong" disabled=${!areGood || chosen.value === null}
        >${say('challenge.begin')}</button></form>`;
}
