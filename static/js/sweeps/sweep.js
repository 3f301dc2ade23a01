// What the page knows of a sweep: its state, the last row of each network, and which one is looked at.
import { batch, signal } from '@preact/signals';
import { oncePerFrame } from '../views/parts/once_per_frame.js';
import { rowsAfter } from './asking.js';

/** @import { Answer, Chosen, Row, Status } from './told.js' */

/** @typedef {{ kind: 'none' } | { kind: 'coming' } | { kind: 'there' } | { kind: 'lost' }
 *   | { kind: 'gone' }} Standing  lost: the server does not answer; gone: it has no such sweep */
/** @typedef {(id: string, after: number, seen: number, signal: AbortSignal) => Promise<Answer>} Ask */

const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** Rows of a full answer: after such there are more, and they are asked for at once. */
const FULL = 64;
/** So long some more rows may gather, which come in one answer then, */
const GATHERING_MS = 40;
/** and so long between two pictures of the page while they come. */
const BETWEEN_PICTURES_MS = 100;

/** How long to wait before a server that did not answer is asked again.
 * @param {number} attempt counted from 0 */
export const waitBefore = (attempt) => Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 1.6 ** attempt);

export class Sweep {
  status = signal(/** @type {Status | null} */ (null));
  rows = signal(/** @type {Row[]} */ ([]));
  chosen = signal(/** @type {Chosen | null} */ (null));
  standing = signal(/** @type {Standing} */ ({ kind: 'none' }));
  #ask;
  #wait;
  #show;
  #after = 0;
  /** The rows by network. @type {Map<string, Row>} */
  #known = new Map();
  /** The newest state, which may not be shown yet. @type {Status | null} */
  #newest = null;
  #hasNewRows = false;
  #ended = new AbortController();

  /** @param {Ask} ask @param {(ms: number, signal: AbortSignal) => Promise<unknown>} wait
   * @param {(show: () => void) => unknown} schedule  when what has come is shown */
  constructor(ask = rowsAfter, wait = pause, schedule = soon) {
    this.#ask = ask;
    this.#wait = wait;
    this.#show = oncePerFrame(() => this.#publish(), schedule);
  }

  /** Follows a sweep from its first row on, in the place of what was followed. @param {string} id */
  follow(id) {
    this.leave();
    this.standing.value = { kind: 'coming' };
    this.#pull(id, this.#ended.signal);
  }

  /** Follows none. */
  leave() {
    this.#ended.abort();
    this.#ended = new AbortController();
    this.#after = 0;
    this.#known = new Map();
    this.#newest = null;
    this.#hasNewRows = false;
    batch(() => {
      this.status.value = null;
      this.rows.value = [];
      this.chosen.value = null;
      this.standing.value = { kind: 'none' };
    });
  }

  /** What the server has said of this sweep. @param {Status} status */
  take(status) {
    if (status.version < (this.#newest?.version ?? 0)) return;
    this.#newest = status;
    this.#show();
  }

  /** @param {number} setting @param {number} [repeat] */
  choose = (setting, repeat) => {
    this.chosen.value = repeat === undefined ? { setting } : { setting, repeat };
  };

  /** Asks for news again and again. @param {string} id @param {AbortSignal} ended */
  async #pull(id, ended) {
    let attempt = 0;
    while (!ended.aborted) {
      try {
        const answer = await this.#ask(id, this.#after, this.#newest?.version ?? 0, ended);
        if (ended.aborted) return;
        attempt = 0;
        this.#learn(answer);
        if (isOver(answer.status)) await seen(ended);
        else if (answer.rows.length < FULL) await this.#wait(GATHERING_MS, ended);
      } catch (error) {
        if (ended.aborted) return;
        const isGone = /** @type {{ status?: number }} */ (error)?.status === 404;
        this.standing.value = { kind: isGone ? 'gone' : 'lost' };
        if (isGone) return;
        await this.#wait(waitBefore(attempt), ended);
        attempt += 1;
      }
    }
  }

  /** @param {Answer} answer */
  #learn({ status, rows, next }) {
    this.#after = next;
    for (const row of rows) this.#known.set(`${row.setting}/${row.repeat}`, row);
    this.#hasNewRows ||= rows.length > 0;
    this.standing.value = { kind: 'there' };
    this.take(status);
  }

  #publish() {
    if (!this.#newest) return;
    batch(() => {
      this.status.value = this.#newest;
      if (this.#hasNewRows) this.rows.value = [...this.#known.values()];
      this.#hasNewRows = false;
    });
  }
}

/** Whether nothing new is to be expected, unless somebody asks for it. @param {Status} status */
const isOver = ({ state }) => state === 'done' || state === 'stopped';

/** Resolves when somebody sees the page. @param {AbortSignal} ended */
const seen = (ended) =>
  new Promise((end) => {
    if (!globalThis.document?.hidden) return end(undefined);
    document.addEventListener('visibilitychange', () => end(undefined), { once: true, signal: ended });
    ended.addEventListener('abort', () => end(undefined));
  });

/** With one of the browser's next pictures, of which a page that nobody sees has none.
 * @param {() => void} show */
const soon = (show) => setTimeout(() => requestAnimationFrame(show), BETWEEN_PICTURES_MS);

/** @param {number} ms @param {AbortSignal} signal of what is not waited for any more */
const pause = (ms, signal) =>
  new Promise((end) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      end(undefined);
    });
  });
