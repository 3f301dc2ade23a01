// What a teacher sends, as cards over the page: an offer, a note, a value of one's own.
import { html, labelOf, number, useEffect, useState } from '#page';
import { refusalText } from '../reasons.js';
import { say } from './saying.js';

/** @import { Offer as OfferShown, Trial } from '../../messages.js' */
/** @import { ClassStore } from '../class_store.js' */
/** @import { MyClass } from './my_class.js' */

/** An experiment that is handed out: opened in the own network, or not now.
 * @param {{ mine: MyClass, offer: OfferShown }} props */
export function Offer({ mine, offer }) {
  const [isAnswered, setAnswered] = useState(false);
  const [refusal, setRefusal] = useState('');
  if (isAnswered) return null;
  const take = async () => {
    const error = await mine.school.ask({ type: 'take_offer' });
    if (error) return setRefusal(refusalText(error, say));
    mine.follow(false);
    setAnswered(true);
  };
  return html`<div class="class-card" role="status"><p>${say('hands.out')}
      <b> ${offer.title || say('experiment')}</b></p>
    ${refusal && html`<p role="alert">${refusal}</p>`}
    <div class="ways"><button class="text strong" onClick=${take}>${say('open')}</button>
      <button class="text" onClick=${() => setAnswered(true)}>${say('not.now')}</button></div></div>`;
}

/** @param {{ text: string }} props '' for none */
export function Note({ text }) {
  const [read, setRead] = useState('');
  useEffect(() => {
    if (!text) setRead(''); // the same words may come again
  }, [text]);
  if (!text || text === read) return null;
  return html`<div class="class-card" role="status"><p><b>${say('note')}</b></p><p>${text}</p>
    <div class="ways"><button class="text" onClick=${() => setRead(text)}>${say('close')}</button>
    </div></div>`;
}

/** Which value this student tries in the experiment of the class.
 * @param {{ trial: Trial, value: number | string }} props */
export function TrialValue({ trial, value }) {
  const field = trial.field === 'width' ? say('width') : labelOf(trial.field);
  const shown = typeof value === 'number' ? number(value, 12) : value;
  return html`<div class="class-card trial" role="status"><p>${trial.title || say('trial')}</p>
    <p><b>${say('your.value', { field, value: shown })}</b></p></div>`;
}

/** @param {{ school: ClassStore }} props */
export function Lost({ school }) {
  if (school.standing.value.kind !== 'lost') return null;
  return html`<div class="class-card" role="status"><p>${say('lost')}</p></div>`;
}
