// An experiment for everybody: as an offer, or opened at once.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { Dialog } from '../../../views/parts/dialog.js';
import { say } from '../parts/texts.js';
import { LinkChoice } from './link_choice.js';

/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Chosen } from './link_choice.js' */

/** @param {{ lesson: Lesson, open: boolean, close: () => void }} props */
export function HandOut({ lesson, open, close }) {
  const chosen = useSignal(/** @type {Chosen | null} */ (null));
  const hand = async (/** @type {boolean} */ at_once) => {
    if (chosen.value && (await lesson.ask({ type: 'hand_out', ...chosen.value, at_once }))) close();
  };
  const isMissing = chosen.value === null;
  return html`<${Dialog} name="hand-out" heading=${say('hand.out')} open=${open} close=${close}>
    <p>${say('hand.out.what')}</p><${LinkChoice} chosen=${chosen} />
    <div class="row"><button class="text outlined-inline" disabled=${isMissing}
        onClick=${() => hand(false)}>${say('hand.out.offer')}</button>
      <button class="text strong" disabled=${isMissing}
        onClick=${() => hand(true)}>${say('hand.out.now')}</button></div>
    <p class="wrong" role="alert">${open ? lesson.notice.value : ''}</p></${Dialog}>`;
}
