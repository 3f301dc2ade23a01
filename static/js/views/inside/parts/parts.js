// The sections of an INSIDE frame, as all its readers find them: pure.

/** @import { ReasonShown } from '../../../messages.js' */
/** @import { Part } from '../../../types.js' */
/** @import { Store } from '../../../state/store.js' */
/** @import { Neuron } from '../../parts/common.js' */
/** @import { Palette } from '../../painting/palette.js' */

/**
 * @typedef {{ store: Store, palette: Palette, canEdit: boolean, look: (neuron: Neuron | null) => void }}
 *   InsideProps  look: what lights up in the network
 */

/** Kinds of sections; server/frames/layout.py has them too, server/frames/inside/ says what is in each. */
export const KINDS = /** @type {const} */ ({
  PLACES: 32,
  PAPER: 33,
  CUTS: 34,
  SHOWN: 35,
  INPUTS: 40,
  NEURONS: 41,
  PARAMETERS: 42,
  VERDICT: 43,
  COSINES: 44,
  LINES: 50,
  REGIONS: 51,
  CODES: 52,
  CORNERS: 53,
  COUNT: 54,
  LANDSCAPE: 56,
  SLICE: 57,
  PATH: 58,
  REASON: 63,
  RULE: 64,
  BOUND: 65,
  CLASH: 66,
  PARTS: 67,
  FUNCTION: 68,
  SURFACE: 69,
  ERRORS: 70,
  GRAPH: 72,
  FLOW: 73,
  WORK: 74,
  TIMES: 75,
  PASS: 76,
  NOISE: 79,
  PUZZLE: 80,
  WRONG: 81,
  ANSWERS: 82,
  JOINS: 83,
  MARGIN: 84,
  DEPTHS: 90,
  PAPER_DEPTHS: 91,
  CUT_DEPTHS: 92,
  CUT: 94,
  ENDS: 95,
  HILLS: 96,
});

/** @typedef {keyof typeof KINDS} Kind */

/** All sections of a kind, one for each layer. @param {readonly Part[]} parts @param {Kind} kind */
export const partsOf = (parts, kind) => parts.filter((part) => part.kind === KINDS[kind]);

/** The only section of a kind, if it is there. @param {readonly Part[]} parts @param {Kind} kind */
export const partOf = (parts, kind) => parts.find((part) => part.kind === KINDS[kind]);

/** @param {Part} part @param {number} from in numbers @param {number} n */
export const floats = ({ buffer, offset }, from, n) => new Float32Array(buffer, offset + 4 * from, n);

/** @param {Part} part @param {number} from in bytes @param {number} n */
export const bytes = ({ buffer, offset }, from, n) => new Uint8Array(buffer, offset + from, n);

/** Why there is nothing to see, if that is so.
 * @param {readonly Part[]} parts @returns {ReasonShown | null} */
export const reasonOf = (parts) => jsonOf(partOf(parts, 'REASON'));

/** What a section says as JSON. @param {Part | undefined} part */
export const jsonOf = (part) =>
  part ? JSON.parse(new TextDecoder().decode(bytes(part, 0, part.length))) : null;
