import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readingCells, replicaCells, roomCells, timeText, tokenOf } from '../../static/js/admin.js';

test('a token stands behind the # or nowhere', () => {
  assert.equal(tokenOf('#token=abc-DEF_1'), 'abc-DEF_1');
  assert.equal(tokenOf('#activation=relu'), null);
  assert.equal(tokenOf(''), null);
});

test('a room is told by its shape and its state', () => {
  const room = {
    replica: 'r2',
    id: 'aB3_-xYz',
    shape: [2, 4, 1],
    hosts: 1,
    watchers: 30,
    playing: true,
    diverged: false,
    unkept: true,
    unused_seconds: 0,
  };
  assert.deepEqual(roomCells(room), ['r2', 'aB3_-xYz', '2-4-1', '1', '30', 'plays, not saved', '']);
  assert.deepEqual(
    roomCells({ ...room, playing: false, unkept: false, diverged: true, unused_seconds: 61.4 }).slice(5),
    ['paused, diverged', '61 s'],
  );
});

test('a number comes with its label', () => {
  const reading = { name: 'members', label: 'host', help: 'Browsers in rooms.', value: 12345.6789 };
  assert.deepEqual(readingCells(reading), ['members (host)', '12,345.679', 'Browsers in rooms.']);
  assert.equal(readingCells({ ...reading, label: '' })[0], 'members');
  assert.equal(readingCells({ ...reading, value: null })[1], '');
});

test('a replica is told by what it does and what that costs', () => {
  const replica = { name: 'r1', version: '0.1.0', up_seconds: 7260, rooms: 12, playing: 9, members: 30 };
  const cells = replicaCells({ ...replica, classes: 1, frames_per_second: 1234.5, processor: 0.734 });
  assert.deepEqual(cells, ['r1', '0.1.0', '2 h 1 min', '12', '9', '30', '1', '1,235', '73 %']);
});

test('a time is told by its two largest units', () => {
  assert.deepEqual([0.9, 59, 60, 3599, 3600, 86_399, 90_000].map(timeText), [
    '0 s',
    '59 s',
    '1 min',
    '59 min',
    '1 h 0 min',
    '23 h 59 min',
    '1 d 1 h',
  ]);
});
