// A student's page in its class: which room it is in, what of it is kept, what the teacher has locked.
import { effect, locks, signal } from '#page';
import { roomFrom } from '../../protocol/rooms.js';
import { keepRoom } from '../../protocol/session.js';
import { ClassStore, parseKey, writeKey } from '../class_store.js';
import {
  codeShown,
  comingBack,
  forgetMembership,
  keepMembership,
  readMembership,
  storagesOf,
} from '../membership.js';
import { closedThings, isExampleOpen } from '../pace.js';
import { ClassLesson } from './led.js';
import { isHome, isSamePlace, placeOf } from './place.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Membership } from '../membership.js' */
/** @import { Place } from './place.js' */

export class MyClass {
  school = new ClassStore(signal);
  /** Where the page is, or is going. */
  place = signal(/** @type {Place} */ ({ kind: 'nowhere' }));
  /** The lesson that the class goes through. */
  lesson = new ClassLesson(this.school, this.place);
  /** The key of a sentence that says why there is no class any more; '' while there is. */
  ended = signal('');

  #store;
  #say;
  #storages = storagesOf(globalThis);
  /** @type {Membership | null} */
  #membership = null;
  /** Which own room there is: changes of it are kept, and decide the place. */
  #own = signal(/** @type {Membership['own']} */ (null));
  /** @type {(() => void)[]} */
  #stops = [];

  /** @param {Store} store @param {(key: string) => string} say */
  constructor(store, say) {
    this.#store = store;
    this.#say = say;
  }

  /** Comes into the class of the address or of this tab; without one the page is a plain one. */
  begin() {
    const now = Date.now();
    const { tab, browser } = this.#storages;
    const key = parseKey(location.hash);
    const kept = [tab, browser]
      .map((storage) => readMembership(storage, now))
      .find((each) => each && (!key || each.token === key.token));
    const first = key ?? kept;
    if (!first) {
      forgetMembership(this.#storages);
      return this.#store.start();
    }
    this.#membership = { code: '', name: '', until: Infinity, own: null, ...kept, ...key, ...pick(first) };
    this.#own.value = this.#membership.own;
    this.school.enter(comingBack(this.#membership));
    this.#stops = [
      effect(this.#keep),
      effect(this.#keepOwn),
      effect(this.#choosePlace),
      effect(this.#lock),
      effect(this.#notice),
      ...this.lesson.begin(),
    ];
    document.addEventListener('visibilitychange', this.#show);
  }

  stop() {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    document.removeEventListener('visibilitychange', this.#show);
    this.school.leave();
    locks.value = null;
  }

  /** Looks at the presenter's network, or at the own one. @param {boolean} follows */
  follow(follows) {
    this.school.ask({ type: 'follow', follows });
  }

  /** Goes out of the class with the own network. @param {string} why the key of a sentence */
  leave(why = 'left') {
    this.ended.value = why;
    this.stop();
    this.#leave();
  }

  /** From now on a plain page, with the own room if there is one. */
  #leave() {
    forgetMembership(this.#storages);
    const own = this.#own.peek();
    this.place.value = { kind: 'nowhere' };
    if (parseKey(location.hash)) history.replaceState(null, '', location.pathname + location.search);
    if (own) keepRoom(this.#storages.tab, own);
    this.#store.moveTo(own ? { room: own.room, token: own.token } : {});
  }

  /** What is known of the class is kept in the tab and in the browser. */
  #keep = () => {
    const { welcome, state, me } = this.school;
    if (!welcome.value || !me.value || !this.#membership) return;
    if (welcome.value.role !== 'student') return location.replace(`teach#${writeKey(welcome.value)}`);
    if (me.value.waiting) return location.replace('join');
    Object.assign(this.#membership, {
      code: codeShown(state.value?.code ?? this.#membership.code),
      name: me.value.name,
      until: Date.now() + 1000 * welcome.value.gone_after_seconds,
      own: this.#own.value,
    });
    keepMembership(this.#storages, this.#membership);
    // The secret goes out of the address where the tab keeps it: nobody reads or copies it there.
    if (parseKey(location.hash) && readMembership(this.#storages.tab, Date.now()))
      history.replaceState(null, '', location.pathname + location.search);
  };

  /** The room that the page holds the controls of is the own one. */
  #keepOwn = () => {
    const { role, room, token, roomState, ready } = this.#store.state.value;
    if (!ready || role !== 'host' || !room || !token || !isHome(this.place.value)) return;
    const { link } = roomState;
    const { room: was, link: before } = this.#own.peek() ?? {};
    if (was !== room || before !== link) this.#own.value = { room, token, role, link };
  };

  #choosePlace = () => {
    const { me, state } = this.school;
    if (!me.value || !state.value) return;
    const next = placeOf(me.value, state.value.presenter, this.#own.value);
    const now = this.place.peek();
    if (isSamePlace(now, next)) return;
    this.place.value = next;
    if (isHome(now) && next.kind === 'own') return; // it is the room that the page has just come into
    if (next.kind === 'watching') this.#store.moveTo({ room: next.room, token: next.token });
    if (next.kind === 'own') this.#goHome(next, me.value.seat);
    if (next.kind === 'beginning') this.#beginOwn(next.from, me.value.seat);
  };

  /** @param {{ room: string, token: string }} room @param {string} seat */
  #goHome({ room, token }, seat) {
    const own = this.#own.peek();
    if (own) keepRoom(this.#storages.tab, own); // so that it is opened again from its link if it is gone
    this.#store.moveTo({ room, token, seat });
  }

  /** A room of one's own, from the presenter's network as it is now.
   * @param {{ room: string, token: string } | null} from @param {string} seat */
  async #beginOwn(from, seat) {
    const made = from && (await roomFrom(from.room, from.token).catch(() => null));
    if (this.place.peek().kind === 'beginning') this.#store.moveTo({ ...made, seat });
  }

  /** What the teacher has closed is shown as locked in the own network. */
  #lock = () => {
    const pace = this.school.state.value?.pace;
    const { options } = this.#store.catalogue;
    locks.value =
      pace && isHome(this.place.value)
        ? {
            closed: closedThings(options, pace),
            isExampleClosed: (link) => !isExampleOpen(pace, link),
            note: this.#say('locked'),
          }
        : null;
  };

  /** The class is over for this page. */
  #notice = () => {
    const { value: standing } = this.school.standing;
    if (standing.kind === 'ended') queueMicrotask(() => this.leave(standing.say));
  };

  #show = () => {
    this.school.ask({ type: 'show_page', visible: !document.hidden });
  };
}

/** @param {{ school_class: string, token: string }} key */
const pick = ({ school_class, token }) => ({ school_class, token });
