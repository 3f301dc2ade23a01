import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchOnce } from '../../../static/js/protocol/fetch_once.js';

/** A server that gives these answers in turn.
 * @param {(object | null)[]} answers null: it cannot be reached */
function server(...answers) {
  /** @type {any[]} */
  const asked = [];
  const get = async (/** @type {any} */ address) => {
    asked.push(address);
    const answer = answers.shift();
    if (answer === null) throw new TypeError('no connection');
    return /** @type {Response} */ ({ ok: answer !== undefined, json: async () => answer });
  };
  return { get, asked };
}

test('what has come is not asked for again, another address is', async () => {
  const { get, asked } = server({ n: 1 }, { n: 2 });
  assert.deepEqual(
    [await fetchOnce('a?1', get), await fetchOnce('a?1', get), await fetchOnce('a?2', get)],
    [{ n: 1 }, { n: 1 }, { n: 2 }],
  );
  assert.deepEqual(asked, ['a?1', 'a?2']);
});

test('what did not come is null, and asked for again', async () => {
  const { get } = server(null, { n: 3 });
  assert.deepEqual([await fetchOnce('b', get), await fetchOnce('b', get)], [null, { n: 3 }]);
});
