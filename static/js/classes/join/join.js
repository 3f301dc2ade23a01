// The page on which somebody joins a class: the code, a name, perhaps a wait, and into the playground.
import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { sayer } from '../../text/later.js';
import { language, t } from '../../text/texts.js';
import { ClassStore, writeKey } from '../class_store.js';
import {
  codeShown,
  comingBack,
  forgetMembership,
  keepMembership,
  parseJoin,
  readMembership,
  storagesOf,
} from '../membership.js';
import { refusalText } from '../reasons.js';
import { lasting } from './lasting.js';
import { TEXTS } from './texts.js';

/** @import { ClassClientMessage } from '../../messages.js' */
/** @import { Membership } from '../membership.js' */

const say = sayer(TEXTS);
const storages = storagesOf(globalThis);
const school = new ClassStore(signal);
/** In the address: what the QR code leads to. */
const { code: inAddress, invitation } = parseJoin(location.hash);

/** Of the class that this tab, or else this browser, was in. */
function known() {
  const now = Date.now();
  return readMembership(storages.tab, now) ?? readMembership(storages.browser, now);
}

/** Whether the address leads to this class, or to none. @param {Membership} membership */
const isMeant = ({ code }) => inAddress === '' || code === inAddress;

/** Into the playground, which takes the secret out of the address. @param {Membership} membership */
const enter = (membership) => location.assign(`./#${writeKey(membership)}`);

/** @param {Event} event */
const typed = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).value;

function Join() {
  const { value: standing } = school.standing;
  const { value: me } = school.me;
  const { value: welcome } = school.welcome;
  const [code, setCode] = useState(inAddress);
  const [refusal, setRefusal] = useState('');
  const [before, setBefore] = useState(known);
  const [wantsIn, setWantsIn] = useState(false);
  const isThere = me !== null && welcome !== null;
  const membership = /** @type {() => Membership} */ () => ({
    school_class: welcome?.school_class ?? '',
    token: welcome?.token ?? '',
    code: codeShown(school.state.value?.code ?? code),
    name: me?.name ?? '',
    until: Date.now() + 1000 * (welcome?.gone_after_seconds ?? 0),
    own: before && before.token === welcome?.token ? before.own : null,
  });
  useEffect(() => {
    if (isThere) keepMembership(storages, membership());
  }, [welcome, me?.name]);
  useEffect(() => {
    if (isThere && wantsIn && !me.waiting) enter(membership());
  }, [me, wantsIn]);
  useEffect(() => {
    if (standing.kind !== 'ended' && (standing.kind !== 'lost' || isThere)) return;
    // A lost connection is not asked with the same code again: somebody decides.
    school.leave();
    if (standing.kind === 'ended') setBefore(null);
    if (isThere) forgetMembership(storages);
    school.me.value = school.welcome.value = null;
    setWantsIn(false);
    setRefusal(standing.say === 'lost' ? say('lost') : t(standing.say));
  }, [standing]);

  /** @param {ClassClientMessage} first */
  const begin = (first) => {
    setRefusal('');
    school.enter(first);
  };
  const goOn = (/** @type {Membership} */ kept) => {
    setWantsIn(true);
    begin(comingBack(kept));
  };
  useEffect(() => {
    const here = readMembership(storages.tab, Date.now()); // a reload, or who waits to be let in
    if (here && isMeant(here)) goOn(here);
  }, []);
  const join = (/** @type {Event} */ event) => {
    event.preventDefault();
    const isInvited = invitation !== undefined && codeShown(code) === inAddress;
    begin({ type: 'join', code, ...(isInvited && { invitation }), language: languageOf() });
  };
  const isBusy = standing.kind === 'connecting';
  if (isThere)
    return html`<${Named} wantsIn=${wantsIn} enter=${() => setWantsIn(true)} code=${membership().code} />`;
  const mine = before && isMeant(before) ? before : null;
  return html`<main>
    <div><h1>${say('title')}</h1><p class="lead">${say('ask')}</p></div>
    ${
      mine &&
      html`<div><button class="strong big" onClick=${() => goOn(mine)}>${say('go.on', { name: mine.name })}
        </button><p class="small">${say('go.on.class', { code: mine.code })} · ${say('not.me')}</p></div>`
    }
    <form onSubmit=${join}>
      <label for="code">${say('code')}</label>
      <input id="code" name="code" value=${code} required maxlength="16" autocomplete="off"
        autocapitalize="characters" spellcheck="false" translate="no" autofocus aria-describedby="hint"
        onInput=${(/** @type {Event} */ event) => setCode(typed(event))} />
      <p id="hint" class="small">${say('code.hint')}</p>
      <p class="refusal" role="alert">${refusal}</p>
      <button class=${`big ${mine ? '' : 'strong'}`} disabled=${isBusy || code.trim() === ''}
        >${say(isBusy ? 'joining' : 'join')}</button>
    </form>
    <p class="foot">${say('deleted.before')}<br /><a href="./">${say('alone')}</a></p>
  </main>`;
}

/** Who somebody is called, how that may be changed, and the door.
 * @param {{ wantsIn: boolean, enter: () => void, code: string }} props */
function Named({ wantsIn, enter, code }) {
  const [refusal, setRefusal] = useState('');
  const [own, setOwn] = useState(/** @type {string | null} */ (null));
  const me = school.me.value;
  const mayRename = school.state.value?.rules.may_rename ?? true; // who waits is not told
  const rename = async (/** @type {string | null} */ name) => {
    const error = await school.ask({ type: 'set_name', name, language: languageOf() });
    setRefusal(error ? refusalText(error, say) : '');
    if (!error) setOwn((now) => (now === own ? null : now));
    return !error;
  };
  const goIn = async () => {
    if (own?.trim() && !(await rename(own))) return; // who has typed a name means it
    enter();
  };
  const take = (/** @type {Event} */ event) => {
    event.preventDefault();
    rename(own);
  };
  const seconds = school.welcome.value?.gone_after_seconds ?? 0;
  const { unit, n } = lasting(seconds);
  return html`<main>
    <div class="badge"><h1>${say('you.are')}</h1><b translate="no" data-testid="name">${me?.name}</b>
      <span class="small">${say('class', { code })}</span></div>
    ${
      mayRename &&
      html`<div class="names">
        <button class="big outlined" onClick=${() => rename(null)}>${say('another')}</button>
        ${
          own === null
            ? html`<button class="big" onClick=${() => setOwn('')}>${say('name.own')}</button>`
            : html`<form class="own" onSubmit=${take}><label for="own">${say('name.field')}</label>
              <input id="own" ref=${focus} value=${own} maxlength="60" autocomplete="off"
                onInput=${(/** @type {Event} */ event) => setOwn(typed(event))} />
              <button class="big outlined" disabled=${own.trim() === ''}>${say('name.take')}</button></form>`
        }</div>`
    }
    <p class="refusal" role="alert">${refusal}</p>
    ${
      wantsIn && me?.waiting
        ? html`<p class="waiting" role="status"><i></i>${say('waiting')}</p>`
        : html`<button class="strong big" onClick=${goIn}>${say('enter')}</button>`
    }
    <p class="foot">${say('who.sees')}<br />${say('deleted', { hours: say(unit, { n }) })}</p>
  </main>`;
}

/** What has just appeared has the focus: autofocus holds for what a page begins with.
 * @param {HTMLElement | null} element */
const focus = (element) => element?.focus();

const languageOf = () => (language.value.name === 'de' ? 'de' : 'en');

function Page() {
  return html`<header class="top"><b>${say('brand')}</b></header><${Join} />`;
}

document.title = say('title');
render(html`<${Page} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
