/** @import { Board, Collection } from '../messages.js' */
/** @import { Cell, ClassClientMessage, ClassServerMessage, ClassShown } from '../messages.js' */
/** @import { ClassWelcome, ErrorMessage, LessonAnswers, Me, PersonShown } from '../messages.js' */
/** @import { AfterClose } from '../types.js' */
/** @import { ConnectionOptions } from '../protocol/connection.js' */
/** @import { Signal } from '@preact/signals' */
/** What a page knows of its class: one socket that comes back, and what was told last. */

import { openConnection } from '../protocol/connection.js';

/** Where the class is asked, under any path and behind any proxy. @param {{ href: string }} location
 * @param {string} [base] of the replica that is asked */
export function classUrl(location, base = '') {
  const url = new URL(`${base}class`, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return url.href;
}

/** A secret of a class as it stands behind '#': 'class=ID.TOKEN'.
 * @param {string} hash @returns {{ school_class: string, token: string } | null} */
export function parseKey(hash) {
  const parts = /^#?class=([\w-]+)\.([\w-]+)$/.exec(hash);
  return parts && { school_class: parts[1], token: parts[2] };
}

/** The other way round. @param {{ school_class: string, token: string }} key */
export const writeKey = ({ school_class, token }) => `class=${school_class}.${token}`;

/** Of what a first message is, as its addresses begin; '' of a class that there is not yet.
 * @param {ClassClientMessage | null} first */
function subjectOfFirst(first) {
  if (first?.type === 'come_back') return `classes/${first.school_class}`;
  return first?.type === 'join' ? `codes/${first.code}` : '';
}

/** How a page stands: not asked yet, on its way, there, or ended for good with a text's key. */
/** @typedef {{ kind: 'idle' | 'connecting' | 'there' } | { kind: 'lost' | 'ended', say: string }} Standing */

/** Why something is not done. @typedef {Pick<ErrorMessage, 'message' | 'reason'>} Refusal */

/** The answer where there is none: nobody is connected, or no more before it came. @type {Refusal} */
export const UNHEARD = { message: '', reason: { code: 'unheard', values: {} } };

export class ClassStore {
  #connection = /** @type {ReturnType<typeof openConnection> | null} */ (null);
  /** What the next socket says first. @type {ClassClientMessage | null} */
  #first = null;
  /** @type {Map<number, (answer: Refusal | null) => void>} */
  #asked = new Map();
  #options;

  /** @param {<T>(value: T) => Signal<T>} signal of the page: a later part has no copy of its own
   * @param {Partial<ConnectionOptions> & { now?: () => number }} [options] instead of this tab's own */
  constructor(signal, options = {}) {
    this.#options = options;
    this.welcome = signal(/** @type {ClassWelcome | null} */ (null));
    this.state = signal(/** @type {ClassShown | null} */ (null));
    this.me = signal(/** @type {Me | null} */ (null));
    this.people = signal(/** @type {PersonShown[]} */ ([]));
    /** The newest cell of each person. */
    this.cells = signal(/** @type {ReadonlyMap<string, Cell>} */ (new Map()));
    /** The places of the challenge. */
    this.board = signal(/** @type {Board | null} */ (null));
    /** What was put aside, and what of it is shown. */
    this.collection = signal(/** @type {Collection | null} */ (null));
    /** What was answered in the steps of the lesson, for who leads. */
    this.answers = signal(/** @type {LessonAnswers | null} */ (null));
    /** Whether another replica could go on with the class. */
    this.isKept = signal(true);
    /** When the timer ends, in milliseconds of performance.now(); null without one. */
    this.endsAt = signal(/** @type {number | null} */ (null));
    this.standing = signal(/** @type {Standing} */ ({ kind: 'idle' }));
  }

  /** Comes into a class. @param {ClassClientMessage} first begin_class, join or come_back */
  enter(first) {
    this.leave();
    this.#first = first;
    this.standing.value = { kind: 'connecting' };
    this.#connection = openConnection({
      url: (base) => classUrl(location, base),
      subject: () => subjectOfFirst(this.#first),
      hello: () => /** @type {any} */ (this.#first),
      onMessage: (message) => this.#hear(/** @type {any} */ (message)),
      onFrame: () => {},
      onClose: (after) => this.#closed(after),
      expectsNews: () => false,
      check: () => /** @type {any} */ ({ type: 'show_page', visible: !globalThis.document?.hidden }),
      network: globalThis.window,
      page: globalThis.document,
      ...this.#options,
    });
  }

  /** Goes, and is asked for nothing any more. */
  leave() {
    this.#connection?.stop();
    this.#connection = null;
    this.#settle();
  }

  /** Asks for something. @param {ClassClientMessage} message
   * @returns {Promise<Refusal | null>} why not, UNHEARD where nobody says so; null when it was done */
  ask(message) {
    const id = this.#connection?.send(/** @type {any} */ (message));
    if (typeof id !== 'number') return Promise.resolve(UNHEARD);
    return new Promise((settle) => this.#asked.set(id, settle));
  }

  /** @param {ClassServerMessage} message */
  #hear(message) {
    switch (message.type) {
      case 'welcome':
        this.welcome.value = message;
        this.isKept.value = true; // it is told after this if it is not
        this.#first = { type: 'come_back', school_class: message.school_class, token: message.token };
        this.standing.value = { kind: 'there' };
        break;
      case 'class':
        this.state.value = message;
        break;
      case 'me':
        this.me.value = message;
        if (this.#first?.type === 'come_back') this.#first = { ...this.#first, name: message.name };
        break;
      case 'people':
        this.people.value = message.people;
        break;
      case 'board':
        this.board.value = message;
        break;
      case 'collection':
        this.collection.value = message;
        break;
      case 'lesson_answers':
        this.answers.value = message;
        break;
      case 'kept':
        this.isKept.value = message.kept;
        break;
      case 'timer':
        this.endsAt.value = message.seconds === null ? null : this.#now() + 1000 * message.seconds;
        break;
      case 'wall': {
        const cells = new Map(this.cells.peek());
        for (const cell of message.cells) cells.set(cell.person, cell);
        for (const person of message.gone) cells.delete(person);
        this.cells.value = cells;
        break;
      }
      case 'done':
        this.#answer(message.id, null);
        break;
      case 'error':
        if (message.id !== null) this.#answer(message.id, message);
    }
  }

  /** @param {AfterClose} after */
  #closed(after) {
    this.#settle();
    if (after.kind === 'moved') return;
    this.standing.value = { kind: after.kind === 'retry' ? 'lost' : 'ended', say: after.say };
    if (after.kind !== 'retry') this.#connection?.stop();
  }

  /** @param {number} id @param {Refusal | null} answer */
  #answer(id, answer) {
    this.#asked.get(id)?.(answer);
    this.#asked.delete(id);
  }

  /** Nobody is there any more to answer. */
  #settle() {
    for (const settle of this.#asked.values()) settle(UNHEARD);
    this.#asked.clear();
  }

  #now() {
    return (this.#options.now ?? (() => performance.now()))();
  }
}
