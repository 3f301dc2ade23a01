// Keeps the points that are painted and those of the room the same: what was painted goes to the server a few
// times a second, and what came from elsewhere, an undo for instance, comes back.
import { asked, ofRoom } from '../../protocol/rooms.js';
import { applied, changesBetween, countOf, firstOf, recognised, repainted } from './rows.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Row } from './rows.js' */

const PAUSE_MS = 120;
/** More changes than that go as a whole. */
const MANY_CHANGES = 400;
/** An answer that does not come by then does not come any more. */
const LONGEST_MS = 20_000;
/** What did not reach the server is tried again after so long. */
const AGAIN_MS = 2000;
/** Fewer are no points to learn from. */
const LEAST_ROWS = 2;

/**
 * @typedef {{ title: string, classes: string[], rows: Row[] }} Drawing
 * @typedef {{ drawing: () => Drawing, beginning: () => Drawing, arrived: (drawing: Drawing) => void,
 *   told: (trouble: any) => void }} Easel
 *   drawing: what is painted now; beginning: what the room learns from where nothing is painted yet; arrived:
 *   what is painted is this now; told: null when all has come, 'lost' or the reason of a refusal
 * @typedef {'undo' | 'redo'} Step
 * @typedef {(run: () => void) => () => void} Watch
 *   runs at once, and whenever signals that it read change; returns what ends that
 */

export class Sharing {
  /** @type {Drawing | null} what the server has, as far as is known */
  #base = null;
  /** @type {string | null} */
  #digest = null;
  #isBusy = false;
  /** Whether nothing has been painted since the points came from the room. */
  #isUntouched = true;
  /** @type {unknown} the points that painting began with */
  #begunWith = null;
  /** @type {Step[]} that wait for what was painted to be told */
  #steps = [];
  #stroke = Date.now();
  #nextId = 1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #store;
  #easel;
  #watch;
  #end = () => {};

  /** @param {Store} store @param {Easel} easel @param {Watch} watch */
  constructor(store, easel, watch) {
    this.#store = store;
    this.#easel = easel;
    this.#watch = watch;
  }

  /** Begins with what the room has. */
  async start() {
    const { experiment } = this.#store.state.peek().roomState;
    if (experiment.table?.is_on_plane) {
      const own =
        experiment.table.classes.length > 0 ? { dataset: 'own' } : { regression_dataset: 'reg-own' };
      const problem = experiment.table.classes.length > 0 ? 'classification' : 'regression';
      const [[field, name]] = Object.entries(own);
      if (experiment.problem !== problem || /** @type {any} */ (experiment)[field] !== name)
        this.#store.send({ type: 'change', changes: { problem, ...own } });
      await this.#fetch();
    }
    this.#end = this.#watch(this.#follow);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#end();
    void this.#tell();
  }

  /** What the room learns from, where nothing is painted yet. */
  beginning = () => this.#easel.beginning();

  /** A number that no other row has. */
  newId = () => this.#nextId++;

  /** What is painted from now on is undone by itself. */
  nextStroke = () => {
    this.#stroke += 1;
  };

  /** Something was painted. */
  changed = () => {
    this.#isUntouched = false;
    this.#timer ??= setTimeout(this.#tellAgain, PAUSE_MS);
  };

  /** Whether what is painted is too little for the room, which has more: an undo is for here alone. */
  get isAhead() {
    return this.#easel.drawing().rows.length < LEAST_ROWS && this.#kept.rows.length >= LEAST_ROWS;
  }

  /** Takes back the last step, or does it again: once all of it is in the room. @param {Step} step */
  take = (step) => {
    if (step === 'undo' && this.isAhead) return this.#takeBack();
    this.#steps.push(step);
    this.#takeSteps();
  };

  #takeSteps() {
    const isUntold = this.#isBusy || (!this.#isUntouched && this.#hasMore());
    if (isUntold && this.#easel.drawing().rows.length >= LEAST_ROWS) return;
    for (const type of this.#steps.splice(0)) this.#store.send({ type });
  }

  /** Paints what the room has again. */
  #takeBack() {
    this.#isUntouched = this.#base === null;
    this.#easel.arrived(copyOf(this.#kept));
  }

  get #kept() {
    return this.#base ?? this.#easel.beginning();
  }

  #tellAgain = () => {
    this.#timer = undefined;
    void this.#tell();
  };

  /** What came from elsewhere is painted here. */
  #follow = () => {
    const { table } = this.#store.state.value.roomState.experiment;
    const points = this.#store.points.value;
    if (this.#isBusy || !(this.#base || this.#isUntouched)) return;
    if (table?.is_on_plane) {
      if (table.digest !== this.#digest) void this.#fetch();
    } else if (this.#base || points !== this.#begunWith) this.#beginAnew(points);
  };

  /** Painting begins with what the room learns from now: points that nobody painted.
   * @param {unknown} points */
  #beginAnew(points) {
    this.#base = null;
    this.#digest = null;
    this.#begunWith = points;
    this.#isUntouched = true;
    this.#easel.arrived(this.#easel.beginning());
  }

  async #tell() {
    const { title, classes, rows } = this.#easel.drawing();
    if (this.#isUntouched) return;
    if (this.#isBusy) return this.changed();
    if (rows.length < LEAST_ROWS) return;
    const sent = { title, classes: [...classes], rows: rows.map((row) => ({ ...row })) };
    const before = this.#base;
    const changes = changesBetween(before?.rows ?? [], rows);
    const isNamed = isOtherwiseNamed(sent, before);
    if (before && !isNamed && countOf(changes) === 0) return;
    this.#isBusy = true;
    try {
      if (before && countOf(changes) <= MANY_CHANGES) {
        const some = firstOf(changes);
        await this.#sendChanges(some, isNamed ? sent : null);
        this.#base = { ...sent, rows: applied(before.rows, some, sent.rows) };
        if (this.#table?.n_rows !== this.#base.rows.length) this.#digest = null; // others painted too
      } else {
        await this.#sendAll(sent);
        this.#base = sent;
      }
      this.#easel.told(null);
      if (this.#hasMore()) this.changed();
    } catch (error) {
      await this.#notTold(/** @type {any} */ (error)?.reason ?? null);
    } finally {
      this.#isBusy = false;
    }
    this.#follow(); // what came while this was on its way
    this.#takeSteps();
  }

  /** @param {any} reason null: it did not come there */
  async #notTold(reason) {
    if (reason === null) {
      this.#base = null; // all of it goes again, whatever of it has come already
      this.#timer ??= setTimeout(this.#tellAgain, AGAIN_MS);
      return this.#easel.told('lost');
    }
    const isLate = reason.code === 'painted_since'; // then it is painted on what there is now
    if (!isLate) this.#easel.told(reason);
    if (this.#base) await this.#fetch(isLate);
  }

  #hasMore() {
    const now = this.#easel.drawing();
    return countOf(changesBetween(this.#base?.rows ?? [], now.rows)) > 0 || isOtherwiseNamed(now, this.#base);
  }

  /** @param {import('./rows.js').Changes} changes @param {Drawing | null} named */
  async #sendChanges(changes, named) {
    const names = named ? { title: named.title, classes: named.classes } : {};
    const kept = Object.fromEntries(Object.entries(changes).filter(([, each]) => each.length > 0));
    const message = { type: 'paint', base: this.#digest, stroke: this.#stroke, ...names, ...kept };
    const id = this.#store.send(/** @type {any} */ (message));
    if (id === false) throw new Error('not connected');
    await this.#whenDone(id);
    this.#digest = this.#present;
  }

  /** @param {Drawing} sent */
  async #sendAll({ title, classes, rows }) {
    const content = { title, classes, rows: rows.map(({ x, y, label, test }) => [x, y, label, test]) };
    const { playing } = this.#store.state.peek().roomState;
    const before = this.#present;
    const told = new Set(); // the state that shows it may come before the answer, and be past already
    const end = this.#watch(() => {
      this.#store.state.value;
      told.add(this.#present);
    });
    try {
      const how = { method: 'POST', body: JSON.stringify(content) };
      const { digest } = await this.#ask(`points?stroke=${this.#stroke}`, how);
      await this.#when(() => told.has(digest) || this.#present !== before);
      this.#digest = digest;
    } finally {
      end();
    }
    if (playing && !this.#store.state.peek().roomState.playing) this.#store.send({ type: 'play' });
  }

  /** Paints what the room has, and on it what is painted here and not told yet. @param {boolean} keepsOwn */
  async #fetch(keepsOwn = true) {
    this.#isBusy = true;
    const before = this.#base;
    const at = this.#present;
    try {
      const { digest, title, classes, rows } = await this.#ask('points');
      const came = rows.map((/** @type {any} */ [x, y, label, test]) => ({
        ...{ id: this.newId(), x, y, label, test },
      }));
      const theirs = { title, classes, rows: recognised(came, before?.rows ?? []) };
      const now = this.#easel.drawing();
      this.#base = theirs;
      this.#digest = digest;
      const isOneKind = now.classes.length === classes.length;
      const mine = keepsOwn && before && isOneKind ? repainted(before.rows, now.rows, theirs.rows) : null;
      this.#easel.arrived(copyOf(mine ? { ...theirs, rows: mine } : theirs));
      this.#isUntouched = !this.#hasMore();
      if (!this.#isUntouched) this.changed();
    } catch {
      this.#base = null; // the room learns something else now; what is painted comes with the next stroke
    } finally {
      this.#isBusy = false;
    }
    if (this.#present !== at) this.#follow(); // what came while this was on its way
  }

  /** @param {string} what @param {{ method?: string, body?: string }} how @returns {Promise<any>} */
  async #ask(what, how = {}) {
    const { room, token } = this.#store.state.peek();
    return (await asked(ofRoom(room, what), token, how)).json();
  }

  /** The digest of what the room learns from, as far as it has been told. */
  get #present() {
    return this.#table?.digest ?? null;
  }

  get #table() {
    return this.#store.state.peek().roomState.experiment.table;
  }

  /** Resolves when the server has done what was asked; else there is an error, with its reason if it has one.
   * @param {number} id of the request */
  async #whenDone(id) {
    await this.#when(() => this.#store.answer.value?.id === id || this.#store.state.value.phase !== 'open');
    const answer = this.#store.answer.peek();
    if (answer?.id !== id) throw new Error('the connection is lost');
    if (answer.type === 'done') return;
    this.#store.dismiss(); // it is said here
    throw Object.assign(new Error(answer.message), { reason: answer.reason });
  }

  /** Resolves when it is so; `isSo` reads signals. @param {() => boolean} isSo @returns {Promise<void>} */
  #when(isSo) {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        end();
        reject(new Error('no answer'));
      }, LONGEST_MS);
      const end = this.#watch(() => {
        this.#store.state.value;
        if (!isSo()) return;
        clearTimeout(late);
        queueMicrotask(() => end()); // it may be so at once
        resolve();
      });
    });
  }
}

/** @param {Drawing} drawing @param {Drawing | null} other */
const isOtherwiseNamed = ({ title, classes }, other) =>
  title !== other?.title || classes.join('\n') !== other.classes.join('\n');

/** @param {Drawing} drawing @returns {Drawing} */
const copyOf = ({ title, classes, rows }) => ({
  title,
  classes: [...classes],
  rows: rows.map((row) => ({ ...row })),
});
