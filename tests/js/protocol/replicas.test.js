import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, baseOf, livesAt, subjectOf, waitBefore } from '../../../static/js/protocol/replicas.js';

test('what nobody has told of is asked for at the page itself', () => {
  assert.equal(baseOf('rooms/unheard'), '');
  assert.equal(addressOf('rooms/unheard/state'), 'rooms/unheard/state');
});

test('what lives at a replica is asked for under its path, and nothing else is', () => {
  livesAt('rooms/a', 'r2');
  assert.equal(addressOf('rooms/a/saved/x?y=1'), 'r2/rooms/a/saved/x?y=1');
  assert.equal(addressOf('rooms/ab/state'), 'rooms/ab/state');
  livesAt('rooms/a', 'r3');
  assert.equal(baseOf('rooms/a'), 'r3/');
  livesAt('rooms/a', '');
  assert.equal(baseOf('rooms/a'), '');
});

test('a later part of the page, which has a copy of this, knows what the page knows', async () => {
  const copy = await import(`../../../static/js/protocol/replicas.js?${'copy'}`);
  assert.notEqual(copy.baseOf, baseOf);
  livesAt('rooms/copied', 'r2');
  assert.equal(copy.baseOf('rooms/copied'), 'r2/');
});

test('what is everybody’s has no place', () => {
  livesAt('', 'r2');
  for (const path of ['saved/x', 'kept', 'square', 'sweeps', 'examples/en.json', 'rooms//state']) {
    assert.equal(subjectOf(path), '', path);
    assert.equal(addressOf(path), path);
  }
  assert.equal(subjectOf('sweeps/s-1/rows?after=3'), 'sweeps/s-1');
  assert.equal(subjectOf('classes/c_1/kept'), 'classes/c_1');
});

test('a name that is none leads nowhere else', () => {
  for (const name of ['//evil.example', '..', 'r2/../x', 'http:', 'R2 ']) {
    livesAt('rooms/b', name);
    assert.equal(baseOf('rooms/b'), '', name);
  }
});

test('a page that has seen many rooms remembers the newest', () => {
  for (let i = 0; i < 600; i++) livesAt(`rooms/many${i}`, 'r1');
  assert.equal(baseOf('rooms/many0'), '');
  assert.equal(baseOf('rooms/many599'), 'r1/');
});

test('of several replicas one is asked every second for a quarter of a minute, then less', () => {
  const waits = Array.from({ length: 40 }, (_, attempt) => waitBefore(attempt, true));
  let passed = 0;
  for (const wait of waits) {
    if (passed < 14_000) assert.ok(wait <= 1000, String(wait));
    passed += wait;
  }
  assert.equal(waits[0], 500);
  assert.equal(waits[39], 15_000);
  assert.ok(waits.every((wait, i) => i === 0 || wait >= waits[i - 1]));
});

test('a server that is alone is asked less and less from the beginning', () => {
  assert.deepEqual(
    [0, 1, 2, 100].map((attempt) => waitBefore(attempt)),
    [500, 750, 1125, 15_000],
  );
});
