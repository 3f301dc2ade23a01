import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialState, reduce } from '../../../static/js/state/state.js';
import { CATALOGUE, ROOM_STATE, WELCOME } from '../fakes.js';

/** @typedef {import('../../../static/js/types.js').PageEvent} PageEvent */

const before = initialState(CATALOGUE);
/** @param {PageEvent[]} events */
const after = (...events) => events.reduce(reduce, before);
/** @type {PageEvent} */
const welcome = { type: 'message', message: WELCOME };

test('before a welcome the page shows the defaults of the server', () => {
  assert.equal(before.roomState.experiment, CATALOGUE.defaults);
  assert.deepEqual([before.phase, before.role, before.ready], ['connecting', null, false]);
});

test('a welcome opens the room', () => {
  const { phase, role, room, token, watch, ready, say, roomState } = after(welcome);
  assert.deepEqual(
    { phase, role, room, token, watch, ready, say },
    { phase: 'open', role: 'host', room: 'room1', token: 'tok', watch: 'eye', ready: true, say: '' },
  );
  assert.equal(roomState, ROOM_STATE);
});

test('a state message replaces the state of the room', () => {
  const { roomState } = after(welcome, {
    type: 'message',
    message: { type: 'state', ...ROOM_STATE, playing: true },
  });
  assert.deepEqual(roomState, { ...ROOM_STATE, playing: true });
});

test('a lost connection says when it is tried again and keeps the room on the screen', () => {
  const state = after(welcome, {
    type: 'closed',
    after: { kind: 'retry', afterMs: 500, say: 'Lost.' },
    at: 1000,
  });
  assert.deepEqual([state.phase, state.retryAt, state.say], ['lost', 1500, 'Lost.']);
  assert.equal(state.roomState, ROOM_STATE);
  assert.equal(reduce(state, { type: 'connecting' }).retryAt, null);
});

test('a connection that ended for good is stopped', () => {
  const state = after(welcome, { type: 'closed', after: { kind: 'stop', say: 'No.' }, at: 0 });
  assert.deepEqual([state.phase, state.retryAt, state.say], ['stopped', null, 'No.']);
});

test('errors become notices, each with a higher id, until they are dismissed', () => {
  const reason = { code: 'out_of_range', values: { field: 'noise', low: 0, high: 80, got: '90' } };
  /** @type {PageEvent} */
  const error = {
    type: 'message',
    message: { type: 'error', id: 3, code: 'invalid', message: 'Too big.', field: 'noise', reason },
  };
  assert.deepEqual(after(error).notice, { id: 1, text: 'error.invalid', reason });
  assert.equal(after(error, { type: 'dismissed' }).notice, null);
  assert.deepEqual(after(error, { type: 'dismissed' }, { type: 'notice', text: 'Hm.' }).notice, {
    id: 2,
    text: 'Hm.',
    reason: null,
  });
});

test('a neuron that went while the mouse was on its way to it is no notice', () => {
  const reason = { code: 'no_neuron', values: { layer: 2, neuron: 0 } };
  /** @type {PageEvent} */
  const error = {
    type: 'message',
    message: { type: 'error', id: 3, code: 'invalid', message: 'None.', field: 'neuron', reason },
  };
  assert.equal(after(error).notice, null);
});

test('a refusal is gone after a later change, and stays while something else is told', () => {
  /** @type {PageEvent} */
  const error = {
    type: 'message',
    message: { type: 'error', id: 3, code: 'invalid', message: 'No.', field: null, reason: null },
  };
  const state = (/** @type {Partial<typeof ROOM_STATE>} */ changes) =>
    /** @type {PageEvent} */ ({ type: 'message', message: { type: 'state', ...ROOM_STATE, ...changes } });
  assert.ok(after(welcome, error, state({ playing: true })).notice);
  assert.equal(after(welcome, error, state({ link: 'noise=10' })).notice, null);
  assert.ok(after(welcome, { type: 'notice', text: 'Hm.' }, state({ link: 'noise=10' })).notice);
});

test('what changes nothing returns the same state', () => {
  assert.equal(after({ type: 'message', message: { type: 'done', id: 1 } }), before);
  assert.equal(after({ type: 'dismissed' }), before);
});

test('no event changes the state it was given', () => {
  const frozen = Object.freeze(initialState(CATALOGUE));
  reduce(frozen, welcome);
  reduce(frozen, { type: 'notice', text: 'Hm.' });
  assert.deepEqual(frozen, initialState(CATALOGUE));
});
