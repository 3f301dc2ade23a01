// Written by `make generate` from server/requests/ and server/messages/: not to be edited.

/** The first message: joins a room, or makes one from a link (or the default experiment). */
export interface HelloRequest {
  type: 'hello';
  id?: number | null;
  room?: string | null;
  token?: string | null;
  link?: string | null;
  grid_size?: 'large' | 'small';
}

/** Training goes on until a host pauses it; past a stop rule too, and from the moment shown. */
export interface PlayRequest {
  type: 'play';
  id?: number | null;
}

/** Training stops where it is. */
export interface PauseRequest {
  type: 'pause';
  id?: number | null;
}

/** Pauses, then trains to the end of the epoch (in slices; `pause` ends it) or by one batch. */
export interface StepRequest {
  type: 'step';
  id?: number | null;
  unit?: 'epoch' | 'update';
}

/** How fast a playing room trains: one of the two; null epochs are as fast as the server can. 60 epochs a second at first. */
export interface SetSpeedRequest {
  type: 'set_speed';
  id?: number | null;
  epochs_per_second?: number | null;
  updates_per_second?: number | null;
}

/** Begins another run, which waits: the same points, with new initial weights or those of this run. */
export interface ResetRequest {
  type: 'reset';
  id?: number | null;
  weights?: 'new' | 'same';
}

/** Begins another run, which waits, with a new seed: new points, new weights. */
export interface RegenerateRequest {
  type: 'regenerate';
  id?: number | null;
}

/** Changes fields of the experiment. */
export interface ChangeRequest {
  type: 'change';
  id?: number | null;
  changes: Partial<Experiment>;
}

/** Opens a link or its fragment in this room: experiment and view; another run, which waits. */
export interface OpenLinkRequest {
  type: 'open_link';
  id?: number | null;
  link: string;
  run?: number | null;
}

/** Sets one weight: layer 1 is the first hidden layer, `source` is the neuron or feature it comes from. */
export interface SetWeightRequest {
  type: 'set_weight';
  id?: number | null;
  layer: number;
  neuron: number;
  source: number;
  value: number;
}

/** Sets one bias: layer 1 is the first hidden layer, the last layer is the output. */
export interface SetBiasRequest {
  type: 'set_bias';
  id?: number | null;
  layer: number;
  neuron: number;
  value: number;
}

/** Switches a hidden neuron off, so that its output is 0 and it learns nothing, or on again as it was. */
export interface SwitchNeuronRequest {
  type: 'switch_neuron';
  id?: number | null;
  layer: number;
  neuron: number;
  on: boolean;
}

/** Freezes one weight, or (source null) a bias, so that training does not change it; or frees it. */
export interface FreezeRequest {
  type: 'freeze';
  id?: number | null;
  layer: number;
  neuron: number;
  source: number | null;
  frozen: boolean;
}

/** Pauses and shows the nearest kept moment at or before an epoch, or the end of the run. */
export interface GoToRequest {
  type: 'go_to';
  id?: number | null;
  epoch: number;
}

/** Pauses and shows the kept moment with the smallest training loss. */
export interface GoToBestRequest {
  type: 'go_to_best';
  id?: number | null;
}

/** Puts the weights of the epoch with the least test loss in the place of the present ones; with early stopping alone that epoch is known. */
export interface UseBestRequest {
  type: 'use_best';
  id?: number | null;
}

/** Pauses and takes back what the host did last. */
export interface UndoRequest {
  type: 'undo';
  id?: number | null;
}

/** Pauses and does again what was taken back last. */
export interface RedoRequest {
  type: 'redo';
  id?: number | null;
}

/** Changes how the room is shown to everybody in it; what is left out stays. */
export interface SetViewRequest {
  type: 'set_view';
  id?: number | null;
  changes: Partial<View>;
}

/** Points at something: a place of a panel, from its left and from its top; null: at nothing. */
export interface LaserRequest {
  type: 'laser';
  id?: number | null;
  panel: 'plane' | 'network' | null;
  x?: number | null;
  y?: number | null;
}

/** A NEURON frame at once and with every STATE, with one neuron in full (layer 0: a feature; null: none). */
export interface InspectNeuronRequest {
  type: 'inspect_neuron';
  id?: number | null;
  layer: number | null;
  neuron?: number | null;
}

/** A PROBE frame at once and with every STATE, with all numbers of one point: of a set, any, or none. */
export interface ProbeRequest {
  type: 'probe';
  id?: number | null;
  set?: 'train' | 'test' | null;
  index?: number | null;
  x?: number[] | null;
}

/** How large the pictures of the neurons shall be for this browser. */
export interface SetGridSizeRequest {
  type: 'set_grid_size';
  id?: number | null;
  size: 'large' | 'small';
}

/** Whether this browser shows the page: a hidden tab gets no frames, visible again the present ones. */
export interface SetVisibleRequest {
  type: 'set_visible';
  id?: number | null;
  visible: boolean;
}

/** Whether this browser wants `metrics`: now, and at most four times a second while they change. */
export interface SubscribeMetricsRequest {
  type: 'subscribe_metrics';
  id?: number | null;
  wanted: boolean;
}

/** The STATE frame with this sequence number has arrived; gets no answer. */
export interface AckRequest {
  type: 'ack';
  id?: number | null;
  sequence: number;
}

/** Asks for the whole history of the losses as a HISTORY frame. */
export interface GetHistoryRequest {
  type: 'get_history';
  id?: number | null;
}

/** Chooses the device that computes, or leaves the choice to the server ("auto"); training goes on. */
export interface SetDeviceRequest {
  type: 'set_device';
  id?: number | null;
  device: string;
}

/** Has each device that is ready train a copy of the network for about 20 ms; `devices` is the answer. */
export interface MeasureDevicesRequest {
  type: 'measure_devices';
  id?: number | null;
}

/** The answer to hello. */
export interface Welcome {
  type: 'welcome';
  id: number | null;
  room: string;
  role: 'host' | 'watcher';
  token: string;
  watch: string;
  state: RoomState;
}

/** Sent to everybody in a room after anything in its state changed. */
export interface StateChanged {
  type: 'state';
  generation: number;
  run: number;
  playing: boolean;
  diverged: boolean;
  speed: number | null;
  speed_unit: 'epoch' | 'update';
  last_epoch: number | null;
  moment_interval: number;
  marks: MarkShown[];
  can_undo: boolean;
  can_redo: boolean;
  experiment: Experiment;
  view: View;
  link: string;
  watchers: number;
  parameter_count: number;
  n_outputs: number;
  n_classes: number | null;
  unkept: boolean;
  stopped: Stopped | null;
  stuck: ReasonShown | null;
  remedies: Record<string, number>;
  off: [number, number][];
  frozen: [number, number, number | null][];
  device: string;
  computing: string;
  device_lost: LostDevice | null;
}

/** Where another host points; all null: the dot is gone. */
export interface LaserShown {
  type: 'laser';
  panel: 'plane' | 'network' | null;
  x: number | null;
  y: number | null;
}

/** From now on one `ack` for every so many STATE frames is enough, half a second after the first of them at the latest; what has come until now is acknowledged at once. Without this message it is one for each. */
export interface Acknowledge {
  type: 'acknowledge';
  every: number;
}

/** The request with this id was carried out. */
export interface Done {
  type: 'done';
  id: number;
}

/** A request was refused; the connection lives on. `message` is for programs and logs, in English. */
export interface ErrorMessage {
  type: 'error';
  id: number | null;
  code: 'bad_message' | 'unknown_type' | 'forbidden' | 'invalid' | 'too_fast' | 'internal';
  message: string;
  field: string | null;
  reason: ReasonShown | null;
}

/** The last message before the server closes the connection by itself. */
export interface Goodbye {
  type: 'goodbye';
  code: number;
  message: string;
}

/** How good the network is and what its layers look like (numbers.py). */
export interface MetricsMessage {
  type: 'metrics';
  generation: number;
  epoch: number;
  learning_rate: number;
  schedule: ScheduleCurve | null;
  best_epoch: number | null;
  metrics: Metrics;
  layers: LayerMetrics[];
}

/** The devices of the server, and how fast each one trains the room's network. */
export interface DevicesMessage {
  type: 'devices';
  devices: DeviceShown[];
}

/** What the page may send. */
export type ClientMessage =
  | HelloRequest
  | PlayRequest
  | PauseRequest
  | StepRequest
  | SetSpeedRequest
  | ResetRequest
  | RegenerateRequest
  | ChangeRequest
  | OpenLinkRequest
  | SetWeightRequest
  | SetBiasRequest
  | SwitchNeuronRequest
  | FreezeRequest
  | GoToRequest
  | GoToBestRequest
  | UseBestRequest
  | UndoRequest
  | RedoRequest
  | SetViewRequest
  | LaserRequest
  | InspectNeuronRequest
  | ProbeRequest
  | SetGridSizeRequest
  | SetVisibleRequest
  | SubscribeMetricsRequest
  | AckRequest
  | GetHistoryRequest
  | SetDeviceRequest
  | MeasureDevicesRequest;

/** What the server may send. */
export type ServerMessage =
  | Welcome
  | StateChanged
  | LaserShown
  | Acknowledge
  | Done
  | ErrorMessage
  | Goodbye
  | MetricsMessage
  | DevicesMessage;

/** A room as everybody in it may see it. */
export interface RoomState {
  generation: number;
  run: number;
  playing: boolean;
  diverged: boolean;
  speed: number | null;
  speed_unit: 'epoch' | 'update';
  last_epoch: number | null;
  moment_interval: number;
  marks: MarkShown[];
  can_undo: boolean;
  can_redo: boolean;
  experiment: Experiment;
  view: View;
  link: string;
  watchers: number;
  parameter_count: number;
  n_outputs: number;
  n_classes: number | null;
  unkept: boolean;
  stopped: Stopped | null;
  stuck: ReasonShown | null;
  remedies: Record<string, number>;
  off: [number, number][];
  frozen: [number, number, number | null][];
  device: string;
  computing: string;
  device_lost: LostDevice | null;
}

/** Everything that decides a run, checked when it is made (`ExperimentError`). */
export interface Experiment {
  steepness: number;
  huber_delta: number;
  momentum: number;
  rms_decay: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  weight_decay: number;
  schedule_epochs: number;
  schedule_factor: number;
  l1_ratio: number;
  problem: 'classification' | 'regression' | 'curve';
  dataset: string;
  regression_dataset: string;
  curve_dataset: string;
  classes: number;
  n_points: number;
  turns: number;
  gap: number;
  rule: string;
  function: string;
  imbalance: number;
  label_noise: number;
  outliers: number;
  noise: number;
  train_percent: number;
  loss: string;
  features: string[];
  input_scaling: string;
  initializer: string;
  hidden: number[];
  activation: string;
  normalization: string;
  skip: boolean;
  layer_activations: string[];
  batch_size: number;
  optimizer: string;
  learning_rate: number;
  schedule: string;
  clip_norm: number;
  shuffle: boolean;
  regularization: string;
  regularization_rate: number;
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

/** How a run is shown; changes nothing in it. `hidden_controls` are names of `HIDABLE`, in its order. */
export interface View {
  show_test_data: boolean;
  discretize: boolean;
  hide_text: boolean;
  hidden_controls: string[];
}

/** What was changed after so many whole epochs: field → [from, to]. */
export interface MarkShown {
  epoch: number;
  changes: Record<string, [any, any]>;
}

/** Why training has stopped by itself, and after which epoch, whose weights these are; or those of another epoch have a smaller test loss, and `use_best` puts them back. */
export interface Stopped {
  epoch: number;
  reason: ReasonShown;
  better_epoch: number | null;
}

/** Why something cannot be: a code, and the values for the sentence that the page makes of it. */
export interface ReasonShown {
  code: string;
  values: Record<string, string | number | ReasonShown>;
}

/** A device that computed here and does not any more, and why. */
export interface LostDevice {
  device: string;
  reason: ReasonShown;
}

/** The learning rate at some epochs. */
export interface ScheduleCurve {
  epochs: number[];
  rates: number[];
}

/** The scores on training and test points; `gap` is test loss − training loss. */
export interface Metrics {
  train: Scores;
  test: Scores;
  gap: number | null;
}

/** A layer: its activation, its parameters, and how values are spread in it, over the training points. */
export interface LayerMetrics {
  activation: string;
  parameters: LayerCount;
  weights: Histogram;
  pre_activations: Histogram;
  activations: Histogram;
  gradients: Histogram;
  gradient_norm: number | null;
}

/** A device of the server; `unavailable_reason` is null where it can be chosen. */
export interface DeviceShown {
  name: string;
  label: string;
  unavailable_reason: ReasonShown | null;
  is_ready: boolean;
  is_auto: boolean;
  epochs_per_second: number | null;
}

/** How good outputs are on some points. What does not apply is None. */
export interface Scores {
  loss: number | null;
  accuracy: number | null;
  confusion: number[][] | null;
  precision: (number | null)[] | null;
  recall: (number | null)[] | null;
  r2: number | null;
  rmse: number | null;
}

/** The number of parameters of a layer, and how it comes about. */
export interface LayerCount {
  n_weights: number;
  n_biases: number;
  n_scales: number;
  total: number;
  formula: string;
}

/** How often values fall into equal bins from `low` to `high`; `counts` has one number for each bin. */
export interface Histogram {
  low: number;
  high: number;
  counts: number[];
}
