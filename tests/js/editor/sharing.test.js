import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { effect, signal } from '@preact/signals';
import { applied } from '../../../static/js/views/editor/rows.js';
import { Sharing } from '../../../static/js/views/editor/sharing.js';

/** @typedef {import('../../../static/js/views/editor/rows.js').Row} Row */
/** @typedef {[number, number, number, boolean]} Told  a row as the server has it */

const { fetch: ownFetch } = globalThis;
afterEach(() => {
  globalThis.fetch = ownFetch;
});

/** A server with one room, whose points anybody may change: a stand-in with a memory. */
class FakeRoom {
  state = signal(/** @type {any} */ ({ phase: 'open', room: 'r', token: 't' }));
  points = signal({});
  answer = signal(/** @type {any} */ (null));
  steps = signal(0);
  title = 'Room';
  classes = ['a', 'b'];
  /** @type {Told[] | null} */
  rows = null;
  /** @type {any[]} */
  asked = [];
  dismissed = 0;
  /** What is done before the next request comes there. @type {(() => void) | null} */
  before = null;
  #version = 0;

  constructor() {
    this.#tell();
    globalThis.fetch = /** @type {any} */ (this.#fetch);
  }

  #tell() {
    const { rows, classes } = this;
    const digest = `d${this.#version}`;
    const table = rows && { digest, classes, title: this.title, n_rows: rows.length, is_on_plane: true };
    const experiment = { table, problem: 'classification', dataset: rows ? 'own' : 'circle' };
    this.state.value = { ...this.state.peek(), roomState: { experiment, playing: false } };
  }

  /** Somebody else, or an undo, changes the points. @param {Told[] | null} rows */
  change(rows) {
    this.rows = rows;
    this.#version += 1;
    this.#tell();
    if (!rows) this.points.value = {};
  }

  /** @param {string} path @param {any} how */
  #fetch = async (path, { method, body }) => {
    this.#comes();
    this.asked.push(`${method} ${path}`);
    if (method === 'POST') this.change(JSON.parse(body).rows);
    const { digest } = this.state.peek().roomState.experiment.table ?? {};
    const content = { digest, title: this.title, classes: this.classes, rows: this.rows };
    return { ok: this.rows !== null, status: 404, json: async () => content };
  };

  #comes() {
    const { before } = this;
    this.before = null;
    before?.();
  }

  /** @param {any} message */
  send = (message) => {
    if (this.state.peek().phase !== 'open') return false;
    if (message.type === 'undo') {
      this.asked.push('undo');
      return (this.steps.value += 1);
    }
    const id = this.asked.push(message);
    this.#comes();
    const isPresent = message.base === this.state.peek().roomState.experiment.table?.digest;
    const { relabel = [], move = [], turn = [], remove = [], add = [] } = message;
    const changes = { relabel, move, turn, remove, add };
    queueMicrotask(() => {
      if (isPresent)
        this.change(toldOf(applied(rowsOf(this.rows), changes, rowsOf(this.rows).concat(rowsOf(add, 1e6)))));
      const reason = { code: 'painted_since', values: {} };
      this.answer.value = isPresent ? { type: 'done', id } : { type: 'error', id, message: '', reason };
    });
    return id;
  };

  dismiss = () => {
    this.dismissed += 1;
  };

  /** When the room's points are as wanted. @param {(rows: Told[] | null) => boolean} isWanted */
  until = (isWanted) => when(() => this.steps.value >= 0 && this.state.value && isWanted(this.rows));
}

/** When it is so; `isSo` reads signals. @param {() => boolean} isSo */
const when = (isSo) =>
  new Promise((resolve) => {
    const end = effect(() => {
      if (!isSo()) return;
      queueMicrotask(() => end());
      resolve(null);
    });
  });

/** @param {Told[] | null} told @returns {Row[]} */
const rowsOf = (told, first = 0) =>
  (told ?? []).map(([x, y, label, test], i) => ({ id: first + i, x, y, label, test }));
/** @param {Row[]} rows @returns {Told[]} */
const toldOf = (rows) => rows.map(({ x, y, label, test }) => [x, y, label, test]);

/** What somebody paints on, in a room. @param {FakeRoom} room */
function easelIn(room) {
  const drawing = signal({ title: 'Mine', classes: ['a', 'b'], rows: /** @type {Row[]} */ ([]) });
  const told = signal(/** @type {any} */ (undefined));
  const sharing = new Sharing(
    /** @type {any} */ (room),
    {
      drawing: () => drawing.peek(),
      beginning: () => ({ title: 'Mine', classes: ['a', 'b'], rows: rowsOf(CIRCLE, 500) }),
      arrived: (come) => {
        drawing.value = come;
      },
      told: (trouble) => {
        told.value = trouble;
      },
    },
    effect,
  );
  /** @param {Row[]} rows */
  const paint = (rows) => {
    drawing.value = { ...drawing.peek(), rows };
    sharing.changed();
  };
  /** @param {number} x */
  const dot = (x) => paint([...drawing.peek().rows, { id: sharing.newId(), x, y: 0, label: 0, test: false }]);
  const xs = () => drawing.peek().rows.map(({ x }) => x);
  /** When what is painted is as wanted. @param {number[]} wanted */
  const shows = (wanted) => when(() => drawing.value && String(xs()) === String(wanted));
  const trouble = { becomes: (/** @type {unknown} */ wanted) => when(() => told.value === wanted) };
  return { sharing, paint, dot, xs, shows, trouble };
}

/** @type {Told[]} */
const CIRCLE = [
  [1, 0, 0, false],
  [2, 0, 1, false],
];
/** @type {Told[]} */
const THREE = [...CIRCLE, [3, 0, 1, true]];
const xsOf = (/** @type {Told[] | null} */ rows) => (rows ?? []).map(([x]) => x);

test('what is painted first goes as a whole, what comes then as changes of the same stroke', async () => {
  const room = new FakeRoom();
  const { sharing, dot, xs } = easelIn(room);
  await sharing.start();
  assert.deepEqual(xs(), [1, 2]); // what the room learns from
  dot(3);
  await room.until((rows) => rows?.length === 3);
  dot(4);
  await room.until((rows) => rows?.length === 4);
  const [whole, change] = room.asked;
  assert.match(whole, /^POST rooms\/r\/points\?stroke=(\d+)$/);
  assert.equal(change.stroke, Number(whole.split('=')[1]));
  assert.deepEqual(change.add, [[4, 0, 0, false]]);
  sharing.stop();
});

test('two people who paint at once both keep what they painted', async () => {
  const room = new FakeRoom();
  room.change(THREE);
  const { sharing, dot, shows, trouble } = easelIn(room);
  await sharing.start();
  room.before = () => room.change([...THREE, [5, 0, 0, false]]); // just before ours comes there
  dot(4);
  await room.until((rows) => String(xsOf(rows)) === '1,2,3,5,4');
  await shows([1, 2, 3, 5, 4]);
  await trouble.becomes(null);
  assert.equal(room.dismissed, 1); // nobody is told of a refusal that is mended
  sharing.stop();
});

test('what one takes away stays away, and what the other one adds stays', async () => {
  const room = new FakeRoom();
  room.change(THREE);
  const { sharing, paint, shows } = easelIn(room);
  await sharing.start();
  room.before = () => room.change([...THREE, [5, 0, 0, false]]);
  paint(
    rowsOf(THREE)
      .slice(1)
      .map((row, i) => ({ ...row, id: sharing.newId() + i })),
  );
  await room.until((rows) => rows?.length === 3 && !xsOf(rows).includes(1));
  await shows([5, 2, 3]);
  sharing.stop();
});

test('an undo beyond what was painted shows what the room learns from, and one begins there', async () => {
  const room = new FakeRoom();
  const { sharing, dot, shows } = easelIn(room);
  await sharing.start();
  dot(3);
  await room.until((rows) => rows?.length === 3);
  room.change(null);
  await shows([1, 2]);
  room.change(THREE); // and a redo
  await shows([1, 2, 3]);
  sharing.stop();
});

test('an undo waits until the whole stroke is in the room, so that nothing of it is left over', async () => {
  const room = new FakeRoom();
  room.change(THREE);
  const { sharing, dot } = easelIn(room);
  await sharing.start();
  dot(4);
  sharing.take('undo');
  await room.until(() => room.asked.includes('undo'));
  assert.deepEqual(
    room.asked.slice(1).map((each) => each.type ?? each),
    ['paint', 'undo'],
  );
  sharing.stop();
});

test('taking everything away is undone here, since the room has had no part in it', async () => {
  const room = new FakeRoom();
  const { sharing, paint, xs } = easelIn(room);
  await sharing.start();
  assert.ok(!sharing.isAhead);
  paint([]);
  assert.ok(sharing.isAhead);
  sharing.take('undo');
  assert.deepEqual(xs(), [1, 2]);
  assert.ok(!sharing.isAhead);
  assert.deepEqual(room.asked, []);
  sharing.stop();
});

test('what does not come there is told of, goes again, and then nothing is told any more', async () => {
  const room = new FakeRoom();
  room.change(THREE);
  const { sharing, dot, trouble } = easelIn(room);
  await sharing.start();
  const { state } = room;
  state.value = { ...state.peek(), phase: 'lost' };
  dot(4);
  await trouble.becomes('lost');
  state.value = { ...state.peek(), phase: 'open' };
  await trouble.becomes(null);
  assert.deepEqual(xsOf(room.rows), [1, 2, 3, 4]);
  sharing.stop();
});
