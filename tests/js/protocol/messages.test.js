import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';

import { FakeSocket } from '../fakes.js';
import { open } from '../opened.js';

const js = new URL('../../../static/js/', import.meta.url);
const read = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(new URL(`../../golden/${name}.json`, import.meta.url), 'utf8'));
const golden = read('messages');
const requests = { ...golden.client, ...read('class_messages') };

/** The fields of each interface in the declarations, with their types.
 * @type {Map<string, Map<string, string>>} */
const declared = new Map(
  [...readFileSync(new URL('messages.d.ts', js), 'utf8').matchAll(/interface (\w+) \{\n([^}]*)\}/g)].map(
    ([, name, fields]) => [
      name,
      new Map([...fields.matchAll(/^ {2}(\w+\??): (.*);$/gm)].map(([, field, type]) => [field, type])),
    ],
  ),
);

/** What the page tells itself, and never the server. */
const EVENTS = [
  'silence',
  'connecting',
  'message',
  'closed',
  'notice',
  'dismissed',
  'state',
  'frame',
  'removed',
  'named',
  'drawn',
  'ghost',
];

/** Where a value and its declaration differ: paths like "state.marks.0.epoch".
 * @param {any} value @param {string} type @param {string} path @returns {string[]} */
function differences(value, type, path) {
  const plain = type.replace(/\[\]$/, '').replace(/ \| null$/, '');
  const fields = declared.get(plain);
  if (!fields || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each, i) => differences(each, plain, `${path}.${i}`));
  const missing = [...fields.keys()].filter((field) => !field.endsWith('?') && !(field in value));
  const unknown = Object.keys(value).filter((field) => !fields.has(field) && !fields.has(`${field}?`));
  const inside = Object.entries(value).flatMap(([field, each]) =>
    differences(each, fields.get(field) ?? fields.get(`${field}?`) ?? '', `${path}.${field}`),
  );
  return [...[...missing, ...unknown].map((field) => `${path}.${field}`), ...inside];
}

/** The interface of messages of a type. @param {string} type @param {boolean} isRequest */
const interfaceOf = (type, isRequest) =>
  [...declared].find(
    ([name, fields]) => fields.get('type') === `'${type}'` && name.endsWith('Request') === isRequest,
  )?.[0] ?? '';

beforeEach(() => {
  FakeSocket.opened = [];
});

for (const [type, message] of Object.entries(golden.server)) {
  test(`the server's "${type}" is as it is declared, and taken without complaint`, () => {
    const name = interfaceOf(type, false);
    assert.ok(name, 'it is declared');
    assert.deepEqual(differences(message, name, type), []);
    const { store } = open();
    FakeSocket.last.welcome(golden.server.welcome);
    FakeSocket.last.say(message);
    assert.equal(store.state.value.phase, 'open');
    assert.equal(store.state.value.notice?.text ?? null, type === 'error' ? 'error.invalid' : null);
  });
}

for (const [type, message] of Object.entries(requests)) {
  test(`the page's "${type}" is as it is declared`, () => {
    const name = interfaceOf(type, true);
    assert.ok(name, 'it is declared');
    assert.deepEqual(differences(message, name, type), []);
  });
}

test('every message that the page can send is one of the golden ones', () => {
  const sent = readdirSync(js, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => [...readFileSync(new URL(name, js), 'utf8').matchAll(/\btype: '(\w+)'/g)])
    .map(([, type]) => type);
  assert.ok(sent.includes('inspect_neuron'));
  assert.deepEqual(
    sent.filter((type) => !(type in requests) && !EVENTS.includes(type)),
    [],
  );
});
