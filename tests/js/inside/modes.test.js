import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeFrame } from '../../../static/js/protocol/frames.js';
import { layoutOf } from '../../../static/js/views/inside/modes/modes_layout.js';
import { modesOf, passOf } from '../../../static/js/views/inside/modes/modes_sections.js';
import { encodeFrame } from '../fakes.js';

/** One neuron of two inputs: its weights, their sum, the bias added, the loss. */
const nodes = [
  { name: 'weights', layer: 1, sources: [], shape: [1, 2] },
  { name: 'biases', layer: 1, sources: [], shape: [1, 1] },
  { name: 'matmul', layer: 1, sources: [0], shape: [1, 1] },
  { name: 'add', layer: 1, sources: [2, 1], shape: [1, 1] },
  { name: 'power', layer: 2, sources: [3], shape: [1, 1] },
];
const graph = new TextEncoder().encode(JSON.stringify({ counts: { add: 1, matmul: 3 }, nodes }));
/** @param {number} kind @param {number} count @param {number} size @param {any} payload */
const section = (kind, count, size, payload) => ({ kind, layer: 0, count, size, payload });

const { inside } = decodeFrame(
  encodeFrame({ type: 7 }, [
    section(72, 5, 0, graph),
    section(
      73,
      6,
      3,
      Float32Array.from([...[2, 3, 1, 5, 6, 36], ...[0, 1, 0, 4, 4, 48], ...Array(6).fill(7)]),
    ),
    section(74, 3, 3, new Uint32Array([...[1, 9, 3], ...[3, 4_000_000_000, 9], ...[1, 20, 6]])),
    section(75, 3, 1, Float32Array.from([0.5, Number.NaN, 0.25])),
    section(76, 1, 8, Float32Array.from([3, 1, 1, 1, 0, 0, 1, 48])),
  ]),
);

test('both modes come with their work, and each operation with its numbers', () => {
  const seen = modesOf(inside);
  assert.ok(seen);
  assert.deepEqual(seen.work, {
    forward: { passes: 3, operations: 4_000_000_000, seconds: Number.NaN },
    backward: { passes: 1, operations: 20, seconds: 0.25 },
  });
  assert.deepEqual(seen.counts, [
    ['matmul', 3],
    ['add', 1],
  ]);
  assert.deepEqual(
    seen.nodes.map(({ value, flows }) => [[...value], [...flows.forward]]),
    [
      [
        [2, 3],
        [0, 1],
      ],
      [[1], [0]],
      [[5], [4]],
      [[6], [4]],
      [[36], [48]],
    ],
  );
  assert.deepEqual([seen.parameters, seen.results, seen.pass, seen.found], [3, 1, 1, 48]);
  assert.deepEqual(seen.place, { layer: 1, kind: 'weight', neuron: 0, source: 1 });
  assert.deepEqual(
    seen.nodes.map((_, i) => passOf(seen.nodes, i)),
    [0, 2, null, null, null],
  );
  assert.equal(modesOf([]), null);
});

test('a layer is a line in which what is learnt stands before what takes it', () => {
  const seen = modesOf(inside);
  const layout = layoutOf(seen?.nodes ?? [], 300, 200, 15);
  assert.ok(layout);
  const { boxes, edges } = layout;
  const order = [0, 2, 1, 3];
  assert.deepEqual(
    order.map((node) => boxes[node].x),
    order.map((node) => boxes[node].x).sort((a, b) => a - b),
  );
  assert.equal(new Set(order.map((node) => boxes[node].y)).size, 1);
  assert.ok(boxes[4].y > boxes[3].y + boxes[3].height);
  for (const { x, y, width, height } of boxes) assert.ok(x + width <= 300.01 && y + height <= 200);
  assert.deepEqual(
    edges.map(({ from, to }) => [from, to]),
    [
      [0, 2],
      [2, 3],
      [1, 3],
      [3, 4],
    ],
  );
});

test('a layer of many operations is folded, and a graph without room is not drawn', () => {
  const long = Array.from({ length: 9 }, (_, i) => ({
    layer: 1,
    sources: i ? [i - 1] : [],
    shape: /** @type {[number, number]} */ ([1, 1]),
  }));
  const layout = layoutOf(long, 300, 200, 15);
  assert.deepEqual([...new Set(layout?.boxes.map(({ y }) => y))].length, 2);
  assert.equal(layoutOf(long, 300, 60, 15), null);
  assert.equal(layoutOf([{ layer: 1, sources: [], shape: [90, 2] }, ...long.slice(1)], 300, 200, 15), null);
});
