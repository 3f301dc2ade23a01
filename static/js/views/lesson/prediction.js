// A prediction: said before play, then seen beside what came out.
import { html, useEffect, useState } from '#page';
import { choiceThatHolds, isRight } from './blocks.js';
import { Choices, Typed } from './choices.js';
import { say, valueText, Written } from './saying.js';
import { Check } from './signs.js';

/** @import { StandingMessage } from '../../messages.js' */
/** @import { Store } from '../../state/store.js' */
/** @import { Prediction as Predicted } from './blocks.js' */
/** @import { Answer } from './place.js' */

/** @param {{ of: Predicted, store: Store, standing: StandingMessage | null, given: Answer | undefined,
 *   done: () => void, isDone: boolean, answer: (given: Answer) => void }} props */
export function Prediction({ of: prediction, store, standing, given, done, isDone, answer }) {
  const [chosen, setChosen] = useState(/** @type {number | undefined} */ (undefined));
  const { diverged, stopped } = store.state.value.roomState;
  const isAtEnd = diverged || (stopped !== null && standing?.epoch === stopped.epoch);
  const isSeen = standing !== null && (standing.epoch >= prediction.epochs || isAtEnd);
  useEffect(() => {
    if (!standing || !isSeen || !given || isDone) return;
    answer({ given: given.given, outcome: standing.outcome, right: choiceThatHolds(standing) });
    done();
  }, [standing, given, isDone]);
  const settle = (/** @type {number} */ number) => {
    answer({ given: number });
    scrollTo({ top: 0 }); // where play is
  };
  const isSaid = given !== undefined;
  const isBegun = standing !== null && standing.epoch > 0;
  const { epochs, ask } = prediction;
  return html`<fieldset class="question prediction">
    <legend><span class="label">${say('predict')}</span><${Written} of=${ask} /></legend>
    ${
      prediction.choices
        ? html`<${Choices} of=${prediction} name="lesson-prediction" chosen=${given?.given ?? chosen}
            isFixed=${isSaid} choose=${setChosen} />
          ${
            !isSaid &&
            html`<button class="next" disabled=${chosen === undefined}
              onClick=${() => chosen !== undefined && settle(chosen)}
              >${say('predict.say')}</button>`
          }`
        : html`<${Typed} of=${prediction} given=${given?.given} button=${say('predict.say')} isFixed=${isSaid}
            choose=${settle} />`
    }
    <div aria-live="polite">
      ${
        isSaid &&
        !isDone &&
        html`<p class="said"><b>${say(isBegun ? 'predict.again' : 'predict.play', { epochs })}</b></p>`
      }
      ${isSaid && isDone && html`<${Outcome} of=${prediction} given=${given} />`}
    </div>
  </fieldset>`;
}

/** What came out, beside what was said. @param {{ of: Predicted, given: Answer }} props */
function Outcome({ of: prediction, given: { given, outcome = null, right = -1 } }) {
  const { choices, feedback, measured, measured_kind: kind } = prediction;
  const isSo = choices
    ? given === right
    : outcome !== null && isRight({ ...prediction, number: outcome }, given);
  const said = choices ? choices[right]?.feedback : feedback?.[isSo ? 'right' : 'wrong'];
  return html`<dl class="outcome"><dt>${say('came')}</dt>
      <dd>${measured} <b>${valueText(kind, outcome)}</b></dd></dl>
    <p class="said">${isSo && html`<${Check} />`}<span><b>${
      isSo
        ? say(choices ? 'predict.right' : 'predict.near')
        : choices?.[right]
          ? html`${say('predict.other')} <${Written} of=${choices[right].text} />.`
          : say('predict.far')
    }</b>${' '}${said && html`<${Written} of=${said} />`}</span></p>`;
}
