import type { Store } from '../../state/store.js';

/** What every part of the page gets. */
export interface Common {
  store: Store;
  /** Whether this member holds the controls. */
  canEdit: boolean;
  /** Whether a control is shown: a link may hide some. */
  shown: (control: string) => boolean;
}

/** A neuron, counted from 0 in its layer; layer 0 holds the features. */
export interface Neuron {
  layer: number;
  neuron: number;
}

/** A weight by the neuron it leads to and where it comes from; source null: the bias, or the whole neuron. */
export interface WeightPlace extends Neuron {
  source: number | null;
}

/** In CSS pixels. */
export interface Size {
  width: number;
  height: number;
}
