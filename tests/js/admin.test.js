import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readingCells, roomCells, tokenOf } from '../../static/js/admin.js';

test('a token stands behind the # or nowhere', () => {
  assert.equal(tokenOf('#token=abc-DEF_1'), 'abc-DEF_1');
  assert.equal(tokenOf('#activation=relu'), null);
  assert.equal(tokenOf(''), null);
});

test('a room is told by its shape and its state', () => {
  const room = {
    id: 'aB3_-xYz',
    shape: [2, 4, 1],
    hosts: 1,
    watchers: 30,
    playing: true,
    diverged: false,
    unkept: true,
    unused_seconds: 0,
  };
  assert.deepEqual(roomCells(room), ['aB3_-xYz', '2-4-1', '1', '30', 'plays, not saved', '']);
  assert.deepEqual(
    roomCells({ ...room, playing: false, unkept: false, diverged: true, unused_seconds: 61.4 }).slice(4),
    ['paused, diverged', '61 s'],
  );
});

test('a number comes with its label', () => {
  const reading = { name: 'members', label: 'host', help: 'Browsers in rooms.', value: 12345.6789 };
  assert.deepEqual(readingCells(reading), ['members (host)', '12,345.679', 'Browsers in rooms.']);
  assert.equal(readingCells({ ...reading, label: '' })[0], 'members');
  assert.equal(readingCells({ ...reading, value: null })[1], '');
});
