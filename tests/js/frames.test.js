import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { decodeFrame, gridOf } from '../../static/js/frames.js';
import { encodeFrame, lossesSection } from './fakes.js';

const floats = (/** @type {number[]} */ ...values) => new Float32Array(values);

test('the header says what the frame is and when it was', () => {
  const frame = decodeFrame(encodeFrame({ type: 1, flags: 3, sequence: 7, generation: 2, epoch: 1240, updates: 9000 }));
  const { type, playing, diverged, sequence, generation, epoch, updates } = frame;
  assert.deepEqual({ type, playing, diverged, sequence, generation, epoch, updates },
    { type: 'state', playing: true, diverged: true, sequence: 7, generation: 2, epoch: 1240, updates: 9000 });
});

test('a frame without sections has nothing in it', () => {
  const { now, losses, layers, grids, grid, points, probe } = decodeFrame(encodeFrame({}));
  assert.deepEqual({ now, losses, layers, grids, grid, points, probe },
    { now: null, losses: null, layers: [], grids: [], grid: null, points: null, probe: null });
});

test('the losses come with their epochs', () => {
  const frame = decodeFrame(encodeFrame({}, [
    { kind: 1, count: 2, payload: floats(0.5, 0.25) },
    lossesSection(4, [8, 12]),
  ]));
  assert.deepEqual(frame.now, { train: 0.5, test: 0.25 });
  assert.deepEqual(frame.losses,
    { stride: 4, epochs: new Uint32Array([8, 12]), train: floats(4, 6), test: floats(2, 3) });
});

test('weights and biases are views of the buffer, in the order of the layers', () => {
  const buffer = encodeFrame({}, [
    { kind: 3, layer: 2, count: 1, size: 3, payload: floats(7, 8, 9) },
    { kind: 4, layer: 2, count: 1, payload: floats(0.5) },
    { kind: 3, layer: 1, count: 3, size: 2, payload: floats(1, 2, 3, 4, 5, 6) },
    { kind: 4, layer: 1, count: 3, payload: floats(0, 1, 2) },
  ]);
  const { layers } = decodeFrame(buffer);
  assert.deepEqual(layers.map(({ index, inputs, count }) => [index, inputs, count]), [[1, 2, 3], [2, 3, 1]]);
  assert.deepEqual(layers[0].weights, floats(1, 2, 3, 4, 5, 6));
  assert.deepEqual(layers[1].biases, floats(0.5));
  assert.ok(layers.every(({ weights, biases }) => weights.buffer === buffer && biases.buffer === buffer));
});

test('a network without features has layers without weights', () => {
  const { layers } = decodeFrame(encodeFrame({}, [
    { kind: 3, layer: 1, count: 2, size: 0, payload: floats() },
    { kind: 4, layer: 1, count: 2, payload: floats(1, 2) },
  ]));
  assert.deepEqual([layers[0].count, layers[0].inputs, layers[0].weights.length], [2, 0, 0]);
});

test('pictures of an odd size are padded and the section after them is still found', () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, i) => i);
  const frame = decodeFrame(encodeFrame({}, [
    { kind: 5, layer: 1, count: 2, size: 3, payload: bytes },
    { kind: 1, count: 2, payload: floats(1, 2) },
  ]));
  assert.deepEqual(gridOf(frame, 1, 1), { size: 3, bytes: bytes.subarray(9) });
  assert.deepEqual(frame.now, { train: 1, test: 2 });
  assert.equal(gridOf(frame, 1, 2), null);
  assert.equal(gridOf(frame, 2, 0), null);
});

test('a neuron frame has one picture', () => {
  const bytes = new Uint8Array(9).fill(127);
  const frame = decodeFrame(encodeFrame({ type: 2 }, [{ kind: 6, layer: 1, count: 3, size: 3, payload: bytes }]));
  assert.equal(frame.type, 'neuron');
  assert.deepEqual(frame.grid, { layer: 1, neuron: 3, size: 3, bytes });
});

test('points are triples for training and for testing', () => {
  const { points } = decodeFrame(encodeFrame({ type: 4 }, [
    { kind: 7, layer: 0, count: 2, size: 3, payload: floats(1, 2, 1, 3, 4, -1) },
    { kind: 7, layer: 1, count: 1, size: 3, payload: floats(5, 6, 1) },
  ]));
  assert.deepEqual(points, { train: floats(1, 2, 1, 3, 4, -1), test: floats(5, 6, 1) });
});

test('a probe has the numbers of every layer, and of a point of a set its loss', () => {
  const { type, probe } = decodeFrame(encodeFrame({ type: 6 }, [
    { kind: 8, layer: 1, count: 7, size: 6, payload: floats(1, 2, -1, 0.5, 0.25, 0.125) },
    { kind: 9, layer: 1, count: 2, payload: floats(3, 4) },
    { kind: 9, layer: 2, count: 1, payload: floats(5) },
    { kind: 10, layer: 0, count: 2, payload: floats(1, 2) },
    { kind: 10, layer: 1, count: 2, payload: floats(6, 7) },
    { kind: 10, layer: 2, count: 1, payload: floats(8) },
    { kind: 11, layer: 2, count: 1, payload: floats(-1) },
  ]));
  assert.equal(type, 'probe');
  assert.deepEqual(probe, {
    set: 'test', index: 7, x: [1, 2], label: -1, loss: 0.5, meanLoss: 0.25, share: 0.125,
    potentials: [floats(3, 4), floats(5)], outputs: [floats(1, 2), floats(6, 7), floats(8)], targets: floats(-1),
  });
});

test('a probe of any other place has no loss', () => {
  const { probe } = decodeFrame(encodeFrame({ type: 6 }, [{ kind: 8, layer: 2, count: 0, size: 2, payload: floats(1, 2) }]));
  assert.deepEqual([probe?.set, probe?.index, probe?.x, probe?.loss, probe?.targets], [null, null, [1, 2], null, null]);
});

test('a section of an unknown kind is passed over', () => {
  const frame = decodeFrame(encodeFrame({}, [
    { kind: 99, count: 1, payload: new Uint8Array(5) },
    { kind: 1, count: 2, payload: floats(1, 2) },
  ]));
  assert.deepEqual(frame.now, { train: 1, test: 2 });
});

for (const [name, buffer, sentence] of /** @type {[string, ArrayBuffer, RegExp][]} */ ([
  ['too short', new ArrayBuffer(10), /at least 24 bytes, got 10/],
  ['with another beginning', encodeFrame({ magic: 0x1234 }), /begin with 0x504e, got 0x1234/],
  ['of another version', encodeFrame({ version: 2 }), /version must be 1, got 2/],
  ['of an unknown type', encodeFrame({ type: 9 }), /type must be between 1 and 6, got 9/],
  ['cut within a section', encodeFrame({}, [lossesSection(1, [0, 1])]).slice(0, 44), /section 1 must end within/],
  ['cut within a section header', encodeFrame({}, [lossesSection(1, [0])]).slice(0, 30), /section 1 must begin within/],
  ['with losses that do not fit', encodeFrame({}, [{ ...lossesSection(1, [0, 1]), count: 3 }]), /LOSSES must have 40 bytes, got 28/],
  ['with weights but no biases', encodeFrame({}, [{ kind: 3, layer: 1, count: 1, size: 1, payload: floats(1) }]),
    /as many biases as neurons \(1\), got 0/],
])) {
  test(`a frame ${name} is refused with a sentence`, () => {
    assert.throws(() => decodeFrame(buffer), (error) => error instanceof RangeError && sentence.test(error.message));
  });
}

const golden = new URL('../golden/', import.meta.url);
const goldenNames = readdirSync(golden).filter((name) => name.endsWith('.bin'));

test('the golden frames of the server are read', () => {
  assert.equal(goldenNames.length, 6);
  for (const name of goldenNames) {
    const bytes = readFileSync(new URL(name, golden));
    const frame = decodeFrame(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    assert.ok(HOLDS[frame.type](frame), `${name} holds what a frame of type ${frame.type} must`);
  }
});

/** What a frame of each type cannot be without. @type {Record<string, (frame: import('../../static/js/types.js').Frame) => boolean>} */
const HOLDS = {
  state: ({ now, losses, layers, grids }) => now !== null && losses !== null && layers.length > 0 && grids.length === layers.length,
  neuron: ({ grid }) => grid !== null && grid.bytes.length === grid.size ** 2,
  features: ({ grids }) => grids.length === 1 && grids[0].count === 7,
  probe: ({ probe }) => probe !== null && probe.outputs.length === probe.potentials.length + 1 && probe.targets?.length === 1,
  points: ({ points }) => points !== null && points.train.length % 3 === 0,
  history: ({ losses }) => losses !== null && losses.epochs.length === losses.train.length,
};

test('accuracy, best epoch and dropped neurons come where they apply', () => {
  const frame = decodeFrame(encodeFrame({}, [
    { kind: 12, count: 2, payload: floats(0.75, 0.5) },
    { kind: 13, count: 1, payload: new Uint32Array([120]) },
    { kind: 14, layer: 1, count: 3, payload: new Uint8Array([0, 1, 0]) },
    { kind: 14, layer: 2, count: 2, payload: new Uint8Array([1, 0]) },
  ]));
  assert.deepEqual(frame.accuracy, { train: 0.75, test: 0.5 });
  assert.equal(frame.best, 120);
  assert.deepEqual(frame.dropped, [new Uint8Array([0, 1, 0]), new Uint8Array([1, 0])]);
  const { accuracy, best, dropped } = decodeFrame(encodeFrame({}));
  assert.deepEqual({ accuracy, best, dropped }, { accuracy: null, best: null, dropped: [] });
});
