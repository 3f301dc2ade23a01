/** The shapes that travel between the server, the store and the views. Names in JSON are the server's own. */

export type Problem = 'classification' | 'regression' | 'curve';
export type Role = 'host' | 'watcher';
export type PictureSize = 'large' | 'small';

/** Everything that decides a run. Numbers as the server sends them: noise and train_percent are percent. */
export interface Experiment {
  problem: Problem;
  dataset: string;
  regression_dataset: string;
  curve_dataset: string;
  classes: number;
  noise: number;
  train_percent: number;
  features: string[];
  input_scaling: string;
  /** Neurons in each hidden layer, from the inputs to the output. */
  hidden: number[];
  activation: string;
  /** Activations of the first hidden layers; the others use `activation`. */
  layer_activations: string[];
  steepness: number;
  normalization: string;
  skip: boolean;
  initializer: string;
  loss: string;
  huber_delta: number;
  batch_size: number;
  shuffle: boolean;
  optimizer: string;
  momentum: number;
  rms_decay: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weight_decay: number;
  learning_rate: number;
  schedule: string;
  schedule_epochs: number;
  schedule_factor: number;
  clip_norm: number;
  regularization: string;
  regularization_rate: number;
  l1_ratio: number;
  dropout: number;
  early_stopping: boolean;
  patience: number;
  stop_epoch: number;
  stop_loss: number;
  stop_accuracy: number;
  seed: string;
  data_seed: string;
  split_seed: string;
  weights_seed: string;
  batch_seed: string;
  dropout_seed: string;
}

/** How a room is shown; it never changes the run. */
export interface View {
  show_test_data: boolean;
  discretize: boolean;
  hide_text: boolean;
  hidden_controls: string[];
}

/** What everybody in a room shares, apart from the frames. */
export interface RoomState {
  /** Rises whenever frames of before do not fit those that come: a new run, a cut, an undo, another shape. */
  generation: number;
  /** Another number with every new run; an undo brings the old one back. */
  run: number;
  playing: boolean;
  diverged: boolean;
  /** Epochs or updates per second; null is as fast as the server can. */
  speed: number | null;
  speed_unit: 'epoch' | 'update';
  /** While an earlier moment is shown, the epoch at the end of the run; null at the end. */
  last_epoch: number | null;
  /** Epochs between two moments that can be gone to. */
  moment_interval: number;
  /** Changes while the run went on, oldest first. */
  marks: Mark[];
  can_undo: boolean;
  can_redo: boolean;
  experiment: Experiment;
  view: View;
  /** The link fragment of experiment and view, without '#'. */
  link: string;
  watchers: number;
  parameter_count: number;
  /** Neurons in the output layer. */
  n_outputs: number;
  /** null where a number is to be learnt. */
  n_classes: number | null;
  /** The server cannot write the room down at the moment. */
  unkept: boolean;
  /** The stop rule that has ended training. */
  stopped: Stopped | null;
  /** Layer and neuron of those switched off; layer 1 is the first hidden one. */
  off: [number, number][];
  /** Layer, neuron and source of the weights frozen; source null is the bias. */
  frozen: [number, number, number | null][];
  /** The device that was chosen; "auto": the server chooses. */
  device: string;
  /** The device that computes. */
  computing: string;
  /** A device that was lost, until somebody chooses anew. */
  device_lost: { device: string; sentence: string } | null;
}

/** What can compute on the server. */
export interface Device {
  name: string;
  /** What it is, in words of the server. */
  label: string;
  /** Why it cannot be chosen for this network; empty where it can. */
  unavailable_reason: string;
  /** False while it is loaded or compiled, or nobody has asked for that. */
  is_ready: boolean;
  /** Whether "auto" takes it now. */
  is_auto: boolean;
  /** With the room's network; null where it cannot be measured. */
  epochs_per_second: number | null;
}

/** The devices as they were measured last. Replaced, never edited. */
export interface Devices {
  rows: Device[];
  /** The answer is on its way. */
  measuring: boolean;
}

export interface Stopped {
  reason: 'epoch' | 'loss' | 'accuracy' | 'early-stopping';
  epoch: number;
  /** The epoch whose weights are back. */
  best_epoch: number | null;
  sentence: string;
}

/** How values are spread over equal bins from low to high. */
export interface Histogram {
  low: number;
  high: number;
  counts: number[];
}

/** How good the network is on some points; null is what does not apply. */
export interface Scores {
  loss: number | null;
  /** From 0 to 1. */
  accuracy: number | null;
  /** [true class][told class] */
  confusion: number[][] | null;
  precision: (number | null)[] | null;
  recall: (number | null)[] | null;
  r2: number | null;
  rmse: number | null;
}

export interface Metrics {
  train: Scores;
  test: Scores;
  /** Test loss - training loss. */
  gap: number | null;
}

export interface LayerNumbers {
  activation: string;
  parameters: { n_weights: number; n_biases: number; n_scales: number; total: number; formula: string };
  weights: Histogram;
  /** What goes into the activation. */
  pre_activations: Histogram;
  activations: Histogram;
  gradients: Histogram;
  gradient_norm: number | null;
}

/** Scores and layers of a run at an epoch. */
export interface Numbers {
  type: 'numbers';
  generation: number;
  epoch: number;
  learning_rate: number;
  /** The rate over some periods around now; null while it is constant. */
  schedule: { epochs: number[]; rates: number[] } | null;
  best_epoch: number | null;
  metrics: Metrics;
  /** The hidden layers, then the output. */
  layers: LayerNumbers[];
}

/** An activation at even distances from -reach to reach. */
export interface ActivationCurve {
  value: number[];
  slope: number[];
  /** The slope is not the value's own. */
  surrogate: boolean;
}

/** A change after so many whole epochs. */
export interface Mark {
  epoch: number;
  /** field: [from, to] */
  changes: Record<string, [unknown, unknown]>;
}

export interface DatasetChoice {
  name: string;
  problem: Problem;
  /** null where a number is to be learnt. */
  n_classes: number | null;
  /** Points for a thumbnail: x, y, label. */
  sample: [number, number, number][];
}

/** One field of an experiment: the allowed names, or the allowed numbers. */
export interface OptionKind {
  kind: string;
  /** Which settings that unfold it is one of; '' where it has a place of its own. */
  group: string;
  /** The values that these fields must have for it to mean anything. */
  shown_when: Record<string, unknown[]>;
  live: boolean;
  names: string[];
  limit: [number, number] | null;
}

/** The choices and limits of the server: the page offers nothing else. */
export interface Catalogue {
  protocol: string;
  defaults: Experiment;
  limits: Record<string, [number, number]>;
  live_fields: string[];
  /** What every field of an experiment can be. */
  options: Record<string, OptionKind>;
  /** Usual numbers for the lists. */
  choices: Record<string, number[]>;
  datasets: DatasetChoice[];
  /** of_curve: depends on x₁ alone. */
  features: { name: string; label: string; of_curve: boolean }[];
  hidable: string[];
  version: string;
  close_codes: Record<string, string>;
}

export interface HelloFields {
  room?: string;
  token?: string;
  link?: string;
}

export type ClientMessage = { id?: number } & (
  | ({ type: 'hello'; grids: PictureSize } & HelloFields)
  | { type: 'play' }
  | { type: 'pause' }
  | { type: 'step'; unit?: 'epoch' | 'update' }
  | { type: 'reset'; weights?: 'new' | 'same' }
  | { type: 'regenerate' }
  | { type: 'speed'; epochs_per_second: number | null }
  | { type: 'speed'; updates_per_second: number }
  | { type: 'go_to'; epoch: number }
  | { type: 'back_to_good' }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'change'; changes: Partial<Experiment> }
  | { type: 'open_link'; link: string; run?: number }
  | { type: 'view'; changes: Partial<View> }
  | { type: 'set_weight'; layer: number; neuron: number; source: number; value: number }
  | { type: 'set_bias'; layer: number; neuron: number; value: number }
  | ({ type: 'laser' } & LaserPlace)
  | { type: 'laser'; panel: null }
  | ({ type: 'probe' } & ProbedPoint)
  | { type: 'probe' }
  | { type: 'switch_neuron'; layer: number; neuron: number; on: boolean }
  | { type: 'freeze'; layer: number; neuron: number; source: number | null; frozen: boolean }
  | { type: 'set_device'; device: string }
  | { type: 'measure_devices' }
  | { type: 'numbers'; wanted: boolean }
  | { type: 'look'; layer: number; neuron: number }
  | { type: 'look'; layer: null }
  | { type: 'grids'; size: PictureSize }
  | { type: 'visible'; visible: boolean }
  | { type: 'ack'; sequence: number }
  | { type: 'get_history' }
);

export interface Welcome {
  type: 'welcome';
  id?: number | null;
  room: string;
  role: Role;
  token: string;
  /** Token of the watch link. */
  watch: string;
  state: RoomState;
}

export interface ErrorReply {
  type: 'error';
  id: number | null;
  code: string;
  message: string;
  field: string | null;
}

export type ServerMessage =
  | Welcome
  | ({ type: 'state' } & RoomState)
  | ({ type: 'laser' } & LaserPlace)
  | { type: 'laser'; panel: null; x: null; y: null }
  | { type: 'done'; id: number }
  | ErrorReply
  | Numbers
  | { type: 'devices'; devices: Device[] }
  | { type: 'goodbye'; code: number; message: string };

export type FrameType = 'state' | 'neuron' | 'features' | 'points' | 'history' | 'probe';

/** One layer's parameters; index 1..L, L is the output. */
export interface Layer {
  index: number;
  /** Flat, [neuron * inputs + source]. */
  weights: Float32Array;
  /** Values going into each neuron. */
  inputs: number;
  /** Neurons in the layer. */
  count: number;
  biases: Float32Array;
}

/** The pictures of one layer: count squares of size × size bytes, each row by row from the top left. */
export interface Grids {
  layer: number;
  count: number;
  size: number;
  bytes: Uint8Array;
}

/** The picture of one neuron. */
export interface Grid {
  layer: number;
  neuron: number;
  size: number;
  bytes: Uint8Array;
}

/** What the neurons of one layer say along x₁: count rows of size values, from -6 to 6. */
export interface Curves {
  layer: number;
  count: number;
  size: number;
  values: Float32Array;
}

/** Which output wins, in a square from the top left: the index of its class, and its lead from 0 to 255. */
export interface Decision {
  classes: number;
  size: number;
  winner: Uint8Array;
  confidence: Uint8Array;
}

/** Flat triples x, y, label. A curve's points have y = 0 and their value as label. */
export interface Points {
  train: Float32Array;
  test: Float32Array;
  /** The label of each class; none where a number is to be learnt. */
  labels: Float32Array;
  /** 2, or 1 for a curve. */
  inputs: number;
}

/** Some losses in the order of their epochs, every stride-th epoch. */
export interface Losses {
  stride: number;
  epochs: ArrayLike<number>;
  train: ArrayLike<number>;
  test: ArrayLike<number>;
}

/** The losses of a run so far. Replaced, never edited. */
export interface History {
  generation: number;
  stride: number;
  epochs: number[];
  train: number[];
  test: number[];
}

export interface Frame {
  type: FrameType;
  playing: boolean;
  diverged: boolean;
  sequence: number;
  generation: number;
  epoch: number;
  updates: number;
  now: { train: number; test: number } | null;
  losses: Losses | null;
  layers: Layer[];
  grids: Grids[];
  grid: Grid | null;
  /** Instead of grids in a curve problem. */
  curves: Curves[];
  /** null with one output. */
  decision: Decision | null;
  points: Points | null;
  probe: Probe | null;
  /** Shares of points told right, from 0 to 1; of a classification only. */
  accuracy: { train: number; test: number } | null;
  /** The best epoch so far, with early stopping. */
  best: number | null;
  /** Of each hidden layer a 1 for each neuron that the last batch did without; empty without dropout. */
  dropped: Uint8Array[];
}

/** A point of a set (index as in POINTS), or any place. */
export type ProbedPoint = { set: 'train' | 'test'; index: number } | { x: [number, number] };

/** What the network computes for one point. What only points of a set have is null for any other place. */
export interface Probe {
  set: 'train' | 'test' | null;
  index: number | null;
  x: [number, number];
  label: number | null;
  loss: number | null;
  /** Of all points of the set. */
  meanLoss: number | null;
  /** Of the sum of the losses of the set, from 0 to 1. */
  share: number | null;
  /** z of layer l stands at l - 1. */
  pre_activations: Float32Array[];
  /** a of layer l; layer 0 is the inputs. */
  outputs: Float32Array[];
  /** Of layer l at l - 1, flat, four a neuron: sum, normalised, gain, shift; empty without normalisation. */
  normalised: Float32Array[];
  /** What the outputs should say. */
  targets: Float32Array | null;
}

/** A place of a panel: from its left and from its top, 0 to 1. */
export interface LaserPlace {
  panel: 'plane' | 'network';
  x: number;
  y: number;
}

/** A sentence for the reader; a higher id is a newer one. */
export interface Notice {
  id: number;
  text: string;
  field: string | null;
  /** The server's error code; null for what the page itself says. */
  code: string | null;
}

/** What the page knows, apart from the frames. Replaced, never edited. */
export interface PageState {
  /** 'open' only after a welcome. */
  phase: 'connecting' | 'open' | 'lost' | 'stopped';
  role: Role | null;
  room: string | null;
  token: string | null;
  watch: string | null;
  /** The last state of the room; before a welcome, what the catalogue's defaults say. */
  roomState: RoomState;
  /** A welcome has come at least once. */
  ready: boolean;
  /** Milliseconds since 1970 of the next try while the connection is lost. */
  retryAt: number | null;
  /** About the connection; '' when all is well. */
  say: string;
  notice: Notice | null;
  /** How many notices there have been. */
  notices: number;
}

/** What to do when the socket closes. */
export type AfterClose =
  | { kind: 'retry'; afterMs: number; say: string }
  | { kind: 'stop'; say: string }
  | { kind: 'gone'; say: string };

/** Everything that changes the page's state. */
export type PageEvent =
  | { type: 'connecting' }
  | { type: 'message'; message: ServerMessage }
  | { type: 'closed'; after: AfterClose; at: number }
  | { type: 'notice'; text: string }
  | { type: 'dismissed' };

/** What survives a reload of the tab. */
export interface StoredRoom {
  room: string;
  token: string;
  role: Role;
  link: string;
}

/** The run that the room is at. */
export interface PresentRun {
  room: string | null;
  /** Its number in the room. */
  run: number;
  generation: number;
  /** Null until the room has said it. */
  experiment: Experiment | null;
  link: string;
}

/** A run of this visit that has ended. */
export interface EarlierRun {
  /** Counted from 1, never given twice. */
  id: number;
  room: string | null;
  /** Its number in the room. */
  run: number;
  /** As it was at the end of the run. */
  experiment: Experiment;
  link: string;
  /** The last epoch. */
  epoch: number;
  /** The last test loss. */
  test: number;
  /** The training loss before the first update, null if unknown. Equal initial weights have equal ones. */
  start: number | null;
  curve: Pick<History, 'epochs' | 'train' | 'test'>;
  /** The last picture of the only output. */
  grid: { size: number; bytes: Uint8Array } | null;
  /** Which of several outputs won where in the end. */
  decision: Decision | null;
  /** The last function of a curve problem. */
  answer: Float32Array | null;
}

/** The runs of this visit. Replaced, never edited. */
export interface Runs {
  present: PresentRun | null;
  /** Oldest first. */
  earlier: EarlierRun[];
  /** The earlier run whose boundary lies over the present one. */
  ghost: number | null;
  /** How many have ended, forgotten ones too. */
  count: number;
}

/** Everything that changes the runs; `last` is what was known before the event. */
export type RunsEvent =
  | { type: 'state'; present: PresentRun; last: { history: History; frame: Frame | null } }
  | { type: 'frame'; generation: number; last: { history: History; frame: Frame | null } }
  | { type: 'removed'; id: number }
  | { type: 'ghost'; id: number | null };
