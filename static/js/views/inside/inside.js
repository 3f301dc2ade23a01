// The view into the network that stands in the output's place: one file draws each.
import { html } from '#page';
import { Boxes } from './boxes.js';
import { LossCut } from './cut.js';
import { Hidden } from './hidden.js';
import { LossLandscape } from './landscape.js';
import { NeuronLines } from './lines.js';
import { DerivativeModes } from './modes.js';
import { Perceptron } from './perceptron.js';
import { Puzzle } from './puzzle.js';
import { Update } from './update.js';
import { WordsOfView } from './words.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Neuron } from '../parts/common.js' */
/** @import { Palette } from '../painting/palette.js' */

/**
 * @typedef {{ store: Store, palette: Palette, canEdit: boolean, look: (neuron: Neuron | null) => void }}
 *   InsideProps  look: what lights up in the network
 */

/** By the names that the server gives them. @type {Record<string, (props: InsideProps) => unknown>} */
const VIEWS = {
  boxes: Boxes,
  cut: LossCut,
  hidden: Hidden,
  lines: NeuronLines,
  puzzle: Puzzle,
  landscape: LossLandscape,
  perceptron: Perceptron,
  modes: DerivativeModes,
  update: Update,
};

/** @param {InsideProps & { name: string }} props */
export function Inside({ name, ...props }) {
  const view = VIEWS[name];
  return view ? html`<${WordsOfView} view=${name} /><${view} key=${name} ...${props} />` : null;
}
