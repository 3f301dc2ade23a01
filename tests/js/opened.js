/** A store in a fake browser, and the frames its tests send. */
import { createStore } from '../../static/js/state/store.js';
import {
  CATALOGUE,
  encodeFrame,
  FakePage,
  FakeSocket,
  FakeStorage,
  FakeTimers,
  lossesSection,
  SocketClass,
} from './fakes.js';

/** A started store in a fake browser. @param {{ hash?: string, storage?: any, hidden?: boolean }} tab */
export function open({ hash = '', storage = new FakeStorage(), hidden = false } = {}) {
  const page = Object.assign(new FakePage(), { hidden });
  const timers = new FakeTimers();
  /** @type {(() => void)[]} */
  const pictures = [];
  const store = createStore(CATALOGUE, {
    WebSocket: SocketClass,
    storage,
    page,
    timers,
    network: new EventTarget(),
    now: () => timers.time,
    location: { href: `http://here/${hash}`, hash },
    schedule: (run) => void pictures.push(run),
  });
  store.start();
  /** The next picture is drawn. */
  const draw = () => pictures.splice(0).forEach((run) => run());
  return { store, page, timers, storage, draw };
}

/** @param {number} generation @param {number[]} epochs @param {number} sequence */
export const stateFrame = (generation, epochs = [], sequence = 1) =>
  encodeFrame({ type: 1, generation, sequence, epoch: epochs[epochs.length - 1] ?? 0 }, [
    lossesSection(1, epochs),
  ]);
/** @param {number} layer @param {number} neuron */
export const neuronFrame = (layer, neuron, generation = 1) =>
  encodeFrame({ type: 2, generation }, [
    { kind: 6, layer, count: neuron, size: 2, pictures: new Uint8Array(4) },
  ]);

/** @param {number} layer 0 training, 1 test, 2 elsewhere @param {number} index @param {number[]} values */
export const probeFrame = (layer, index, values) =>
  encodeFrame({ type: 6 }, [
    { kind: 8, layer, count: index, size: values.length, payload: new Float32Array(values) },
  ]);

/** @param {number} generation @param {number} epoch */
export const numbersOf = (generation, epoch) => ({ type: 'metrics', generation, epoch });

/** What the newest socket said first. */
export const hello = () => FakeSocket.last.sent[0];
