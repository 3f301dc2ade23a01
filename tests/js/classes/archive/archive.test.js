import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { makeArchive } from '../../../../static/js/classes/archive/making.js';
import { readArchive, readFile } from '../../../../static/js/classes/archive/reading.js';
import { MOST_BYTES } from '../../../../static/js/classes/archive/zip.js';
import { cell, known, student, ways } from './given.js';

const text = (/** @type {Uint8Array | undefined} */ bytes) => new TextDecoder().decode(bytes);

test('a class that was made an archive of is read as it was', async () => {
  const { name, content, missing } = await makeArchive(known(), ways());
  assert.equal(name, 'class_K7M2QX_2026-03-04.zip');
  assert.deepEqual(missing, ['missing.fetched =cmd()<b>']); // an item that was not saved
  const { archived, states } = await readFile(new Blob([content]));
  const { people, cells, state, board, collection } = known();
  assert.equal(archived.code, 'K7M2QX');
  assert.equal(archived.made, '2026-03-04T10:11:12.000Z');
  assert.deepEqual(
    archived.students.map(({ name }) => name),
    ['teal otter', '=cmd()<b>', 'late lynx'],
  );
  const { question, trial, challenge } = archived;
  assert.deepEqual(
    { question, trial, challenge },
    { question: state.question, trial: state.trial, challenge: state.challenge },
  );
  assert.deepEqual(archived.board?.rows, board.rows);
  for (const { person, cell: shown, done, answer, value } of archived.students) {
    const before = people.find((/** @type {any} */ each) => each.person === person);
    assert.deepEqual(
      { done, answer, value },
      { done: before.done, answer: before.answer, value: before.value },
    );
    const { room, watch, stuck, stuck_seconds, playing, ...kept } = cells.get(person) ?? {};
    assert.deepEqual(shown, room ? kept : null);
  }
  const { saved, ...item } = collection.items[0];
  assert.deepEqual(archived.collection[0], { ...item, state: 'states/collection_1_The_best.nnp' });
  assert.equal(archived.collection[1].state, null);
  assert.deepEqual(
    archived.students.map(({ state }) => state && text(states.get(state))),
    ['room-p1 watch-p1', 'room-p2 watch-p2', null],
  );
  assert.equal(text(states.get('states/collection_1_The_best.nnp')), 'saved SAVED');
});

test('nothing in an archive opens a room, and notes stay with who wrote them', async () => {
  const fetched = async () => new Uint8Array(1);
  const { content } = await makeArchive(known(), { ...ways(), fetchState: fetched, fetchSaved: fetched });
  const all = Object.values(unzipSync(content)).map(text).join('\n');
  for (const secret of ['room-p1', 'watch-p1', 'SAVED', 'only for you', 'who waits'])
    assert.ok(!all.includes(secret), secret);
});

test('an archive has tables, pictures, and says what is in it', async () => {
  const { content } = await makeArchive(known(), ways());
  const files = unzipSync(content);
  assert.deepEqual(Object.keys(files).sort(), [
    ...['README.txt', 'answers.csv', 'class.json', 'curves.csv', 'pictures/_cmd_b_.png'],
    ...['pictures/collection_1_The_best.png', 'pictures/collection_2_cmd_b_.png', 'pictures/teal_otter.png'],
    ...['states/_cmd_b_.nnp', 'states/collection_1_The_best.nnp', 'states/teal_otter.nnp', 'students.csv'],
  ]);
  assert.deepEqual(text(files['students.csv']).trim().split('\r\n'), [
    'name,epoch,training loss,test loss,accuracy,parameters,neurons,diverged,done,answer,' +
      'value of learning_rate,place,score,link',
    'teal otter,12,0.25,0.5,0.9,17,6,0,1,No,0.03,,,dataset=xor',
    "'=cmd()<b>,12,0.25,0.5,0.9,17,6,0,0,Yes,0.3,1,0.875,dataset=xor",
    'late lynx,,,,,,,,0,,,,,',
  ]);
  assert.deepEqual(text(files['answers.csv']).trim().split('\r\n'), [
    'question,name,answer',
    '"Will it, ""really""?",teal otter,No',
    '"Will it, ""really""?",\'=cmd()<b>,Yes',
  ]);
  assert.deepEqual(text(files['curves.csv']).trim().split('\r\n').slice(0, 3), [
    'name,point,training loss,test loss',
    'teal otter,1,1,1.5',
    'teal otter,2,0.25,0.5',
  ]);
  assert.match(text(files['README.txt']), /^readme K7M2QX 2026-03-04\r\nmissing\r\nmissing.fetched/);
});

test('a state that cannot be fetched is told of, and the rest goes on', async () => {
  /** @type {[number, number][]} */
  const steps = [];
  const { content, missing } = await makeArchive(known(), {
    ...ways(),
    fetchState: async (/** @type {string} */ room) => {
      if (room === 'room-p1') throw new Error('gone');
      return new Uint8Array([1]);
    },
    progress: (/** @type {number} */ done, /** @type {number} */ of) => steps.push([done, of]),
  });
  assert.deepEqual(missing, ['missing.fetched teal otter', 'missing.fetched =cmd()<b>']);
  assert.deepEqual(steps, [
    [1, 4],
    [2, 4],
    [3, 4],
    [4, 4],
  ]);
  const { archived } = readArchive(content);
  assert.deepEqual(
    archived.students.map(({ state }) => state),
    [null, 'states/_cmd_b_.nnp', null],
  );
});

test('an archive has no more than may be read again', async () => {
  const given = known();
  const large = new Uint8Array(MOST_BYTES / 2 - 100_000);
  const { content, missing } = await makeArchive(given, { ...ways(), fetchState: async () => large });
  assert.deepEqual(missing, ['missing.room =cmd()<b> 64', 'missing.fetched =cmd()<b>']);
  assert.ok(readArchive(content).archived.students[0].state);
});

test('states are fetched a few at once', async () => {
  const ids = Array.from({ length: 9 }, (_, i) => `p${i}`);
  const given = { ...known(), people: ids.map((id) => student(id, id)) };
  given.cells = new Map(ids.map((id) => [id, cell(id)]));
  let [now, most] = [0, 0];
  await makeArchive(given, {
    ...ways(),
    fetchState: async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((go) => setImmediate(go));
      now -= 1;
      return new Uint8Array(1);
    },
  });
  assert.equal(most, 3);
});

test('an archive has where everybody was in the lesson of the class, if one was open', async () => {
  const given = known();
  const place = { seconds: 40, step_done: true, n_done: 2, hints: 1, solution: false };
  given.state.lesson = { number: 6, lesson: '03-xor', n_steps: 7, start: 0, brought: 0, until: null };
  given.people[0].lesson = { step: 2, ...place };
  given.people[1].lesson = { step: 7, ...place, solution: true };
  const files = unzipSync((await makeArchive(given, ways())).content);
  assert.deepEqual(text(files['lesson.csv']).trim().split(/\r?\n/), [
    'name,lesson,step,step done,steps done,hints,solution played',
    'teal otter,03-xor,3,1,2,1,0',
    "'=cmd()<b>,03-xor,through,1,2,1,1",
    'late lynx,03-xor,,,,,',
  ]);
  const without = unzipSync((await makeArchive(known(), ways())).content);
  assert.equal(without['lesson.csv'], undefined);
});
