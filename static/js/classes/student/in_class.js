// The part of the playground that belongs to a class: which network is seen, what the teacher says and asks.
// A later part, which only the page of a student fetches.
import { html, t, useEffect, useMemo, useState } from '#page';
import { Bar } from './bar.js';
import { Lost, Note, Offer, TrialValue } from './cards.js';
import { Challenge } from './challenge.js';
import { MyClass } from './my_class.js';
import { Pause } from './pause.js';
import { Question } from './question.js';
import { say } from './saying.js';

/** @import { Store } from '../../state/store.js' */

/** @param {{ store: Store }} props */
export function InClass({ store }) {
  const mine = useMemo(() => new MyClass(store, say), []);
  useEffect(() => {
    mine.begin();
    return () => mine.stop();
  }, []);
  const { school, ended } = mine;
  const [isAtChallenge, setAtChallenge] = useState(false);
  const { value: state } = school.state;
  const { value: me } = school.me;
  const challenge = state?.challenge;
  useEffect(() => {
    if (challenge) setAtChallenge(challenge.is_open); // a new one is shown at once
  }, [challenge?.number]);
  const improve = () => {
    setAtChallenge(false);
    mine.follow(false);
  };
  if (ended.value) return html`<${Ended} why=${ended.value} />`;
  if (!state || !me || me.waiting) return null;
  return html`<section class="in-class" aria-label=${say('class')}>
    <div class="class-cards">
      <${Lost} school=${school} />
      <${Note} text=${me.note} />
      ${state.trial && me.value !== null && html`<${TrialValue} trial=${state.trial} value=${me.value} />`}
      ${
        state.offer &&
        !state.offer.at_once &&
        html`<${Offer} key=${state.offer.number} mine=${mine} offer=${state.offer} />`
      }
      ${
        state.question &&
        html`<${Question} key=${state.question.number} school=${school} question=${state.question}
          mine=${me.answer} />`
      }
    </div>
    ${
      challenge &&
      isAtChallenge &&
      html`<${Challenge} challenge=${challenge} board=${school.board.value} me=${me} improve=${improve}
        close=${() => setAtChallenge(false)} />`
    }
    <${Pause} sentence=${state.paused} />
    <${Bar} mine=${mine} state=${state} me=${me} isAtChallenge=${isAtChallenge}
      toChallenge=${() => setAtChallenge(!isAtChallenge)} />
  </section>`;
}

/** The class is over for this page. @param {{ why: string }} props the key of a sentence */
function Ended({ why }) {
  const [isRead, setRead] = useState(false);
  if (isRead) return null;
  return html`<section class="in-class ended" aria-label=${say('class')}><div class="class-cards">
    <div class="class-card" role="status">
      <p><b>${why === 'left' ? say('left') : t(why)}</b> ${say('stays')}</p>
      <div class="ways"><a class="button" href="join">${say('join')}</a>
        <button class="text" onClick=${() => setRead(true)}>${say('close')}</button></div></div>
    </div></section>`;
}
