import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  duration,
  isOfThisMachine,
  timeLeft,
  typedAddress,
} from '../../../../static/js/classes/teach/parts/durations.js';

test('times are read as a class reads them', () => {
  assert.deepEqual(duration(59.9), { unit: 'seconds', n: 59 });
  assert.deepEqual(duration(125), { unit: 'minutes', n: 2 });
  assert.deepEqual(duration(7300), { unit: 'hours', n: 2 });
  assert.equal(timeLeft(760_000), '12:40');
  assert.equal(timeLeft(100), '0:01');
  assert.equal(timeLeft(-5), '0:00');
  assert.equal(timeLeft(3_900_000), '1:05:00');
});

test('an address is typed without what the browser adds, and may be of this machine alone', () => {
  assert.equal(typedAddress('http://192.0.2.20:8000/join#K7M2QX'), '192.0.2.20:8000/join');
  for (const address of ['http://127.0.0.1:8000/', 'http://localhost/x', 'http://[::1]:8000/'])
    assert.ok(isOfThisMachine(address));
  assert.ok(!isOfThisMachine('https://nn.school.example/play'));
});
