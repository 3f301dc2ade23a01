import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { unzipSync } from 'fflate';
import { fetchKept, keep } from '../../../../static/js/classes/archive/keeping.js';
import { makeArchive } from '../../../../static/js/classes/archive/making.js';
import { withoutNames } from '../../../../static/js/classes/archive/nameless.js';
import { readArchive } from '../../../../static/js/classes/archive/reading.js';
import { MOST_BYTES } from '../../../../static/js/classes/archive/zip.js';
import { known, student, ways } from './given.js';

const text = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes);
const called = (/** @type {number} */ n) => `Network ${n}`;
const { fetch: ownFetch } = globalThis;
afterEach(() => {
  globalThis.fetch = ownFetch;
});

test('without names nothing in the archive says who somebody is, and everything else is there', async () => {
  const given = known();
  const { content } = await makeArchive(withoutNames(given, called), ways());
  const files = unzipSync(content);
  for (const [path, bytes] of Object.entries(files))
    for (const name of ['teal otter', 'teal_otter', '=cmd()', 'cmd_b', 'late lynx', 'who waits'])
      assert.ok(!`${path}\n${text(bytes)}`.includes(name), `${name} in ${path}`);
  const { archived, states } = readArchive(content);
  assert.deepEqual(
    archived.students.map(({ name, answer, value }) => [name, answer, value]),
    [
      ['Network 1', 1, 0.03],
      ['Network 2', 0, 0.3],
      ['Network 3', null, null],
    ],
  );
  assert.ok(archived.anonymous);
  assert.deepEqual(
    archived.board?.rows.map(({ name, score }) => [name, score]),
    [['Network 2', 0.875]],
  );
  assert.deepEqual(
    archived.collection.map(({ name, title }) => [name, title]),
    [
      ['Network 1', 'The best'],
      ['Network 2', ''],
    ],
  );
  assert.deepEqual([...states.keys()].sort(), [
    'class.json',
    'states/Network_1.nnp',
    'states/Network_2.nnp',
    'states/collection_1_The_best.nnp',
  ]);
  assert.deepEqual(given, known()); // the class itself is as before
});

test('in which order they came is not to be seen', () => {
  const given = known();
  given.people = [student('z', 'first'), student('a', 'last'), student('m', 'between')];
  assert.deepEqual(
    withoutNames(given, called).people.map(({ person, name }) => [person, name]),
    [
      ['a', 'Network 1'],
      ['m', 'Network 2'],
      ['z', 'Network 5'], // p1 and p2 have gone: one put aside, one with a place
    ],
  );
  given.state.question.answers = ['the last came first', 'because'];
  given.state.trial.values = { z: 0.1, a: 0.3, m: 0.2 };
  const { question, trial } = withoutNames(given, called).state;
  assert.deepEqual(question?.answers, ['because', 'the last came first']);
  assert.deepEqual(Object.keys(trial?.values ?? {}), ['a', 'm', 'z']);
  given.state = { ...given.state, question: null, trial: null };
  assert.equal(withoutNames(given, called).state.question, null);
});

test('an archive for the server has no more than that keeps', async () => {
  const { content, missing } = await makeArchive(known(), {
    ...ways(),
    most: 2_000_000,
    fetchState: async () => new Uint8Array(1_000_000),
  });
  assert.ok(content.length <= 2_000_000);
  assert.deepEqual(missing, ['missing.room =cmd()<b> 2', 'missing.fetched =cmd()<b>']);
});

/** A server that keeps some bytes. @param {Uint8Array<ArrayBuffer>} content @param {number} piece
 * @param {number} [says] how many there are */
function serves(content, piece, says = content.length) {
  /** @type {string[]} */
  const asked = [];
  globalThis.fetch = /** @type {any} */ (
    async (/** @type {string} */ path, /** @type {any} */ { method, headers }) => {
      asked.push(`${method} ${path} ${headers.Authorization}`);
      const number = /^kept\/(\d+)$/.exec(path)?.[1];
      return number === undefined
        ? Response.json({ n_bytes: says, piece_bytes: piece, ends_at: 2e9, secret: 'S' })
        : new Response(content.subarray(Number(number) * piece, (Number(number) + 1) * piece));
    }
  );
  return asked;
}

for (const n of [1, 7, 8, 9, 20]) {
  test(`${n} bytes come in pieces of 8`, async () => {
    const content = Uint8Array.from({ length: n }, (_, i) => i);
    const asked = serves(content, 8);
    const { file, endsAt } = await fetchKept('SECRET');
    assert.deepEqual(new Uint8Array(await file.arrayBuffer()), content);
    assert.equal(endsAt, 2e9);
    assert.equal(asked.length, 1 + Math.ceil(n / 8));
    for (const each of asked) assert.match(each, /^GET kept(\/\d)? Bearer SECRET$/); // never in the address
  });
}

test('what says that it is too large is not fetched', async () => {
  const asked = serves(new Uint8Array(8), 8, MOST_BYTES + 1);
  await assert.rejects(fetchKept('SECRET'), { code: 'large' });
  assert.equal(asked.length, 1);
});

test('a class is kept with the token of its teacher', async () => {
  const asked = serves(new Uint8Array(1), 8);
  await keep({ school_class: 'CLASS', token: 'TOKEN' }, new Uint8Array(3));
  assert.deepEqual(asked, ['POST classes/CLASS/kept Bearer TOKEN']);
});
