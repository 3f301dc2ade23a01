import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { curveOf, decodeFrame, gridOf } from '../../../static/js/protocol/frames.js';
import { encodeFrame, lossesSection } from '../fakes.js';

const floats = (/** @type {number[]} */ ...values) => new Float32Array(values);

test('the header says what the frame is and when it was', () => {
  const frame = decodeFrame(
    encodeFrame({ type: 1, flags: 3, sequence: 7, generation: 2, epoch: 1240, updates: 9000 }),
  );
  const { type, playing, diverged, sequence, generation, epoch, updates } = frame;
  assert.deepEqual(
    { type, playing, diverged, sequence, generation, epoch, updates },
    { type: 'state', playing: true, diverged: true, sequence: 7, generation: 2, epoch: 1240, updates: 9000 },
  );
});

test('a frame without sections has nothing in it', () => {
  const { now, losses, layers, grids, grid, curves, decision, points, probe } = decodeFrame(encodeFrame({}));
  assert.deepEqual(
    { now, losses, layers, grids, grid, curves, decision, points, probe },
    {
      now: null,
      losses: null,
      layers: [],
      grids: [],
      grid: null,
      curves: [],
      decision: null,
      points: null,
      probe: null,
    },
  );
});

test('the losses come with their epochs', () => {
  const frame = decodeFrame(
    encodeFrame({}, [{ kind: 1, count: 2, payload: floats(0.5, 0.25) }, lossesSection(4, [8, 12])]),
  );
  assert.deepEqual(frame.now, { train: 0.5, test: 0.25 });
  assert.deepEqual(frame.losses, {
    stride: 4,
    epochs: new Uint32Array([8, 12]),
    train: floats(4, 6),
    test: floats(2, 3),
  });
});

test('weights and biases are views of the buffer, in the order of the layers', () => {
  const buffer = encodeFrame({}, [
    { kind: 3, layer: 2, count: 1, size: 3, payload: floats(7, 8, 9) },
    { kind: 4, layer: 2, count: 1, payload: floats(0.5) },
    { kind: 3, layer: 1, count: 3, size: 2, payload: floats(1, 2, 3, 4, 5, 6) },
    { kind: 4, layer: 1, count: 3, payload: floats(0, 1, 2) },
  ]);
  const { layers } = decodeFrame(buffer);
  assert.deepEqual(
    layers.map(({ index, inputs, count }) => [index, inputs, count]),
    [
      [1, 2, 3],
      [2, 3, 1],
    ],
  );
  assert.deepEqual(layers[0].weights, floats(1, 2, 3, 4, 5, 6));
  assert.deepEqual(layers[1].biases, floats(0.5));
  assert.ok(layers.every(({ weights, biases }) => weights.buffer === buffer && biases.buffer === buffer));
});

test('a network without features has layers without weights', () => {
  const { layers } = decodeFrame(
    encodeFrame({}, [
      { kind: 3, layer: 1, count: 2, size: 0, payload: floats() },
      { kind: 4, layer: 1, count: 2, payload: floats(1, 2) },
    ]),
  );
  assert.deepEqual([layers[0].count, layers[0].inputs, layers[0].weights.length], [2, 0, 0]);
});

test('pictures of an odd size are padded and the section after them is still found', () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, i) => i);
  const frame = decodeFrame(
    encodeFrame({}, [
      { kind: 5, layer: 1, count: 2, size: 3, pictures: bytes },
      { kind: 1, count: 2, payload: floats(1, 2) },
    ]),
  );
  assert.deepEqual(gridOf(frame, 1, 1), { size: 3, bytes: bytes.subarray(9) });
  assert.deepEqual(frame.now, { train: 1, test: 2 });
  assert.equal(gridOf(frame, 1, 2), null);
  assert.equal(gridOf(frame, 2, 0), null);
});

test('a neuron frame has one picture', () => {
  const bytes = new Uint8Array(9).fill(127);
  const frame = decodeFrame(
    encodeFrame({ type: 2 }, [{ kind: 6, layer: 1, count: 3, size: 3, pictures: bytes }]),
  );
  assert.equal(frame.type, 'neuron');
  assert.deepEqual(frame.grid, { layer: 1, neuron: 3, size: 3, bytes });
});

/** What only points of a table have. */
const NO_TABLE = { ranges: null, labelRange: null, medians: null, row: null };

test('points are triples for training and for testing', () => {
  const { points } = decodeFrame(
    encodeFrame({ type: 4 }, [
      { kind: 7, layer: 0, count: 2, size: 3, payload: floats(1, 2, 1, 3, 4, -1) },
      { kind: 7, layer: 1, count: 1, size: 3, payload: floats(5, 6, 1) },
    ]),
  );
  assert.deepEqual(points, {
    train: floats(1, 2, 1, 3, 4, -1),
    test: floats(5, 6, 1),
    labels: floats(),
    inputs: 2,
    ...NO_TABLE,
  });
});

test('points come with the labels of their classes and the number of inputs', () => {
  const { points } = decodeFrame(
    encodeFrame({ type: 4 }, [
      { kind: 17, count: 3, size: 2, payload: floats(0, 1, 2) },
      { kind: 7, layer: 0, count: 1, size: 3, payload: floats(1, 2, 2) },
    ]),
  );
  const [train, labels] = [floats(1, 2, 2), floats(0, 1, 2)];
  assert.deepEqual(points, { train, test: floats(), labels, inputs: 2, ...NO_TABLE });
});

test('who wins and how clearly are two squares, one after the other', () => {
  const { decision } = decodeFrame(
    encodeFrame({}, [
      {
        kind: 15,
        layer: 3,
        count: 5,
        size: 3,
        pictures: Uint8Array.from({ length: 18 }, (_, i) => (i < 9 ? i % 5 : 10 * i)),
      },
    ]),
  );
  assert.deepEqual(decision, {
    classes: 5,
    size: 3,
    winner: Uint8Array.of(0, 1, 2, 3, 4, 0, 1, 2, 3),
    confidence: Uint8Array.of(90, 100, 110, 120, 130, 140, 150, 160, 170),
  });
});

test('the curves of a layer are rows of one buffer', () => {
  const buffer = encodeFrame({}, [
    { kind: 16, layer: 2, count: 2, size: 3, payload: floats(1, 2, 3, -4, 50, 6) },
  ]);
  const { curves } = decodeFrame(buffer);
  assert.deepEqual(curveOf(curves, 2, 1), floats(-4, 50, 6));
  assert.equal(curveOf(curves, 2, 1)?.buffer, buffer);
  assert.deepEqual(
    [curveOf(curves, 2, 2), curveOf(curves, 2, -1), curveOf(curves, 1, 0)],
    [null, null, null],
  );
});

test('a probe has the numbers of every layer, and of a point of a set its loss', () => {
  const { type, probe } = decodeFrame(
    encodeFrame({ type: 6 }, [
      { kind: 8, layer: 1, count: 7, size: 6, payload: floats(1, 2, -1, 0.5, 0.25, 0.125) },
      { kind: 9, layer: 1, count: 2, payload: floats(3, 4) },
      { kind: 9, layer: 2, count: 1, payload: floats(5) },
      { kind: 10, layer: 0, count: 2, payload: floats(1, 2) },
      { kind: 10, layer: 1, count: 2, payload: floats(6, 7) },
      { kind: 10, layer: 2, count: 1, payload: floats(8) },
      { kind: 11, layer: 2, count: 1, payload: floats(-1) },
      { kind: 18, layer: 1, count: 2, size: 4, payload: floats(9, 1, 2, 1, 8, 1, 3, 1) },
    ]),
  );
  assert.equal(type, 'probe');
  assert.deepEqual(probe, {
    set: 'test',
    index: 7,
    isMade: false,
    x: [1, 2],
    label: -1,
    loss: 0.5,
    meanLoss: 0.25,
    share: 0.125,
    pre_activations: [floats(3, 4), floats(5)],
    outputs: [floats(1, 2), floats(6, 7), floats(8)],
    targets: floats(-1),
    row: null,
    normalised: [floats(9, 1, 2, 1, 8, 1, 3, 1)],
  });
});

test('a probe of any other place has no loss', () => {
  const { probe } = decodeFrame(
    encodeFrame({ type: 6 }, [{ kind: 8, layer: 2, count: 0, size: 2, payload: floats(1, 2) }]),
  );
  assert.deepEqual(
    [probe?.set, probe?.index, probe?.x, probe?.loss, probe?.targets],
    [null, null, [1, 2], null, null],
  );
});

test('a section of an unknown kind is passed over', () => {
  const frame = decodeFrame(
    encodeFrame({}, [
      { kind: 99, count: 1, payload: new Uint8Array(5) },
      { kind: 1, count: 2, payload: floats(1, 2) },
    ]),
  );
  assert.deepEqual(frame.now, { train: 1, test: 2 });
});

for (const [name, buffer, sentence] of /** @type {[string, ArrayBuffer, RegExp][]} */ ([
  ['too short', new ArrayBuffer(10), /at least 24 bytes, got 10/],
  ['with another beginning', encodeFrame({ magic: 0x1234 }), /begin with 0x504e, got 0x1234/],
  ['of another version', encodeFrame({ version: 1 }), /version must be 2, got 1/],
  ['of an unknown type', encodeFrame({ type: 9 }), /type must be between 1 and 7, got 9/],
  [
    'cut within a section',
    encodeFrame({}, [lossesSection(1, [0, 1])]).slice(0, 44),
    /section 1 must end within/,
  ],
  [
    'cut within a section header',
    encodeFrame({}, [lossesSection(1, [0])]).slice(0, 30),
    /section 1 must begin within/,
  ],
  [
    'with losses that do not fit',
    encodeFrame({}, [{ ...lossesSection(1, [0, 1]), count: 3 }]),
    /LOSSES must have 40 bytes, got 28/,
  ],
  [
    'with weights but no biases',
    encodeFrame({}, [{ kind: 3, layer: 1, count: 1, size: 1, payload: floats(1) }]),
    /as many biases as neurons \(1\), got 0/,
  ],
  [
    'with a decision of one square',
    encodeFrame({}, [{ kind: 15, count: 3, size: 3, pictures: new Uint8Array(9) }]),
    /DECISION must have 2 bytes of widths, got 1/,
  ],
  [
    'with curves that do not fit',
    encodeFrame({}, [{ kind: 16, count: 2, size: 2, payload: floats(1, 2) }]),
    /CURVES must have 16 bytes, got 8/,
  ],
  [
    'with a label too few',
    encodeFrame({}, [{ kind: 17, count: 3, size: 2, payload: floats(0, 1) }]),
    /PROBLEM must have 12 bytes, got 8/,
  ],
])) {
  test(`a frame ${name} is refused with a sentence`, () => {
    assert.throws(
      () => decodeFrame(buffer),
      (error) => error instanceof RangeError && sentence.test(error.message),
    );
  });
}

const golden = new URL('../../golden/', import.meta.url);
const goldenNames = readdirSync(golden).filter((name) => name.endsWith('.bin'));

/** What a golden frame says, and what the server's own tests say of it. @param {string} name */
function readGolden(name) {
  const bytes = readFileSync(new URL(`${name}.bin`, golden));
  const frame = decodeFrame(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return { frame, described: JSON.parse(readFileSync(new URL(`${name}.json`, golden), 'utf8')) };
}

/** @param {string} name @param {string} kind @param {number} layer */
const described = (name, kind, layer) =>
  readGolden(name).described.sections.find(
    (/** @type {any} */ each) => each.kind === kind && each.layer === layer,
  );
const sum = (/** @type {Uint8Array[]} */ ...parts) =>
  parts.reduce((total, part) => part.reduce((a, b) => a + b, total), 0);

test('the golden frames of the server are read', () => {
  assert.equal(goldenNames.length, 13);
  for (const name of goldenNames) {
    const { frame } = readGolden(name.replace('.bin', ''));
    assert.ok(HOLDS[frame.type](frame), `${name} holds what a frame of type ${frame.type} must`);
  }
});

test('a state of five classes has five small pictures, and who wins where', () => {
  const { frame } = readGolden('classes-state');
  assert.deepEqual(
    frame.grids.map(({ layer, count, size }) => [layer, count, size]),
    [
      [1, 3, 20],
      [2, 5, 20],
    ],
  );
  const { decision } = frame;
  assert.ok(decision);
  assert.deepEqual(
    [decision.classes, decision.size, decision.winner.length, decision.confidence.length],
    [5, 50, 2500, 2500],
  );
  assert.equal(sum(decision.winner, decision.confidence), described('classes-state', 'DECISION', 2).sum);
  assert.ok(decision.winner.every((k) => k < 5));
});

test('the points of five classes say which label means which', () => {
  const { points } = readGolden('classes-points').frame;
  assert.deepEqual([...(points?.labels ?? [])], [0, 1, 2, 3, 4]);
  assert.ok(points?.train.every((value, i) => i % 3 !== 2 || points.labels.includes(value)));
});

test('the points of a table have its ranges and a row, and a probe has its own row', () => {
  const { points } = readGolden('table-points').frame;
  const { ranges, labelRange, row } = points ?? {};
  assert.deepEqual([ranges?.length, labelRange?.length, row?.length], [16, 2, 8]);
  assert.deepEqual([...(row ?? [])], described('table-points', 'ROW', 0).first_values);
  assert.deepEqual([...(ranges ?? [])].slice(0, 8), described('table-points', 'RANGES', 0).first_values);
  const { probe } = readGolden('table-probe').frame;
  assert.ok(probe?.isMade && probe.set === null);
  const made = [30, 20, 5, 1, 1000, 3, 35, -120];
  assert.ok(probe.row?.every((value, i) => Math.abs(value - made[i]) < 1e-4 * Math.abs(made[i])));
});

test('a state of a curve has a curve for every neuron and no pictures', () => {
  const { frame } = readGolden('curve-state');
  assert.deepEqual([frame.grids, frame.decision], [[], null]);
  for (const [layer, count] of [
    [1, 3],
    [2, 1],
  ]) {
    const { first_values: first } = described('curve-state', 'CURVES', layer);
    assert.deepEqual([...(curveOf(frame.curves, layer, 0) ?? []).slice(0, 8)], first);
    assert.equal(curveOf(frame.curves, layer, count - 1)?.length, 100);
  }
  const { points } = readGolden('curve-points').frame;
  assert.deepEqual([points?.inputs, points?.labels.length], [1, 0]);
});

test('the features come as pictures and as curves', () => {
  const { curves } = readGolden('features').frame;
  assert.deepEqual(
    [curveOf(curves, 0, 0)?.[0], curveOf(curves, 0, 2)?.[99], curveOf(curves, 0, 1)?.[0]],
    [-6, 36, 0],
  );
});

/** What a frame of each type cannot be without.
 * @type {Record<string, (frame: import('../../../static/js/types.js').Frame) => boolean>} */
const HOLDS = {
  state: ({ now, losses, layers, grids, curves }) =>
    now !== null && losses !== null && layers.length > 0 && grids.length + curves.length === layers.length,
  inside: ({ inside }) => inside.length > 0,
  neuron: ({ grid }) => grid !== null && grid.bytes.length === grid.size ** 2,
  features: ({ grids, curves }) => grids.length === 1 && grids[0].count === 7 && curves[0].count === 7,
  probe: ({ probe }) =>
    probe !== null &&
    probe.outputs.length === probe.pre_activations.length + 1 &&
    (probe.isMade || probe.targets?.length === 1),
  points: ({ points }) => points !== null && points.train.length % 3 === 0,
  history: ({ losses }) => losses !== null && losses.epochs.length === losses.train.length,
};

test('what a single float cannot hold is infinite with its sign', () => {
  const rows = new Uint32Array([1, 7, ...new Uint32Array(floats(Infinity, 3).buffer)]);
  const frame = decodeFrame(
    encodeFrame({}, [
      { kind: 1, count: 2, payload: floats(Infinity, 0.5) },
      { kind: 2, count: 1, size: 3, payload: rows },
      { kind: 3, layer: 1, count: 1, size: 2, payload: floats(-Infinity, 1) },
      { kind: 4, layer: 1, count: 1, payload: floats(Infinity) },
    ]),
  );
  assert.deepEqual(frame.now, { train: Infinity, test: 0.5 });
  assert.deepEqual(
    [frame.losses?.epochs, frame.losses?.train, frame.losses?.test],
    [Uint32Array.of(7), Float32Array.of(Infinity), Float32Array.of(3)],
  );
  assert.deepEqual(frame.layers[0].weights, Float32Array.of(-Infinity, 1));
  assert.deepEqual(frame.layers[0].biases, Float32Array.of(Infinity));
});

test('accuracy, best epoch and dropped neurons come where they apply', () => {
  const frame = decodeFrame(
    encodeFrame({}, [
      { kind: 12, count: 2, payload: floats(0.75, 0.5) },
      { kind: 13, count: 1, payload: new Uint32Array([120]) },
      { kind: 14, layer: 1, count: 3, payload: new Uint8Array([0, 1, 0]) },
      { kind: 14, layer: 2, count: 2, payload: new Uint8Array([1, 0]) },
    ]),
  );
  assert.deepEqual(frame.accuracy, { train: 0.75, test: 0.5 });
  assert.equal(frame.best, 120);
  assert.deepEqual(frame.dropped, [new Uint8Array([0, 1, 0]), new Uint8Array([1, 0])]);
  const { accuracy, best, dropped } = decodeFrame(encodeFrame({}));
  assert.deepEqual({ accuracy, best, dropped }, { accuracy: null, best: null, dropped: [] });
});
