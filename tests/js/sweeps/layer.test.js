import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineLayer } from '../../../static/js/sweeps/charts/layer.js';

/** A canvas that counts how often it was emptied, the next pictures of the screen, and a clock. */
function desk() {
  /** @type {(() => void)[]} */
  const waiting = [];
  const canvas = { ...{ width: 0, height: 0, emptied: 0, ariaBusy: '' }, getContext: () => context };
  const context = { canvas, setTransform() {}, clearRect: () => (canvas.emptied += 1) };
  Object.assign(globalThis, {
    window: globalThis,
    devicePixelRatio: 1,
    requestAnimationFrame: (/** @type {() => void} */ draw) => waiting.push(draw),
    cancelAnimationFrame: (/** @type {number} */ n) => delete waiting[n - 1],
  });
  /** @type {number[]} */
  const drawn = [];
  let now = 0;
  const layer = new LineLayer();
  return {
    ...{ canvas, drawn, waiting },
    /** @param {string} key @param {number[]} lines @param {number} [cost] of a line in milliseconds */
    draw(key, lines, cost = 0) {
      const draw = (/** @type {unknown} */ _, /** @type {number} */ line) => {
        drawn.push(line);
        now += cost;
      };
      layer.draw(/** @type {any} */ (canvas), { key, width: 10, height: 10, lines, draw }, () => now);
    },
    next: () => waiting.splice(0).forEach((draw) => draw?.()),
  };
}

test('of lines that are there already only the new ones are drawn', () => {
  const { canvas, drawn, draw } = desk();
  draw('a', [1, 2]);
  draw('a', [1, 2, 3]);
  assert.deepEqual(drawn, [1, 2, 3]);
  assert.equal(canvas.emptied, 1);
});

test('all are drawn again when an axis changes, or one of them', () => {
  const { canvas, drawn, draw } = desk();
  draw('a', [1, 2]);
  draw('b', [1, 2]);
  draw('b', [1, 4, 3]);
  assert.deepEqual(drawn, [1, 2, 1, 2, 1, 4, 3]);
  assert.equal(canvas.emptied, 3);
});

test('thousands of lines are drawn over several pictures of the screen', () => {
  const { canvas, drawn, draw, next } = desk();
  const lines = Array.from({ length: 1000 }, (_, i) => i);
  draw('a', lines, 0.1);
  assert.ok(drawn.length > 0 && drawn.length < 150, `${drawn.length}`);
  assert.equal(canvas.ariaBusy, 'true');
  for (let i = 0; i < 30; i += 1) next();
  assert.deepEqual(drawn, lines);
  assert.equal(canvas.ariaBusy, 'false');
});

test('what is drawn still is not drawn twice when more lines come', () => {
  const { drawn, draw, next } = desk();
  const lines = Array.from({ length: 200 }, (_, i) => i);
  draw('a', lines.slice(0, 150), 0.1);
  draw('a', lines, 0.1);
  for (let i = 0; i < 10; i += 1) next();
  assert.deepEqual(drawn, lines);
});
