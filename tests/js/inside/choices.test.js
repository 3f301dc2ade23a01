import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { choicesOf, choose, insideOf } from '../../../static/js/views/inside/parts/choices.js';
import { FakeSocket, ROOM_STATE } from '../fakes.js';
import { open } from '../opened.js';

beforeEach(() => {
  FakeSocket.opened = [];
});

test('choices are read as they are written', () => {
  const inside = insideOf('hidden', { at: 1.25, across: 2, up: undefined });
  assert.deepEqual(inside, ['hidden', 'at:1.25', 'across:2']);
  assert.deepEqual(choicesOf(inside), { at: 1.25, across: 2 });
});

/** A store in a room that shows a view. @param {string[]} inside */
function showing(inside) {
  const { store } = open();
  FakeSocket.last.welcome({ state: { ...ROOM_STATE, view: { ...ROOM_STATE.view, inside } } });
  return store;
}
const sent = () => FakeSocket.last.sent.filter(({ type }) => type === 'set_view');

test('a choice leaves the others, and a second one begins where the first one leads', () => {
  const store = showing(['update', 'point:3']);
  for (let n = 0; n < 2; n++) choose(store, ({ at = 0 }) => ({ at: at + 1 }));
  assert.deepEqual(
    sent().map(({ changes }) => changes.inside),
    [
      ['update', 'point:3', 'at:1'],
      ['update', 'point:3', 'at:2'],
    ],
  );
});

test('nothing is chosen in a view that is being left', () => {
  choose(showing([]), () => ({ at: 1 }));
  assert.deepEqual(sent(), []);
});
