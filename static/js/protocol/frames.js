/** @import { Curves, Frame, FrameType, Layer, Probe } from '../types.js' */
/**
 * The bytes of a frame → a Frame. Little-endian; a 24-byte header, then sections, each a 12-byte header and a
 * payload padded to 4 bytes, so that floats are viewed in place. The other end is
 * server/frames/layout.py.
 *
 * Header: magic u16, version u8, type u8, flags u16 (bit 0 playing, bit 1 diverged), section count u16,
 * sequence u32, generation u32, epoch u32, updates u32.
 * Section: kind u16, layer u16, count u16, size u16, byte length u32 (without padding).
 */

import { unpack } from './pictures.js';

export const MAGIC = 0x504e;
export const VERSION = 2;
const HEADER_BYTES = 24;
const TYPE_AT = 3;
const SECTION_BYTES = 12;

/** @type {Record<number, FrameType>} */
export const FRAME_TYPES = {
  1: 'state',
  2: 'neuron',
  3: 'features',
  4: 'points',
  5: 'history',
  6: 'probe',
  7: 'inside',
};

/** What a frame says it is; undefined for none of those there are. @param {ArrayBuffer} buffer */
export const typeOf = (buffer) => FRAME_TYPES[new Uint8Array(buffer)[TYPE_AT]];

/**
 * @typedef {object} Section
 * @property {string} name
 * @property {number} layer
 * @property {number} count
 * @property {number} size
 * @property {ArrayBufferLike} buffer
 * @property {number} offset where the payload begins
 * @property {number} length of the payload in bytes
 */

/**
 * One row a kind: its name, the bytes its payload must have (null: it is packed pictures, which are checked
 * when they are read), and how it goes into the frame.
 * @type {Record<number, { name: string, bytes: ((count: number, size: number) => number) | null,
 *   read: (frame: Frame, section: Section) => void }>}
 */
const SECTIONS = {
  1: { name: 'NOW', bytes: () => 8, read: readNow },
  2: { name: 'LOSSES', bytes: (count) => 4 + 12 * count, read: readLosses },
  3: { name: 'WEIGHTS', bytes: (count, size) => 4 * count * size, read: readWeights },
  4: { name: 'BIASES', bytes: (count) => 4 * count, read: readBiases },
  5: { name: 'GRIDS', bytes: null, read: readGrids },
  6: { name: 'GRID', bytes: null, read: readGrid },
  7: { name: 'POINTS', bytes: (count) => 12 * count, read: readPoints },
  8: { name: 'POINT', bytes: (_, size) => 4 * size, read: readPoint },
  9: { name: 'POTENTIALS', bytes: (count) => 4 * count, read: readPotentials },
  10: { name: 'OUTPUTS', bytes: (count) => 4 * count, read: readOutputs },
  11: { name: 'TARGETS', bytes: (count) => 4 * count, read: readTargets },
  12: { name: 'ACCURACY', bytes: () => 8, read: readAccuracy },
  13: { name: 'BEST', bytes: () => 4, read: readBest },
  14: { name: 'DROPPED', bytes: (count) => count, read: readDropped },
  15: { name: 'DECISION', bytes: null, read: readDecision },
  16: { name: 'CURVES', bytes: (count, size) => 4 * count * size, read: readCurves },
  17: { name: 'PROBLEM', bytes: (count) => 4 * count, read: readProblem },
  18: { name: 'NORMALISED', bytes: (count, size) => 4 * count * size, read: readNormalised },
  19: { name: 'RANGES', bytes: (count) => 8 * count, read: readRanges },
  20: { name: 'ROW', bytes: (count) => 4 * count, read: readRow },
  21: { name: 'MEDIANS', bytes: (count) => 4 * count, read: readMedians },
};

/** Kinds from here on belong to the views into the network, which read them when somebody opens one. */
const FIRST_INSIDE = 32;

/**
 * Reads a frame; numbers are views of the buffer, not copies. Unknown sections are passed over.
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 * @throws {RangeError} a sentence, when the bytes are no frame of this version or stop too early
 */
export function decodeFrame(buffer) {
  const bytes = new DataView(buffer);
  const { frame, sectionCount } = readHeader(bytes);
  let offset = HEADER_BYTES;
  for (let i = 0; i < sectionCount; i++) offset = readSection(frame, bytes, offset, i + 1);
  checkLayers(frame);
  return frame;
}

/** @param {DataView} bytes @returns {{ frame: Frame, sectionCount: number }} */
function readHeader(bytes) {
  if (bytes.byteLength < HEADER_BYTES) {
    throw new RangeError(`a frame must have at least ${HEADER_BYTES} bytes, got ${bytes.byteLength}`);
  }
  const magic = bytes.getUint16(0, true);
  if (magic !== MAGIC) throw new RangeError(`a frame must begin with ${hex(MAGIC)}, got ${hex(magic)}`);
  const version = bytes.getUint8(2);
  if (version !== VERSION) throw new RangeError(`the frame version must be ${VERSION}, got ${version}`);
  const type = FRAME_TYPES[bytes.getUint8(TYPE_AT)];
  if (!type) throw new RangeError(`the frame type must be between 1 and 7, got ${bytes.getUint8(TYPE_AT)}`);
  const flags = bytes.getUint16(4, true);
  /** @type {Frame} */
  const frame = {
    type,
    playing: (flags & 1) !== 0,
    diverged: (flags & 2) !== 0,
    sequence: bytes.getUint32(8, true),
    generation: bytes.getUint32(12, true),
    epoch: bytes.getUint32(16, true),
    updates: bytes.getUint32(20, true),
    now: null,
    losses: null,
    layers: [],
    grids: [],
    grid: null,
    points: null,
    probe: null,
    curves: [],
    decision: null,
    accuracy: null,
    best: null,
    dropped: [],
    inside: [],
  };
  return { frame, sectionCount: bytes.getUint16(6, true) };
}

/** @param {number} value */
const hex = (value) => `0x${value.toString(16).padStart(4, '0')}`;

/**
 * Reads the section at offset into the frame.
 * @param {Frame} frame @param {DataView} bytes @param {number} offset @param {number} ordinal counted from 1
 * @returns {number} where the next section begins
 */
function readSection(frame, bytes, offset, ordinal) {
  const start = offset + SECTION_BYTES;
  if (start > bytes.byteLength) {
    throw new RangeError(
      `section ${ordinal} must begin within the frame's ${bytes.byteLength} bytes, got offset ${offset}`,
    );
  }
  const [kind, layer, count, size] = [0, 2, 4, 6].map((at) => bytes.getUint16(offset + at, true));
  const length = bytes.getUint32(offset + 8, true);
  if (start + length > bytes.byteLength) {
    throw new RangeError(
      `section ${ordinal} must end within the frame's ${bytes.byteLength} bytes, got ${start + length}`,
    );
  }
  if (kind >= FIRST_INSIDE)
    frame.inside.push({ kind, layer, count, size, buffer: bytes.buffer, offset: start, length });
  const row = SECTIONS[kind];
  if (row) {
    const expected = row.bytes?.(count, size) ?? length;
    if (length !== expected)
      throw new RangeError(`section ${row.name} must have ${expected} bytes, got ${length}`);
    row.read(frame, { name: row.name, layer, count, size, buffer: bytes.buffer, offset: start, length });
  }
  return start + Math.ceil(length / 4) * 4;
}

/** @param {Frame} frame @param {Section} section */
function readNow(frame, { buffer, offset }) {
  const [train, test] = new Float32Array(buffer, offset, 2);
  frame.now = { train, test };
}

/** @param {Frame} frame @param {Section} section */
function readLosses(frame, { buffer, offset, count }) {
  const whole = new Uint32Array(buffer, offset, 1 + 3 * count);
  const real = new Float32Array(buffer, offset, 1 + 3 * count);
  const epochs = new Uint32Array(count);
  const train = new Float32Array(count);
  const test = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    epochs[i] = whole[1 + 3 * i];
    train[i] = real[2 + 3 * i];
    test[i] = real[3 + 3 * i];
  }
  frame.losses = { stride: Math.max(1, whole[0]), epochs, train, test };
}

/** @param {Frame} frame @param {Section} section */
function readWeights(frame, { buffer, offset, layer, count, size }) {
  Object.assign(layerOf(frame, layer), {
    weights: new Float32Array(buffer, offset, count * size),
    inputs: size,
    count,
  });
}

/** @param {Frame} frame @param {Section} section */
function readBiases(frame, { buffer, offset, layer, count }) {
  layerOf(frame, layer).biases = new Float32Array(buffer, offset, count);
}

/** The layer with this index, made when it is the first time.
 * @param {Frame} frame @param {number} index @returns {Layer} */
function layerOf(frame, index) {
  const known = frame.layers.find((layer) => layer.index === index);
  if (known) return known;
  const layer = { index, weights: new Float32Array(0), inputs: 0, count: 0, biases: new Float32Array(0) };
  frame.layers.push(layer);
  frame.layers.sort((a, b) => a.index - b.index);
  return layer;
}

/** @param {Frame} frame */
function checkLayers(frame) {
  for (const { index, count, biases } of frame.layers) {
    if (biases.length !== count) {
      throw new RangeError(
        `layer ${index} must have as many biases as neurons (${count}), got ${biases.length}`,
      );
    }
  }
}

/** @param {Frame} frame @param {Section} section */
function readGrids(frame, section) {
  const { layer, count, size } = section;
  frame.grids.push({ layer, count, size, bytes: picturesOf(section, count) });
}

/** @param {Frame} frame @param {Section} section */
function readGrid(frame, section) {
  const { layer, count, size } = section;
  frame.grid = { layer, neuron: count, size, bytes: picturesOf(section, 1) };
}

/** So many pictures, one after the other. @param {Section} section @param {number} n */
function picturesOf({ name, buffer, offset, length, size }, n) {
  return unpack(new Uint8Array(buffer, offset, length), n, size, `section ${name}`);
}

/** Section layer 0 holds the training points, 1 the test points.
 * @param {Frame} frame @param {Section} section */
function readPoints(frame, { buffer, offset, layer, count }) {
  pointsOf(frame)[layer === 0 ? 'train' : 'test'] = new Float32Array(buffer, offset, 3 * count);
}

/** @param {Frame} frame @param {Section} section */
function readProblem(frame, { buffer, offset, count, size }) {
  Object.assign(pointsOf(frame), { labels: new Float32Array(buffer, offset, count), inputs: size });
}

/** @param {Frame} frame */
function pointsOf(frame) {
  return (frame.points ??= {
    train: new Float32Array(0),
    test: new Float32Array(0),
    labels: new Float32Array(0),
    inputs: 2,
    ranges: null,
    labelRange: null,
    medians: null,
    row: null,
  });
}

/** Section layer 0 holds those of the inputs, 1 that of the label.
 * @param {Frame} frame @param {Section} section */
function readRanges(frame, { buffer, offset, layer, count }) {
  pointsOf(frame)[layer === 0 ? 'ranges' : 'labelRange'] = new Float32Array(buffer, offset, 2 * count);
}

/** @param {Frame} frame @param {Section} section */
function readMedians(frame, { buffer, offset, count }) {
  pointsOf(frame).medians = new Float32Array(buffer, offset, count);
}

/** The inputs of the point asked about, or of one of the points.
 * @param {Frame} frame @param {Section} section */
function readRow(frame, { buffer, offset, count }) {
  const of = frame.type === 'points' ? pointsOf(frame) : probeOf(frame);
  of.row = new Float32Array(buffer, offset, count);
}

/** @param {Frame} frame @param {Section} section */
function readDecision(frame, section) {
  const { count, size } = section;
  const both = picturesOf(section, 2);
  const area = size * size;
  frame.decision = { classes: count, size, winner: both.subarray(0, area), confidence: both.subarray(area) };
}

/** @param {Frame} frame @param {Section} section */
function readCurves(frame, { buffer, offset, layer, count, size }) {
  frame.curves.push({ layer, count, size, values: new Float32Array(buffer, offset, count * size) });
}

/**
 * The function of one neuron, from the left end to the right one, as a view of its frame; null for none.
 * @param {readonly Curves[]} curves @param {number} layer 0 for the features, 1..L for the neurons
 * @param {number} neuron counted from 0
 */
export function curveOf(curves, layer, neuron) {
  const found = curves.find((candidate) => candidate.layer === layer);
  if (!found || neuron < 0 || neuron >= found.count) return null;
  return found.values.subarray(neuron * found.size, (neuron + 1) * found.size);
}

/** Section layer 0 is a training point, 1 a test point, 2 any other place, 3 inputs that somebody made.
 * @param {Frame} frame @param {Section} section */
function readPoint(frame, { buffer, offset, layer, count, size }) {
  const [x1, x2, label = null, loss = null, meanLoss = null, share = null] = new Float32Array(
    buffer,
    offset,
    size,
  );
  const set = layer === 0 ? 'train' : layer === 1 ? 'test' : null;
  const [index, isMade] = [set && count, layer === 3];
  Object.assign(probeOf(frame), { set, index, isMade, x: [x1, x2], label, loss, meanLoss, share });
}

/** @param {Frame} frame @param {Section} section */
function readPotentials(frame, { buffer, offset, layer, count }) {
  probeOf(frame).pre_activations[layer - 1] = new Float32Array(buffer, offset, count);
}

/** @param {Frame} frame @param {Section} section */
function readOutputs(frame, { buffer, offset, layer, count }) {
  probeOf(frame).outputs[layer] = new Float32Array(buffer, offset, count);
}

/** @param {Frame} frame @param {Section} section */
function readTargets(frame, { buffer, offset, count }) {
  probeOf(frame).targets = new Float32Array(buffer, offset, count);
}

/** @param {Frame} frame @param {Section} section */
function readNormalised(frame, { buffer, offset, layer, count, size }) {
  probeOf(frame).normalised[layer - 1] = new Float32Array(buffer, offset, count * size);
}

/** The frame's probe, made when it is the first time. @param {Frame} frame @returns {Probe} */
function probeOf(frame) {
  frame.probe ??= {
    set: null,
    index: null,
    isMade: false,
    x: [0, 0],
    label: null,
    loss: null,
    meanLoss: null,
    share: null,
    pre_activations: [],
    outputs: [],
    normalised: [],
    targets: null,
    row: null,
  };
  return frame.probe;
}

/** @param {Frame} frame @param {Section} section */
function readAccuracy(frame, { buffer, offset }) {
  const [train, test] = new Float32Array(buffer, offset, 2);
  frame.accuracy = { train, test };
}

/** @param {Frame} frame @param {Section} section */
function readBest(frame, { buffer, offset }) {
  [frame.best] = new Uint32Array(buffer, offset, 1);
}

/** @param {Frame} frame @param {Section} section */
function readDropped(frame, { buffer, offset, layer, count }) {
  frame.dropped[layer - 1] = new Uint8Array(buffer, offset, count);
}

/**
 * The picture of one neuron of a frame; null when the frame has none.
 * @param {Frame} frame @param {number} layer 0 for the features, 1..L for the neurons
 * @param {number} neuron counted from 0
 * @returns {{ size: number, bytes: Uint8Array } | null}
 */
export function gridOf(frame, layer, neuron) {
  const grids = frame.grids.find((candidate) => candidate.layer === layer);
  return grids ? pictureOf(grids, neuron) : null;
}

/** One of several pictures, as a view of their bytes; null when there are not so many.
 * @param {Frame['grids'][number]} grids @param {number} index */
export function pictureOf(grids, index) {
  if (index < 0 || index >= grids.count) return null;
  const area = grids.size * grids.size;
  return { size: grids.size, bytes: grids.bytes.subarray(index * area, (index + 1) * area) };
}
