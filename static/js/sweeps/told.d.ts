/** What the server tells of sweeps, and is asked: server/web/sweeps has the other end. */
import type { Experiment, ReasonShown } from '../messages.js';

export type Strategy = 'grid' | 'random' | 'tpe' | 'gp' | 'hyperband';
export type Measure = 'test_loss' | 'best_test_loss' | 'test_accuracy';

/** What a sweep is to do. */
export interface Order {
  /** The experiment, as the address of the playground has it. */
  link: string;
  /** A text for each field that varies: 'learning_rate=0.001..1:log:7', 'hidden=2|4|8,4'. */
  vary: string[];
  /** Networks of each setting. */
  seeds: number;
  /** How long each is trained. */
  epochs: number;
  strategy: Strategy;
  measure: Measure;
  /** How many settings are tried; null: all of a grid, or as many as usual. */
  trials: number | null;
  device: string;
  /** Of each network, spread over its epochs. */
  pictures: number;
  /** Which of the ready-made ones it is. */
  ready: string | null;
}

/** What an order comes to. */
export interface Checked {
  n_settings: number;
  n_trials: number;
  /** Of all networks together. */
  n_epochs: number;
  /** The experiment's link, as the server writes it. */
  what_stays: string;
  experiment: Experiment;
}

/** A field that varies. */
export interface SweptField {
  name: string;
  /** As they are told; of a range those of the grid. */
  values: string[];
  range: { low: number; high: number; by_factors: boolean; is_whole: boolean } | null;
}

export interface Status {
  id: string;
  /** Rises with every change. */
  version: number;
  state: 'running' | 'paused' | 'done' | 'stopped';
  /** Why it is not running, where nobody asked for that. */
  why: ReasonShown | null;
  order: Order;
  fields: SweptField[];
  n_settings: number;
  n_seeds: number;
  /** How many networks there are. */
  n_trials: number;
  n_done: number;
  n_training: number;
  /** Of running, so far. */
  seconds: number;
  seconds_left: number | null;
  /** After how many epochs it is decided who goes on; one number for all strategies but hyperband. */
  rungs: number[];
  made_at: number;
  /** Until when it is kept; null: only as long as the server runs. */
  ends_at: number | null;
  is_largest_best: boolean;
  where: 'cores' | 'gpu' | 'cluster';
  n_workers: number;
  /** Of the server, that says so; empty where it is alone. */
  replica: string;
}

/** What became of a network. A later row of the same setting and repeat takes the place of an earlier one. */
export interface Row {
  /** From 1 on, as they were stored. */
  number: number;
  setting: number;
  repeat: number;
  /** By field, as they are told. */
  values: Record<string, string>;
  seed: string;
  epochs: number;
  train_loss: number | null;
  test_loss: number | null;
  train_accuracy: number | null;
  test_accuracy: number | null;
  best_test_loss: number | null;
  /** Of the measure; null: it ran away. */
  value: number | null;
  n_parameters: number;
  /** After which epochs the curves have their losses; null in those: it had run away. */
  looks: number[];
  train_curve: (number | null)[];
  test_curve: (number | null)[];
  kind: 'signed' | 'classes';
  n_outputs: number;
  /** In Base64, of 32 x 32 cells each, and after which epochs they were. */
  pictures: string[];
  picture_epochs: number[];
  link: string;
}

export interface Answer {
  status: Status;
  rows: Row[];
  /** The number of the last of these rows. */
  next: number;
}

/** A network that is looked at, or all of a setting. */
export interface Chosen {
  setting: number;
  repeat?: number;
}

/** What every chart of a sweep is given. */
export interface ChartProps {
  status: Status;
  /** The last row of each network. */
  rows: Row[];
  chosen: Chosen | null;
  onChoose: (setting: number, repeat: number) => void;
}
