/** The shapes that travel between store and views. Those of the server's messages: messages.d.ts. */

import type {
  DeviceShown,
  Experiment,
  HelloRequest,
  ReasonShown,
  ReportLessonRequest,
  RoomState,
  ServerMessage,
  StepAnswers,
  View,
  Welcome,
} from './messages.js';

export type Role = Welcome['role'];
export type PictureSize = NonNullable<HelloRequest['grid_size']>;

/** The devices as they were measured last. Replaced, never edited. */
export interface Devices {
  rows: DeviceShown[];
  /** The answer is on its way. */
  measuring: boolean;
}

/** An activation at even distances from -reach to reach. */
export interface ActivationCurve {
  value: number[];
  slope: number[];
  /** The slope is not the value's own. */
  surrogate: boolean;
}

export interface DatasetChoice {
  name: string;
  problem: Experiment['problem'];
  /** null where a number is to be learnt. */
  n_classes: number | null;
  /** Whether there can be any number of them. */
  has_classes: boolean;
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
  defaults: Experiment;
  /** How a run is shown at first. */
  view: View;
  limits: Record<string, [number, number]>;
  /** What every field of an experiment can be. */
  options: Record<string, OptionKind>;
  /** Usual numbers for the lists. */
  choices: Record<string, number[]>;
  datasets: DatasetChoice[];
  /** formula: what people would type for it; of_curve: depends on x₁ alone. */
  features: { name: string; label: string; formula: string; of_curve: boolean }[];
  hidable: string[];
  version: string;
}

export interface HelloFields {
  room?: string;
  token?: string;
  link?: string;
  /** In whose class it is the room of which student. */
  seat?: string;
}

export type FrameType = 'state' | 'neuron' | 'features' | 'points' | 'history' | 'probe' | 'inside';

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
  /** Of a table flat pairs, for each input in the table's units: what is at -6, and what is at 6. */
  ranges: Float32Array | null;
  /** The same for the label, where it is a table's number: at -1 and 1. */
  labelRange: Float32Array | null;
  /** Of a table each input's median among the training points, in the units of the table. */
  medians: Float32Array | null;
  /** The first training point's inputs, in the units of its table. */
  row: Float32Array | null;
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
  /** What a view into the network is drawn from, which only that view can read. */
  inside: Part[];
}

/** A section of a frame as it came: length bytes of the buffer from the offset on. */
export interface Part {
  kind: number;
  layer: number;
  count: number;
  size: number;
  buffer: ArrayBufferLike;
  offset: number;
  length: number;
}

/** A point of a set (index as in POINTS), any place, or inputs that somebody made. */
export type ProbedPoint =
  | { set: 'train' | 'test'; index: number }
  | { x: [number, number] }
  | { inputs: number[] };

/** What the network computes for one point. What only points of a set have is null for any other place. */
export interface Probe {
  set: 'train' | 'test' | null;
  index: number | null;
  /** Whether its inputs are somebody's own. */
  isMade: boolean;
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
  /** Its inputs in the units of its table, if it has one. */
  row: Float32Array | null;
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
  /** The key of a text of the page's own, or a code of the server. */
  text: string;
  /** Why the server refused something. */
  reason: ReasonShown | null;
}

/** What the page knows, apart from the frames. Replaced, never edited. */
export interface PageState {
  /** 'open' only after a welcome. */
  phase: 'connecting' | 'open' | 'lost' | 'stopped';
  /** News should have come by now. */
  isSilent: boolean;
  /** Of the server. */
  version: string | null;
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
export type Ending =
  | { kind: 'retry'; afterMs: number; say: string }
  | { kind: 'stop'; say: string }
  | { kind: 'gone'; say: string };

/** The same; what lives at another replica is followed there at once. */
export type AfterClose = Ending | { kind: 'moved' };

/** Everything that changes the page's state. */
export type PageEvent =
  | { type: 'connecting' }
  | { type: 'message'; message: ServerMessage }
  | { type: 'closed'; after: Ending; at: number }
  | { type: 'silence'; isSilent: boolean }
  | { type: 'notice'; text: string }
  | { type: 'dismissed' };

/** What was chosen or typed last in a step of a lesson, and of a prediction what came out. */
export interface LessonAnswer {
  /** A choice, from 0, or a number. */
  given: number;
  /** null where the run has no such number. */
  outcome?: number | null;
  /** The choice that was right in the end, from 0; -1 for none. */
  right?: number;
}

/** What a step of a lesson asks: choices, in HTML, with the one that is right, or a number. */
export interface StepAsks {
  kind: string;
  choices?: { text: string; right?: boolean }[];
  number?: number;
}

/** How far somebody has come with a lesson. */
export interface LessonKept {
  /** The step that is open, from 0. */
  at: number;
  /** The steps whose task is done. */
  done: number[];
  /** By step. */
  answers: Record<number, LessonAnswer>;
  /** Whether it was gone through to its end. */
  ended?: boolean;
}

/** A lesson that a class goes through, as the panel beside the network has it. */
export interface LedLesson {
  name: string;
  /** Of this opening: another one begins anew. */
  number: number;
  /** The step that everybody was brought to, from 0, and how often they were. */
  start: number;
  brought: number;
  /** The step that nobody goes beyond; as many as there are steps: the end. */
  last: number;
  /** What was answered in a step, once everybody may see it. */
  shown: StepAnswers | null;
  /** What the class knows of how far one has come. */
  begun(): LessonKept;
  /** Says where one is. */
  report(standing: Omit<ReportLessonRequest, 'type' | 'id' | 'number'>): void;
  putAside(): void;
  /** A view of what was answered; `mine` is one's own prediction, `isDone` whether one knows what was right. */
  Answers: (props: {
    asks: StepAsks;
    found: StepAnswers;
    mine: number | undefined;
    isDone: boolean;
  }) => unknown;
}

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
  /** How more than two inputs are looked at. */
  look: string;
  /** An earlier moment of it is shown. */
  isPast: boolean;
}

/** A run of this visit that has ended. */
export interface EarlierRun {
  /** Counted from 1, never given twice. */
  id: number;
  room: string | null;
  /** Its number in the room. */
  run: number;
  /** Of its last frames: what the room knows its end by. */
  generation: number;
  /** What somebody calls it; empty while nobody has said. */
  name: string;
  /** Whether its curve is among those that are drawn, where it can be compared. */
  isDrawn: boolean;
  look: string;
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

/** Everything that changes the runs; `last` is what was known before the event, with the frame of the end. */
export type RunsEvent =
  | { type: 'state'; present: PresentRun; last: { history: History; frame: Frame | null } }
  | { type: 'frame'; generation: number; last: { history: History; frame: Frame | null } }
  | { type: 'removed'; id: number }
  | { type: 'named'; id: number; name: string }
  | { type: 'drawn'; id: number; isDrawn: boolean }
  | { type: 'ghost'; id: number | null };

declare global {
  /** The socket that the page's first script has opened. */
  var early: import('./protocol/socket.js').EarlySocket | undefined;
  /** What replicas.js knows: later parts of the page have copies of that file, but this once. */
  var replicaBases: Map<string, string> | undefined;
  /** Whether the space bar was pressed before there was a room; from now on it is the page's. */
  var takeFirstSpace: (() => boolean) | undefined;
}
