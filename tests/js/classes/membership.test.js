import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  codeShown,
  forgetMembership,
  joinPath,
  keepMembership,
  parseJoin,
  readMembership,
  storagesOf,
} from '../../../static/js/classes/membership.js';
import { CLASS_KEY, isInClass } from '../../../static/js/protocol/session.js';
import { FakeStorage, refusingStorage } from '../fakes.js';

const membership = {
  school_class: 'C',
  token: 'T',
  code: 'K7M 2QX',
  name: 'teal otter',
  until: 100,
  own: null,
};

test('what is kept of a class is in the tab and in the browser, until the class may be gone', () => {
  const storages = { tab: new FakeStorage(), browser: new FakeStorage() };
  keepMembership(storages, membership);
  for (const storage of [storages.tab, storages.browser]) {
    assert.deepEqual(readMembership(storage, 99), membership);
    assert.equal(readMembership(storage, 100), null);
  }
  assert.equal(isInClass({ hash: '' }, storages.tab), true);
  forgetMembership(storages);
  assert.equal(readMembership(storages.browser, 0), null);
});

test('stored nonsense is no class', () => {
  const storage = new FakeStorage();
  for (const text of [
    '',
    '{',
    'null',
    '7',
    '{"until": 100}',
    '{"school_class": "C", "token": 1, "until": 100}',
  ]) {
    storage.setItem(CLASS_KEY, text);
    assert.equal(readMembership(storage, 0), null, text);
  }
});

test('a browser that refuses its storage keeps no class, and nothing breaks', () => {
  const storages = { tab: refusingStorage, browser: null };
  keepMembership(storages, membership);
  assert.equal(readMembership(storages.tab, 0), null);
  forgetMembership(storages);
  const window = {
    get sessionStorage() {
      return /** @type {Storage} */ (refusingStorage.getItem());
    },
    localStorage: /** @type {any} */ (new FakeStorage()),
  };
  assert.equal(storagesOf(window).tab, null);
  assert.notEqual(storagesOf(window).browser, null);
});

test('a square carries an invitation beside the code, and what is behind # may be the code alone', () => {
  const given = { code: 'K7M2QX', invitation: 'aB3_-xYzaB3_-xYz' };
  assert.equal(joinPath(given), 'join#K7M2QX.aB3_-xYzaB3_-xYz');
  assert.deepEqual(parseJoin(joinPath(given).slice(4)), { code: 'K7M 2QX', invitation: given.invitation });
  assert.equal(joinPath({ code: 'K7M2QX', invitation: null }), 'join#K7M2QX');
  for (const hash of ['#k7m2qx', '#K7M-2QX.', 'K7M 2QX'])
    assert.deepEqual(parseJoin(hash), { code: 'K7M 2QX' });
  assert.deepEqual(parseJoin(''), { code: '' });
});

test('a code is shown as people read it, in whatever way it was written', () => {
  for (const code of ['k7m2qx', ' K7M-2qx ', 'k7m 2qx', 'K7M 2QX']) assert.equal(codeShown(code), 'K7M 2QX');
  assert.equal(codeShown('k7'), 'K7');
});
