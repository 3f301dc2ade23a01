// The view into the network that stands in the output's place: one file draws each.
import { html } from '#page';
import { Boxes } from './boxes/boxes.js';
import { Hidden } from './hidden/hidden.js';
import { LossCut } from './landscape/cut.js';
import { LossLandscape } from './landscape/landscape.js';
import { NeuronLines } from './lines/lines.js';
import { Puzzle } from './lines/puzzle.js';
import { DerivativeModes } from './modes/modes.js';
import { WordsOfView } from './parts/words.js';
import { Perceptron } from './perceptron/perceptron.js';
import { Update } from './update/update.js';

/** @import { InsideProps } from './parts/parts.js' */

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
