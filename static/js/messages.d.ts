// Written by `make generate` from server/requests, messages and classes: not to be edited.

/** The first message: joins a room, or makes one from a link (or the default experiment). With a `seat` the room is that of a student in a class, if the sender holds its controls. */
export interface HelloRequest {
  type: 'hello';
  id?: number | null;
  room?: string | null;
  token?: string | null;
  link?: string | null;
  grid_size?: 'large' | 'small';
  seat?: string | null;
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

/** Changes points that are painted, in this order; rows are counted as they are before. */
export interface PaintRequest {
  type: 'paint';
  id?: number | null;
  base: string | null;
  stroke?: number;
  title?: string | null;
  classes?: string[] | null;
  relabel?: [number, number][];
  move?: [number, number, number][];
  turn?: [number, boolean][];
  remove?: number[];
  add?: [number, number, number, boolean][];
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

/** Moves the line of a neuron of the first hidden layer, so that it runs through two places of the plane: its weights and its bias follow, and it stays as steep as it is. */
export interface MoveLineRequest {
  type: 'move_line';
  id?: number | null;
  neuron: number;
  one: number[];
  other: number[];
}

/** Puts a network built by hand of n boxes, pieces or towers in the place of the room's, whose layers, activation and inputs go along: of a curve boxes of steps or sigmoids, or straight pieces of ReLUs; in the plane towers. Of more than there may be as many as may. */
export interface BuildBoxesRequest {
  type: 'build_boxes';
  id?: number | null;
  activation: 'step' | 'sigmoid' | 'relu';
  n: number;
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

/** Goes to where an earlier run of the room ended: weights, curve, settings and view. `generation` is that of its last frames. It waits, as another run. */
export interface GoToRunRequest {
  type: 'go_to_run';
  id?: number | null;
  generation: number;
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
  inputs?: number[] | null;
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

/** `standing` at once and with every STATE: which parts of these conditions hold, and the value of a name. docs/lessons.md has the names. Nothing of both ends it. */
export interface FollowStepRequest {
  type: 'follow_step';
  id?: number | null;
  conditions?: string[] | null;
  outcome?: string | null;
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

/** The answer to hello. `replica` is the one of the server's replicas that has the room, empty where there is one server alone. */
export interface Welcome {
  type: 'welcome';
  id: number | null;
  version: string;
  replica: string;
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
  table: ShownTable | null;
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

/** The last message before the server closes the connection by itself. `replica` is where what has moved is (4011); where that is not known, and for any other code, it is empty. */
export interface Goodbye {
  type: 'goodbye';
  code: number;
  message: string;
  replica: string;
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

/** How far the run has come with what this browser follows: of each condition the parts that `and` joins. A value is null where the run has none. */
export interface StandingMessage {
  type: 'standing';
  generation: number;
  epoch: number;
  conditions: ConditionPart[][];
  outcome: number | null;
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
  | PaintRequest
  | SetWeightRequest
  | MoveLineRequest
  | BuildBoxesRequest
  | SetBiasRequest
  | SwitchNeuronRequest
  | FreezeRequest
  | GoToRequest
  | GoToRunRequest
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
  | FollowStepRequest
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
  | StandingMessage
  | DevicesMessage;

/** Makes a class, whose teacher the sender is. */
export interface BeginClassRequest {
  type: 'begin_class';
  id?: number | null;
}

/** Joins a class as somebody new: that of the invitation in a square or link, or else of the code, as it was typed. Where names may be chosen this is the name, else one is made up in this language. */
export interface JoinRequest {
  type: 'join';
  id?: number | null;
  code?: string;
  invitation?: string | null;
  name?: string | null;
  language?: 'en' | 'de';
}

/** Comes into a class with the token of a role or of a student. `name` is what a student is called, for a class that does not know it any more. */
export interface ComeBackRequest {
  type: 'come_back';
  id?: number | null;
  school_class: string;
  token: string;
  name?: string | null;
}

/** Changes the rules that are named. */
export interface SetRulesRequest {
  type: 'set_rules';
  id?: number | null;
  locked?: boolean | null;
  lobby?: boolean | null;
  may_rename?: boolean | null;
  anonymous?: boolean | null;
  kept?: boolean | null;
}

/** Lets in a person who waits, or (null) all who do. */
export interface LetInRequest {
  type: 'let_in';
  id?: number | null;
  person?: string | null;
}

/** Gives a student another name. */
export interface RenameRequest {
  type: 'rename';
  id?: number | null;
  person: string;
  name: string;
}

/** A student has to go. */
export interface RemoveRequest {
  type: 'remove';
  id?: number | null;
  person: string;
}

/** The links of all roles are worth nothing any more; the sender comes back with the new ones. */
export interface RotateLinksRequest {
  type: 'rotate_links';
  id?: number | null;
}

/** The class is over, and everything of it is deleted. */
export interface EndClassRequest {
  type: 'end_class';
  id?: number | null;
}

/** Whom everybody follows: the teacher's room (`room` and `watch`), or that of a student, whose name is shown only if that is asked for; all null: nobody. */
export interface PresentRequest {
  type: 'present';
  id?: number | null;
  room?: string | null;
  watch?: string | null;
  person?: string | null;
  show_name?: boolean;
}

/** What the projector shows: the wall, all boundaries in one picture, the network that everybody follows, the question with its answers as they come, or the experiment of the class. */
export interface ShowOnProjectorRequest {
  type: 'show_on_projector';
  id?: number | null;
  what: 'wall' | 'overlay' | 'network' | 'question' | 'lesson' | 'trial' | 'board' | 'collection';
}

/** Hands out an experiment as a link: as an offer, or opened at once in all rooms. */
export interface HandOutRequest {
  type: 'hand_out';
  id?: number | null;
  link: string;
  title?: string;
  at_once?: boolean;
}

/** Pauses all rooms of the class, with a sentence that everybody reads. */
export interface PauseAllRequest {
  type: 'pause_all';
  id?: number | null;
  sentence?: string;
}

/** Those who trained before the pause train on, and everybody may. */
export interface ResumeAllRequest {
  type: 'resume_all';
  id?: number | null;
}

/** What students may change; null: everything. These are fields of an experiment, `layers` (how many there are; `hidden` is how many neurons they have), `formulas` (features that are typed) and `by_hand` (weights, neurons off, what is frozen, weights from a file). */
export interface SetPaceRequest {
  type: 'set_pace';
  id?: number | null;
  fields: string[] | null;
  examples?: Record<string, boolean>;
}

/** Begins a timer of so many seconds, or (null) takes it away. */
export interface SetTimerRequest {
  type: 'set_timer';
  id?: number | null;
  seconds: number | null;
}

/** A note to one student; an empty one takes it back. */
export interface SendNoteRequest {
  type: 'send_note';
  id?: number | null;
  person: string;
  text: string;
}

/** Asks the class: one of some choices, a number, or a short text. */
export interface AskRequest {
  type: 'ask';
  id?: number | null;
  text: string;
  kind?: 'choices' | 'number' | 'text';
  choices?: string[];
}

/** Nobody answers any more, and everybody sees what was answered. */
export interface CloseQuestionRequest {
  type: 'close_question';
  id?: number | null;
}

/** The question is gone, with its answers. */
export interface TakeQuestionAwayRequest {
  type: 'take_question_away';
  id?: number | null;
}

/** An experiment of the class: every student gets this link with another value of one field, in turn, or of `width`, the neurons of a single hidden layer; it is opened in their rooms at once. */
export interface BeginTrialRequest {
  type: 'begin_trial';
  id?: number | null;
  link: string;
  field: string;
  values: number[];
  title?: string;
}

/** The experiment of the class is over; everybody keeps their network. */
export interface EndTrialRequest {
  type: 'end_trial';
  id?: number | null;
}

/** Opens a lesson on the pages of all students, who go to networks of their own: all of its `n_steps`, or those up to `until` (from 0). Its `set_ups` are links that rooms may open whatever the pace has closed. */
export interface OpenLessonRequest {
  type: 'open_lesson';
  id?: number | null;
  lesson: string;
  n_steps: number;
  until?: number | null;
  set_ups?: string[];
}

/** Opens the steps of the lesson up to this one, from 0; null: all. Who is farther comes back to it; with `brings` who is behind comes on too, and who comes late begins there. What was answered in another step is shown no longer. */
export interface SetLessonStepRequest {
  type: 'set_lesson_step';
  id?: number | null;
  step: number | null;
  brings?: boolean;
}

/** Shows everybody what was answered in a step, without names; null: nothing any more. */
export interface ShowLessonAnswersRequest {
  type: 'show_lesson_answers';
  id?: number | null;
  step: number | null;
}

/** No lesson is open for everybody any more; what was answered in it is gone. */
export interface CloseLessonRequest {
  type: 'close_lesson';
  id?: number | null;
}

/** In which step of the lesson of this number a student is (`n_steps`: through), whether it is done, what help was taken, the `answer` that was given (a choice, from 0, or a number), and of a prediction the `outcome` and the choice that was `right` (-1: none). */
export interface ReportLessonRequest {
  type: 'report_lesson';
  id?: number | null;
  number: number;
  step: number;
  done?: boolean;
  hints?: number;
  solution?: boolean;
  answer?: number | null;
  outcome?: number | null;
  right?: number | null;
}

/** Begins a challenge: the data of this link, and limits (null: none) for networks that count. It is opened in all rooms at once. */
export interface BeginChallengeRequest {
  type: 'begin_challenge';
  id?: number | null;
  link: string;
  title?: string;
  neurons?: number | null;
  epochs?: number | null;
  features?: string[] | null;
}

/** Nothing counts any more; the board stays. */
export interface EndChallengeRequest {
  type: 'end_challenge';
  id?: number | null;
}

/** Puts a student's network aside as it looks now; `saved` is the address under which its whole state was saved, if it was. */
export interface CollectRequest {
  type: 'collect';
  id?: number | null;
  person: string;
  title?: string;
  saved?: string | null;
}

/** Takes an item of the collection away. */
export interface DropItemRequest {
  type: 'drop_item';
  id?: number | null;
  number: number;
}

/** Puts the collection into another order: all numbers, each once. */
export interface OrderItemsRequest {
  type: 'order_items';
  id?: number | null;
  numbers: number[];
}

/** Shows one item to everybody, two beside each other, or none. */
export interface ShowItemsRequest {
  type: 'show_items';
  id?: number | null;
  numbers: number[];
}

/** Chooses a name; null: another one is made up. */
export interface SetNameRequest {
  type: 'set_name';
  id?: number | null;
  name: string | null;
  language?: 'en' | 'de';
}

/** Whether the student has done what was asked for. */
export interface SetDoneRequest {
  type: 'set_done';
  id?: number | null;
  done: boolean;
}

/** Whether the student looks at the network that everybody follows, or at their own. */
export interface FollowRequest {
  type: 'follow';
  id?: number | null;
  follows: boolean;
}

/** Opens what is handed out in the student's room, whatever the pace has open. */
export interface TakeOfferRequest {
  type: 'take_offer';
  id?: number | null;
}

/** The answer to the question that is open: the number of a choice (from 0), a number, or a text. */
export interface GiveAnswerRequest {
  type: 'give_answer';
  id?: number | null;
  answer: string | number;
}

/** Whether this page is seen. */
export interface ShowPageRequest {
  type: 'show_page';
  id?: number | null;
  visible: boolean;
}

/** A class as everybody in it may see it. `invitation` is what squares and links carry beside the code; null for students, who show none. `pace` is null where students may change everything. `on_projector` is what the teacher has the projector show: the wall where the other is not there. */
export interface ClassShown {
  type: 'class';
  code: string;
  invitation: string | null;
  rules: Rules;
  paused: string | null;
  presenter: Presenter | null;
  offer: Offer | null;
  pace: PaceShown | null;
  question: Question | null;
  trial: Trial | null;
  challenge: Challenge | null;
  lesson: LessonShown | null;
  on_projector: 'wall' | 'overlay' | 'network' | 'question' | 'lesson' | 'trial' | 'board' | 'collection';
}

/** The places of the challenge: all of them for who leads, the first five for everybody else. */
export interface Board {
  type: 'board';
  number: number;
  n_scored: number;
  rows: BoardRow[];
}

/** What was put aside: all of it for who leads; for everybody else what is shown. */
export interface Collection {
  type: 'collection';
  items: Item[];
  shown: number[];
}

/** What was answered in the steps of the lesson of this number, for who leads; null: none is open. */
export interface LessonAnswers {
  type: 'lesson_answers';
  number: number | null;
  steps: StepAnswers[];
}

/** How many seconds are left; null: there is no timer. */
export interface TimerShown {
  type: 'timer';
  seconds: number | null;
}

/** The answer to the first message. `links` has the secrets of other roles, for a teacher alone. */
export interface ClassWelcome {
  type: 'welcome';
  id: number | null;
  school_class: string;
  role: 'teacher' | 'co_teacher' | 'student' | 'spectator';
  token: string;
  links: Record<string, string> | null;
  gone_after_seconds: number;
  replica: string;
}

/** Whether the class is kept at the moment, so that another replica of the server can go on with it. It is sent when that changes, and after the welcome while it is not. */
export interface ClassKept {
  type: 'kept';
  kept: boolean;
}

/** What a student is told alone. */
export interface Me {
  type: 'me';
  person: string;
  name: string;
  seat: string;
  waiting: boolean;
  done: boolean;
  follows: boolean;
  note: string;
  answer: string | number | null;
  value: number | string | null;
  place: PlaceShown | null;
  lesson: MyLesson | null;
}

/** Everybody who has joined, in the order of coming. */
export interface People {
  type: 'people';
  people: PersonShown[];
}

/** The cells that have changed since the last wall, and the people who have none any more. */
export interface Wall {
  type: 'wall';
  cells: any[];
  gone: string[];
}

/** What a page of a class may send. */
export type ClassClientMessage =
  | BeginClassRequest
  | JoinRequest
  | ComeBackRequest
  | SetRulesRequest
  | LetInRequest
  | RenameRequest
  | RemoveRequest
  | RotateLinksRequest
  | EndClassRequest
  | PresentRequest
  | ShowOnProjectorRequest
  | HandOutRequest
  | PauseAllRequest
  | ResumeAllRequest
  | SetPaceRequest
  | SetTimerRequest
  | SendNoteRequest
  | AskRequest
  | CloseQuestionRequest
  | TakeQuestionAwayRequest
  | BeginTrialRequest
  | EndTrialRequest
  | OpenLessonRequest
  | SetLessonStepRequest
  | ShowLessonAnswersRequest
  | CloseLessonRequest
  | ReportLessonRequest
  | BeginChallengeRequest
  | EndChallengeRequest
  | CollectRequest
  | DropItemRequest
  | OrderItemsRequest
  | ShowItemsRequest
  | SetNameRequest
  | SetDoneRequest
  | FollowRequest
  | TakeOfferRequest
  | GiveAnswerRequest
  | ShowPageRequest;

/** What a page of a class may be sent. */
export type ClassServerMessage =
  | ClassShown
  | Board
  | Collection
  | LessonAnswers
  | TimerShown
  | ClassWelcome
  | ClassKept
  | Me
  | People
  | Wall
  | Done
  | ErrorMessage
  | Goodbye;

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
  table: ShownTable | null;
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
  table: ShownTable | null;
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
  look: string[];
  inside: string[];
  hidden_controls: string[];
}

/** What was changed after so many whole epochs: field → [from, to]. */
export interface MarkShown {
  epoch: number;
  changes: Record<string, [any, any]>;
}

/** What is told of a table: all but its rows. */
export interface ShownTable {
  digest: string;
  title: string;
  names: string[];
  names_in: Record<string, string[]>;
  classes: string[];
  n_rows: number;
  side: number;
  is_on_plane: boolean;
  is_split: boolean;
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

/** Whether a part of a condition holds now, and the present value that it is about. */
export interface ConditionPart {
  holds: boolean;
  value: number | null;
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

/** How a class is led: `locked` lets nobody new in, `lobby` lets new ones wait for the teacher, `may_rename` lets students choose their names, `anonymous` gives everybody a pioneer's name. With `kept` the names are written down too where the class is, so that they outlive the server. */
export interface Rules {
  locked?: boolean;
  lobby?: boolean;
  may_rename?: boolean;
  anonymous?: boolean;
  kept?: boolean;
}

/** Whose network everybody follows: that of a person, or (null) of the teacher. */
export interface Presenter {
  person: string | null;
  name: string | null;
  room: string;
  watch: string;
}

/** An experiment that the teacher hands out; `number` rises with each. */
export interface Offer {
  number: number;
  link: string;
  title: string;
  at_once: boolean;
}

/** What students may change (null: everything), and which set-ups they may open whatever is closed (true), or not at all (false). */
export interface PaceShown {
  fields: string[] | null;
  examples: Record<string, boolean>;
}

/** What the class is asked. `counts` has how many chose each, and is there for teachers, and for all when it is closed; `answers` are numbers or texts without names. */
export interface Question {
  number: number;
  text: string;
  kind: 'choices' | 'number' | 'text';
  choices: string[];
  is_open: boolean;
  n_answers?: number;
  counts?: number[] | null;
  answers?: (string | number)[] | null;
}

/** An experiment of the class: everybody trains with another value of one field. */
export interface Trial {
  number: number;
  field: string;
  title: string;
  values?: Record<string, number> | null;
}

/** A task with limits (null: none), scored on points that nobody has seen. */
export interface Challenge {
  number: number;
  title: string;
  link: string;
  neurons: number | null;
  epochs: number | null;
  features: string[] | null;
  is_open: boolean;
}

/** The lesson that is open for everybody; `number` rises with each. Steps count from 0; `start` is the one that everybody was brought to, where who comes late begins, `brought` how often they were; `until` is the last one that is open (null: all are), `shown` what was answered in a step, once everybody may see it. */
export interface LessonShown {
  number: number;
  lesson: string;
  n_steps: number;
  start: number;
  brought: number;
  until: number | null;
  shown: StepAnswers | null;
}

/** A place of a challenge: the best network of a student so far, with its picture as in a cell. */
export interface BoardRow {
  kind: 'signed' | 'classes';
  picture: string;
  n_outputs: number;
  place: number;
  person: string;
  name: string;
  score: number;
  parameters: number;
  neurons: number;
  epoch: number;
  at_seconds: number;
  tries: number;
}

/** A network that was put aside, as it looked then. `saved` is the address of its whole state. */
export interface Item {
  kind: 'signed' | 'classes';
  picture: string;
  n_outputs: number;
  number: number;
  title: string;
  person: string;
  name: string;
  saved: string | null;
  link: string | null;
  epoch: number;
  train_loss: number;
  test_loss: number;
  parameters: number;
  n_neurons: number;
}

/** What was answered to the question or prediction of a step, without names: `answers` has how many gave each first, a choice (from 0) or a number. Of a prediction `n_seen` runs have come to their end: `outcome` is the value in the middle of theirs, `right` the choice that held in most (-1: none). */
export interface StepAnswers {
  step: number;
  n_answers: number;
  answers: [number, number][];
  n_seen: number;
  outcome: number | null;
  right: number | null;
}

/** Where a student stands in a challenge, and what score is missing to the next place. */
export interface PlaceShown {
  place: number;
  of: number;
  score: number;
  to_next: number | null;
  tries: number;
}

/** How far a student has come with the lesson of this number. */
export interface MyLesson {
  number: number;
  step: number;
  done: number[];
  answers: MyAnswer[];
}

/** A student as teachers see them (and who looks on, without the note and the place in the lesson). */
export interface PersonShown {
  person: string;
  name: string;
  here: boolean;
  away_seconds: number;
  waiting: boolean;
  done: boolean;
  follows: boolean;
  note: string;
  answer: string | number | null;
  value: number | string | null;
  lesson: LessonPlace | null;
}

/** What a student's network looks like now. `curve` has some losses, from the first to the last, in pairs (training, test). `room` and `watch` let teachers see the whole network; `stuck` is for them too. */
export interface Cell {
  kind: 'signed' | 'classes';
  picture: string;
  n_outputs: number;
  person: string;
  epoch: number;
  train_loss: number;
  test_loss: number;
  accuracy: number | null;
  curve: [number, number][];
  parameters: number;
  n_neurons: number;
  playing: boolean;
  diverged: boolean;
  stuck: ReasonShown | null;
  stuck_seconds: number;
  link: string | null;
  room: string | null;
  watch: string | null;
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

/** What a student answered in a step, and of a prediction what it came to. */
export interface MyAnswer {
  step: number;
  answer: number;
  outcome: number | null;
  right: number | null;
}

/** Where a student is: for how long in which step (`n_steps` of the lesson: through), how many steps are done, and in this one the hints that were taken and whether its solution was played. */
export interface LessonPlace {
  step: number;
  seconds: number;
  step_done: boolean;
  n_done: number;
  hints: number;
  solution: boolean;
}
