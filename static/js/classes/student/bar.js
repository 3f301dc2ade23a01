// The bar of a class along the bottom: whose network is seen, the name, the timer, whether one is done.
import { html, led, useEffect, useState } from '#page';
import { refusalText } from '../reasons.js';
import { timeLeft } from './place.js';
import { say } from './saying.js';

/** @import { ClassShown, Me } from '../../messages.js' */
/** @import { ClassStore } from '../class_store.js' */
/** @import { MyClass } from './my_class.js' */

const SIGNS = {
  teacher: 'M3 5h18v11H3zM9 20h6M12 16v4',
  own: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  lesson: 'M12 6c-2-1.4-4.6-2-8-2v14c3.4 0 6 .6 8 2 2-1.4 4.6-2 8-2V4c-3.4 0-6 .6-8 2zM12 6v14',
  challenge: 'M7 4h10v5a5 5 0 0 1-10 0zM7 6H4c0 3 1 5 3.5 5M17 6h3c0 3-1 5-3.5 5M12 14v4M8 20h8',
  me: 'M12 4a4 4 0 1 0 .01 0M4 21c0-5 4-7 8-7s8 2 8 7',
};

/** @param {{ sign: keyof typeof SIGNS }} props */
const Sign = ({ sign }) =>
  html`<svg width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8"
    aria-hidden="true"><path d=${SIGNS[sign]} /></svg>`;

/** @param {{ mine: MyClass, state: ClassShown, me: Me, isAtChallenge: boolean, toChallenge: () => void }}
 *   props isAtChallenge: whether it is open; toChallenge: opens or closes it */
export function Bar({ mine, state, me, isAtChallenge, toChallenge }) {
  const [isOpen, setOpen] = useState(false);
  const { school } = mine;
  const { kind } = mine.place.value;
  const { presenter } = state;
  const isWatching = kind === 'watching';
  const tab = (
    /** @type {'teacher' | 'own'} */ sign,
    /** @type {string} */ text,
    /** @type {boolean} */ on,
  ) =>
    html`<button aria-current=${on ? 'page' : null} disabled=${sign === 'teacher' && !presenter}
      title=${sign === 'teacher' && !presenter ? say('no.presenter') : null}
      onClick=${() => mine.follow(sign === 'teacher')}><${Sign} sign=${sign} /><span>${text}</span></button>`;
  return html`${
    isOpen &&
    html`<${MyName} mine=${mine} me=${me} mayRename=${state.rules.may_rename}
      close=${() => setOpen(false)} />`
  }
    <div class="class-bar">
      <div class="class-line"><p role="status">${whatIsSeen(kind, presenter)}</p>
        <${Timer} school=${school} />
        <button class="text outlined done" aria-pressed=${me.done}
          onClick=${() => school.ask({ type: 'set_done', done: !me.done })}
          >${me.done ? `✓ ${say('is.done')}` : say('done')}</button></div>
      <nav class="class-tabs" aria-label=${say('look')}>
        ${tab('teacher', say(presenter?.person ? 'person' : 'teacher'), isWatching)}
        ${tab('own', say('own'), !isWatching)}
        ${
          state.lesson &&
          html`<button aria-expanded=${led.value !== null} disabled=${isWatching}
            title=${isWatching ? say('lesson.own') : null} onClick=${() => mine.lesson.flip()}
            ><${Sign} sign="lesson" /><span>${say('lesson')}</span></button>`
        }
        ${
          state.challenge &&
          html`<button aria-expanded=${isAtChallenge} onClick=${toChallenge}
            ><${Sign} sign="challenge" /><span>${say('challenge')}</span></button>`
        }
        <button class="me" aria-expanded=${isOpen} title=${say('name', { name: me.name })}
          onClick=${() => setOpen(!isOpen)}><${Sign} sign="me" /><span translate="no"
          >${me.name}</span></button>
      </nav>
    </div>`;
}

/** @param {string} kind @param {ClassShown['presenter']} presenter */
function whatIsSeen(kind, presenter) {
  if (kind === 'beginning' || kind === 'nowhere') return say('coming');
  if (kind === 'own') return say('is.own');
  if (!presenter?.person) return say('watching.teacher');
  return presenter.name ? say('watching.name', { name: presenter.name }) : say('watching.person');
}

/** @param {{ school: ClassStore }} props */
function Timer({ school }) {
  const { value: endsAt } = school.endsAt;
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (endsAt === null) return;
    setNow(performance.now());
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, [endsAt]);
  if (endsAt === null) return null;
  return html`<span class="timer" role="timer" aria-label=${say('timer')}>${timeLeft(endsAt - now)}</span>`;
}

/** Another name, and the way out.
 * @param {{ mine: MyClass, me: Me, mayRename: boolean, close: () => void }} props */
function MyName({ mine, me, mayRename, close }) {
  const [own, setOwn] = useState('');
  const [refusal, setRefusal] = useState('');
  const rename = async (/** @type {string | null} */ name) => {
    const error = await mine.school.ask({ type: 'set_name', name, language: languageOf() });
    setRefusal(error ? refusalText(error, say) : '');
    if (!error) setOwn((now) => (now === own ? '' : now));
  };
  const take = (/** @type {Event} */ event) => {
    event.preventDefault();
    rename(own);
  };
  return html`<div class="class-card my-name">
    <p>${say('name', { name: me.name })}</p>
    ${
      mayRename &&
      html`<form onSubmit=${take}>
        <input aria-label=${say('own.name')} placeholder=${say('own.name')} maxlength="60" autocomplete="off"
          value=${own} onInput=${(/** @type {any} */ event) => setOwn(event.currentTarget.value)} />
        <button class="text strong" disabled=${own.trim() === ''}>${say('take')}</button></form>
      <button class="text" onClick=${() => rename(null)}>${say('another')}</button>`
    }
    ${refusal && html`<p role="alert">${refusal}</p>`}
    <div class="ways"><button class="text" onClick=${() => mine.leave()}>${say('leave')}</button>
      <button class="text" onClick=${close}>${say('close')}</button></div></div>`;
}

const languageOf = () => (document.documentElement.lang === 'de' ? 'de' : 'en');
