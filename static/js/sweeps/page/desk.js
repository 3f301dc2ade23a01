// What the page of sweeps does: keeps what is set up in the address, starts a sweep, follows and steers it.
import { effect, signal } from '@preact/signals';
import { hostAddress } from '../../protocol/session.js';
import { labelOf } from '../../text/explanations.js';
import { act, begin, removed, roomOf } from '../asking.js';
import { Checking } from '../form/checking.js';
import { FIRST, readFragment, writeFragment } from '../form/plan_address.js';
import { readVary } from '../form/vary.js';
import { KeptSweeps } from '../kept.js';
import { Sweep } from '../sweep.js';

/** @import { Order, Status } from '../told.js' */

/** @typedef {{ text: string, error?: unknown }} Said  text: key of a text, '' for the error's own */

export class Desk {
  sweep = new Sweep();
  checking = new Checking();
  kept = new KeptSweeps();
  /** What is set up. */
  order = signal(FIRST);
  /** The sweep that is shown. */
  id = signal(/** @type {string | null} */ (null));
  /** What is done just now, so that nobody presses twice. */
  busy = signal('');
  /** Why the last thing could not be done. @type {import('@preact/signals').Signal<unknown>} */
  failure = signal(null);
  /** What the sweep that is shown was asked for; more seeds change that. @type {Order | null} */
  #shown = null;
  /** Whether the form is to show that as soon as it is known. */
  #isSweeps = false;

  /** Begins with what the address says, and keeps that true. */
  open() {
    this.#read();
    addEventListener('hashchange', () => location.hash !== this.#fragment() && this.#read());
    effect(() => {
      const order = this.sweep.status.value?.order ?? null;
      const wasShown = this.#shown !== null && isSame(this.#shown, this.order.peek());
      if (order && (this.#isSweeps || (wasShown && !isSame(order, this.order.peek())))) this.#put(order);
      if (order) this.#isSweeps = false;
      this.#shown = order;
    });
  }

  /** What steers the sweep that is shown; null for who only watches. */
  get secret() {
    return this.kept.secretOf(this.id.value);
  }

  /** Whether what is set up is what the sweep that is shown does. */
  get isShown() {
    const status = this.sweep.status.value;
    return status !== null && isSame(status.order, this.order.value);
  }

  /** A ready-made sweep that is changed is none any more.
   * @param {Partial<Order>} changes to what is set up */
  change = (changes) => {
    this.#put({ ...this.order.peek(), ready: null, pictures: 1, ...changes });
    this.#write();
  };

  /** Starts what is set up, and shows it. */
  start = () =>
    this.#doing('start', async () => {
      const order = this.order.peek();
      const { id, secret, status } = await begin(order);
      this.kept.add({ id, secret, title: titleOf(order), at: Date.now() });
      this.#isSweeps = false;
      this.#follow(id);
      this.sweep.take(status);
      this.#shown = status.order;
      if (this.order.peek() === order) this.#put(status.order); // else somebody has gone on meanwhile
      history.pushState(null, '', this.#fragment());
    });

  /** Starts this, as if it had been set up. @param {Order} order */
  begin = (order) => {
    this.#put(order);
    return this.start();
  };

  /** @param {'pause' | 'go_on' | 'stop' | 'more_seeds'} what @param {Record<string, number>} [values] */
  steer = (what, values) =>
    this.#doing(what, async () => {
      const [id, secret] = [this.id.peek(), this.secret];
      if (id === null || secret === null) return;
      const status = await act(id, secret, what, values);
      if (this.id.peek() === id) this.sweep.take(status); // else it is another's
    });

  /** Another one, beginning with what is set up. */
  another = () => {
    this.#follow(null);
    history.pushState(null, '', this.#fragment() || location.pathname);
  };

  /** Removes a sweep from the server and from the list. @param {string} id */
  remove = (id) =>
    this.#doing('remove', async () => {
      const secret = this.kept.secretOf(id);
      if (secret !== null)
        await removed(id, secret).catch((error) => {
          if (error?.status !== 404) throw error; // it is gone already
        });
      this.kept.remove(id);
      if (this.id.peek() === id) this.another();
    });

  /** Opens a network in a room of the playground. @param {number} setting @param {number} repeat */
  openRoom = (setting, repeat) =>
    this.#doing('room', async () => {
      const made = await roomOf(/** @type {string} */ (this.id.peek()), setting, repeat);
      location.assign(hostAddress({ href: new URL('./', location.href).href }, made));
    });

  #read() {
    const { order, id, isOnlySweep } = readFragment(location.hash);
    const isNew = id !== this.id.peek();
    this.#isSweeps = isOnlySweep && isNew;
    if (isNew) this.#follow(id);
    if (!isOnlySweep) this.#put(order);
    else if (!isNew && this.#shown) this.#put(this.#shown);
  }

  /** @param {Order} order */
  #put(order) {
    this.order.value = order;
    this.checking.look(order);
  }

  /** @param {string | null} id */
  #follow(id) {
    this.id.value = id;
    if (id === null) this.sweep.leave();
    else this.sweep.follow(id);
  }

  #fragment() {
    const id = this.id.peek();
    if (id !== null && this.#shown && isSame(this.#shown, this.order.peek())) return `#sweep=${id}`;
    return writeFragment(this.order.peek(), id);
  }

  #write() {
    history.replaceState(null, '', this.#fragment() || location.pathname);
  }

  /** @param {string} what @param {() => Promise<unknown>} work */
  async #doing(what, work) {
    if (this.busy.peek()) return;
    this.busy.value = what;
    this.failure.value = null;
    try {
      await work();
    } catch (error) {
      this.failure.value = error;
    } finally {
      this.busy.value = '';
    }
  }
}

/** What a sweep is called in the list: what varies in it. @param {Order} order */
const titleOf = ({ vary }) => vary.map((each) => labelOf(readVary(each).name)).join(' × ');

/** @param {Order} one @param {Order} other */
const isSame = (one, other) =>
  Object.keys(FIRST).every(
    (name) =>
      JSON.stringify(one[/** @type {keyof Order} */ (name)]) ===
      JSON.stringify(other[/** @type {keyof Order} */ (name)]),
  );
