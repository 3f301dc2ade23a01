import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { archivedClass, writeClass } from '../../../../static/js/classes/archive/class_file.js';
import { fileNames } from '../../../../static/js/classes/archive/file_names.js';
import { readArchive, readFile } from '../../../../static/js/classes/archive/reading.js';
import { TEXTS } from '../../../../static/js/classes/archive/texts.js';
import { MOST_BYTES, unzipped } from '../../../../static/js/classes/archive/zip.js';
import { filled } from '../../../../static/js/text/texts.js';
import { known, OF_CLASSES, SIGNED } from './given.js';

/** The class of the tests as class.json, changed. @param {(written: any) => void} [change] */
function written(change = () => {}) {
  const whole = JSON.parse(writeClass(archivedClass(known(), new Date(0), () => null)));
  change(whole);
  return JSON.stringify(whole);
}

/** @param {string} text */
const zipOf = (text) => zipSync({ 'class.json': strToU8(text) });

/** @param {() => unknown} read @param {string} code @param {object} [values] */
function refuses(read, code, values) {
  assert.throws(read, (/** @type {any} */ error) => {
    assert.equal(error.code, code, String(error));
    if (values) assert.deepEqual(error.values, values);
    for (const { [`wrong.${code}`]: sentence } of Object.values(TEXTS))
      assert.doesNotMatch(filled(sentence, error.values), /[{}]/);
    return true;
  });
}

test('what is no zip, or a damaged one, is refused', () => {
  const whole = zipOf(written());
  assert.equal(readArchive(whole).archived.code, 'K7M2QX');
  for (const bytes of [
    new Uint8Array(0),
    strToU8('just a text'),
    crypto.getRandomValues(new Uint8Array(50_000)),
    zipSync({ 'other.json': strToU8('{}') }),
    whole.subarray(0, whole.length / 2),
  ])
    refuses(() => readArchive(bytes), 'zip');
});

test('a zip that becomes too large is refused before it has', () => {
  const bomb = zipSync({ 'class.json': new Uint8Array(MOST_BYTES + 1) }, { level: 1 });
  assert.ok(bomb.length < 100_000);
  refuses(() => readArchive(bomb), 'large', { most: 64 });
  const many = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`${i}`, new Uint8Array(1e5)]));
  const wanted = () => true;
  refuses(() => unzipped(zipSync(many), wanted, 999_999), 'large', { most: 0 });
  assert.equal(unzipped(zipSync(many), wanted, 1_000_000).size, 10);
  const crowd = Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`${i}`, new Uint8Array(0)]));
  refuses(() => unzipped(zipSync(crowd), () => false), 'large');
});

test('a file that is too large is not read at all', async () => {
  const file = /** @type {any} */ ({ size: MOST_BYTES + 1 });
  await assert.rejects(readFile(file), { code: 'large' });
});

test('sizes that a zip claims are not believed', () => {
  const zip = zipSync({ 'class.json': new Uint8Array(1e6) });
  const view = new DataView(zip.buffer);
  view.setUint32(22, 10, true); // of the first file, unpacked
  refuses(() => unzipped(zip, () => true, 999_999), 'large');
});

test('another version is told of with its number', () => {
  const given = (/** @type {any} */ version) => () =>
    readArchive(zipOf(written((it) => (it.version = version))));
  refuses(given(2), 'version', { known: 1, got: 2 });
  refuses(given('<b>'), 'version', { known: 1, got: '?' });
  refuses(() => readArchive(zipOf('{}')), 'shape', { place: 'format' });
  refuses(() => readArchive(zipOf('[')), 'shape', { place: 'class.json' });
  refuses(() => readArchive(zipOf('null')), 'shape', { place: 'format' });
});

/** What is changed in class.json, and the place that the refusal names.
 * @type {[(it: any) => void, string][]} */
const CHANGES = [
  [(it) => delete it.students, 'students'],
  [(it) => (it.students = {}), 'students'],
  [(it) => (it.students = Array(1001).fill(it.students[0])), 'students'],
  [(it) => it.students.push(it.students[0]), 'students'],
  [(it) => (it.students[0] = null), 'students[0]'],
  [(it) => (it.students[1].name = 'tu\u202erned'), 'students[1].name'],
  [(it) => (it.students[1].name = 'line\nbreak'), 'students[1].name'],
  [(it) => (it.students[1].name = 'n'.repeat(10_000)), 'students[1].name'],
  [(it) => (it.students[1].name = ''), 'students[1].name'],
  [(it) => (it.students[1].name = { toString: 1 }), 'students[1].name'],
  [(it) => (it.students[0].person = '"><script>'), 'students[0].person'],
  [(it) => (it.students[0].answer = ['x']), 'students[0].answer'],
  [(it) => (it.students[0].cell.picture = SIGNED.slice(4)), 'students[0].cell.picture'],
  [(it) => (it.students[0].cell.picture = OF_CLASSES), 'students[0].cell.picture'],
  [(it) => (it.students[0].cell.picture = 'A'.repeat(1e6)), 'students[0].cell.picture'],
  [(it) => (it.students[0].cell.picture = '<img>'), 'students[0].cell.picture'],
  [(it) => (it.students[1].cell.n_outputs = 2), 'students[1].cell.picture'],
  [(it) => (it.students[1].cell.n_outputs = 1e9), 'students[1].cell.n_outputs'],
  [(it) => (it.students[0].cell.kind = '__proto__'), 'students[0].cell.kind'],
  [(it) => (it.students[0].cell.epoch = '7'), 'students[0].cell.epoch'],
  [(it) => (it.students[0].cell.test_loss = null), 'students[0].cell.test_loss'],
  [(it) => (it.students[0].cell.curve = [[1]]), 'students[0].cell.curve[0]'],
  [(it) => (it.students[0].cell.curve = Array(1e4).fill([1, 1])), 'students[0].cell.curve'],
  [(it) => (it.students[0].state = '../../etc/passwd'), 'students[0].state'],
  [(it) => (it.students[0].state = 'states/missing.nnp'), 'states/missing.nnp'],
  [(it) => (it.question.counts = [1, 2, 3]), 'question.counts'],
  [(it) => (it.question.kind = 'other'), 'question.kind'],
  [(it) => (it.trial.values = { '<b>': 1 }), 'trial.values'],
  [(it) => (it.trial.values = { p1: 'x' }), 'trial.values.p1'],
  [(it) => (it.board.rows[0].score = 'first'), 'board.rows[0].score'],
  [(it) => (it.collection[0].name = '\u0000'), 'collection[0].name'],
  [(it) => (it.code = 'K7M 2QX!'), 'code'],
  [(it) => (it.made = 'yesterday'), 'made'],
];

test('a class of another shape is refused, and the place is named', () => {
  for (const [change, place] of CHANGES)
    refuses(() => readArchive(zipOf(written(change))), 'shape', { place });
});

test('markup in a name stays letters, and what nobody knows is left away', () => {
  const given = written((it) => {
    it.students[0].name = '<img src=x onerror=alert(1)>';
    it.students[0].more = 1;
  });
  const [first] = readArchive(zipOf(given)).archived.students;
  assert.equal(first.name, '<img src=x onerror=alert(1)>');
  assert.equal('more' in first, false);
});

test('files are called what every system takes, each something else', () => {
  const name = fileNames();
  assert.deepEqual(
    ['Ada', 'ada', 'Ada', '../x', 'früher Bär', '<b>"', 'con', '!!', 'x'.repeat(90)].map(name),
    ['Ada', 'ada_2', 'Ada_3', '_x', 'früher_Bär', '_b_', 'student_con', 'student__', 'x'.repeat(40)],
  );
});

test('both languages have the same texts', () => {
  assert.deepEqual(Object.keys(TEXTS.en).sort(), Object.keys(TEXTS.de).sort());
});
