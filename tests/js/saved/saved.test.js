import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileName } from '../../../static/js/views/gallery/card.js';
import { linesOf } from '../../../static/js/views/gallery/curve.js';
import {
  Gallery,
  keptCurve,
  MOST_LOSSES,
  readEntries,
  STORAGE_KEY,
} from '../../../static/js/views/saved/gallery.js';
import { addressOf, MOST_CHARACTERS, wholeLink } from '../../../static/js/views/saved/places.js';
import { TEXTS } from '../../../static/js/views/saved/texts.js';

const PLACE = { origin: 'https://x.example', pathname: '/nn/', href: 'https://x.example/nn/#seed=1' };
const SOON = Date.now() + 600_000;
const entry = (/** @type {number} */ n) => ({
  id: `${n}`.padStart(22, '0'),
  secret: 's',
  title: `run ${n}`,
  at: n,
  endsAt: SOON,
  picture: '',
  curve: null,
});
const memory = () => {
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
  };
};

test('the newest comes first, another visit finds the list, and it has an end', () => {
  const storage = memory();
  const gallery = new Gallery(() => storage);
  for (let n = 0; n < 105; n += 1) gallery.add(entry(n));
  const again = new Gallery(() => storage);
  assert.equal(again.list().length, 100);
  assert.equal(again.list()[0].title, 'run 104');
  again.remove(entry(104).id);
  assert.equal(new Gallery(() => storage).list()[0].title, 'run 103');
});

test('what has ended is not listed', () => {
  const gallery = new Gallery(memory);
  gallery.add({ ...entry(1), endsAt: 5000 });
  assert.equal(gallery.list(4999).length, 1);
  assert.equal(gallery.list(5000).length, 0);
});

test('where storage is refused or full the list lasts for the visit', () => {
  const refuse = () => {
    throw new Error('no');
  };
  const full = { getItem: () => null, setItem: refuse };
  for (const storage of [refuse, () => null, () => full]) {
    const gallery = new Gallery(storage);
    gallery.add(entry(1));
    assert.equal(gallery.list().length, 1);
  }
});

test('what another tab deletes stays deleted', () => {
  const storage = memory();
  const [here, there] = [new Gallery(() => storage), new Gallery(() => storage)];
  here.add(entry(1));
  here.add(entry(2));
  there.remove(entry(1).id);
  here.add(entry(3));
  assert.deepEqual(
    here.list().map(({ title }) => title),
    ['run 3', 'run 2'],
  );
});

test('of a curve a few losses are kept, in three digits', () => {
  const epochs = Array.from({ length: 1000 }, (_, i) => i);
  const kept = keptCurve({ epochs, train: epochs.map((epoch) => 1 / (3 + epoch)), test: epochs });
  assert.ok(kept.epochs.length <= MOST_LOSSES && kept.epochs.length > MOST_LOSSES / 2);
  assert.deepEqual([kept.epochs.at(-1), kept.train.at(-1)], [999, 0.000998]);
  const plain = entry(1);
  const right = { ...plain, curve: kept };
  const wrong = [
    { ...right, curve: { ...kept, test: [1] } },
    { ...right, curve: 'none' },
  ];
  assert.deepEqual(readEntries(JSON.stringify([right, ...wrong])), [right, plain, plain]);
});

test('a small curve fills its picture from 0 to the largest loss', () => {
  const lines = linesOf({ epochs: [0, 10], train: [0.5, 0], test: [1, 0.5] });
  assert.deepEqual(lines, ['4,48 156,92', '4,4 156,48']);
  assert.equal(linesOf({ epochs: [], train: [], test: [] }).join(), ',');
});

test('a file is called after its run, without what names of files cannot have', () => {
  assert.deepEqual(['Größe: 3/4?', '../..', '\u202egpj.exe', ''].map(fileName), [
    'Größe_3_4',
    'run',
    'gpj_exe',
    'run',
  ]);
});

test('what makes no sense in the storage is left out', () => {
  assert.deepEqual(readEntries('nonsense'), []);
  assert.deepEqual(readEntries('{}'), []);
  const right = entry(2);
  const wrong = [null, {}, { ...entry(1), id: '../x' }, { ...entry(1), picture: 'https://x.example/x.png' }];
  assert.deepEqual(readEntries(JSON.stringify([...wrong, right])), [right]);
  assert.equal(STORAGE_KEY, 'nnp.saved');
});

test('addresses stand beside the page, and a link has all of a file or none', () => {
  assert.equal(addressOf(PLACE, 'abc'), 'https://x.example/nn/s/abc');
  assert.equal(wholeLink(PLACE, new Uint8Array([255, 254, 253, 252])), 'https://x.example/nn/#state=__79_A');
  assert.equal(
    wholeLink(PLACE, new Uint8Array(12_000))?.length,
    'https://x.example/nn/#state='.length + 16_000,
  );
  assert.equal(wholeLink(PLACE, new Uint8Array(12_001)), null);
  assert.equal(wholeLink(PLACE, new Uint8Array(900_000)), null);
});

test('the longest link is the longest that the server reads', () => {
  const links = readFileSync(new URL('../../../server/saved/links.py', import.meta.url), 'utf8');
  assert.equal(Number(/MOST_CHARACTERS = ([\d_]+)/.exec(links)?.[1].replaceAll('_', '')), MOST_CHARACTERS);
});

test('the languages have the same keys', () => {
  assert.deepEqual(Object.keys(TEXTS.de), Object.keys(TEXTS.en));
});
