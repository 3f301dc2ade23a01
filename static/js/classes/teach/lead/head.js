// The head of the page: how one joins, how many are here, and what the teacher does for all at once.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { Check } from '../../../views/parts/list.js';
import { codeShown, joinPath } from '../../membership.js';
import { Worded } from '../parts/buttons.js';
import { isOfThisMachine, timeLeft } from '../parts/durations.js';
import { joinText, Square, useSquare } from '../parts/square.js';
import { say } from '../parts/texts.js';
import { HandOut } from './hand_out.js';
import { MakeArchive } from './make_archive.js';
import { Pace } from './pace.js';
import { Pause } from './pause.js';
import { Rules } from './rules.js';
import { Timer } from './timer.js';

/** @import { Catalogue } from '../../../types.js' */
/** @import { ClassShown } from '../../../messages.js' */
/** @import { Lesson } from '../parts/lesson.js' */

/** @param {{ lesson: Lesson, catalogue: Catalogue }} props */
export function Head({ lesson, catalogue }) {
  const open = useSignal(
    /** @type {'rules' | 'timer' | 'pace' | 'hand_out' | 'archive' | 'pause' | null} */ (null),
  );
  const { store, ask } = lesson;
  const state = /** @type {ClassShown} */ (store.state.value);
  const { rules, paused } = state;
  const close = () => (open.value = null);
  const dialog = (/** @type {'rules' | 'timer' | 'pace' | 'hand_out' | 'archive' | 'pause'} */ name) => ({
    lesson,
    open: open.value === name,
    close,
  });
  const key = store.welcome.value;
  const projector = key?.links?.spectator && `teach#class=${key.school_class}.${key.links.spectator}`;
  return html`<header class="head"><h1 class="visually-hidden">${say('title')}</h1>
    <${Join} lesson=${lesson} />
    <div class="lead">
      <label class="check"><${Check} isOn=${rules.anonymous}
        change=${() => ask({ type: 'set_rules', anonymous: !rules.anonymous })} />${say('anonymous')}</label>
      <${Worded} sign="lock" label=${say(rules.locked ? 'unlock' : 'lock')} pressed=${rules.locked}
        press=${() => ask({ type: 'set_rules', locked: !rules.locked })} />
      <${Worded} sign="clock" label=${say('timer')} press=${() => (open.value = 'timer')} />
      <${Worded} sign="sliders" label=${say(state.pace ? 'pace.limited' : 'pace')}
        press=${() => (open.value = 'pace')} />
      <${Worded} sign="gear" label=${say('rules')} press=${() => (open.value = 'rules')} />
      <${Worded} sign="push" kind="outlined-inline" label=${say('hand.out')}
        press=${() => (open.value = 'hand_out')} />
      <button class="text" onClick=${() => (open.value = 'archive')}>${say('archive')}</button>
      ${projector && html`<a class="button" href=${projector} target="_blank">${say('projector')}</a>`}
      ${
        paused === null
          ? html`<${Worded} sign="pause" kind="strong" label=${say('pause.all')}
              press=${() => (open.value = 'pause')} />`
          : html`<${Worded} sign="play" kind="strong" label=${say('resume')}
              press=${() => ask({ type: 'resume_all' })} />`
      }
    </div></header>
    ${paused !== null && html`<p class="paused" role="status"><b>${say('paused')}</b> ${paused}</p>`}
    <${Rules} ...${dialog('rules')} /><${Timer} ...${dialog('timer')} />
    <${Pace} ...${dialog('pace')} catalogue=${catalogue} />
    <${HandOut} ...${dialog('hand_out')} catalogue=${catalogue} /><${Pause} ...${dialog('pause')} />
    <${MakeArchive} ...${dialog('archive')} />`;
}

/** How one joins, and who has. @param {{ lesson: Lesson }} props */
export function Join({ lesson }) {
  const { store, clock } = lesson;
  const state = /** @type {ClassShown} */ (store.state.value);
  const square = useSquare(joinPath(state));
  const people = store.people.value.filter(({ waiting }) => !waiting);
  const here = people.filter((each) => each.here).length;
  const ends = store.endsAt.value;
  return html`<div class="join"><${Square} square=${square} label=${say('square')} />
    <div class="code"><span class="where">${joinText(square)}</span>
      <b data-testid="code">${codeShown(state.code)}</b></div>
    <div class="figure"><span class="label">${say('here')}</span>
      <b data-testid="here">${say('here.of', { here, all: people.length })}</b></div>
    ${
      ends !== null &&
      html`<div class="figure"><span class="label">${say('time.left')}</span>
        <b data-testid="time-left" role="timer">${timeLeft(ends - clock.value)}</b></div>`
    }</div>
    ${square && isOfThisMachine(square.address) && html`<p class="only-here">${say('only.here')}</p>`}`;
}
