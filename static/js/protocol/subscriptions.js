/** @import { ClientMessage, RoomState } from '../messages.js' */
/** @import { Frame, LaserPlace, PictureSize, Points, ProbedPoint } from '../types.js' */
/** What this page asks of the server for itself alone. The server forgets it with each connection, so it
 * is kept here. */

import { FIRST_SIZE } from './socket.js';

/** Between two places of the laser. */
const LASER_PAUSE_MS = 50;

/**
 * @typedef {object} Ways to the server
 * @property {(message: ClientMessage) => number | false} send a request; its id
 * @property {(message: ClientMessage) => unknown} tell what wants no answer
 * @property {(run: () => void, ms: number) => unknown} setTimeout
 */

/** What of the run a lesson asks for. @typedef {{ conditions: string[], outcome: string | null }} Followed */

/** Every change answers whether it was one. */
export class Subscriptions {
  #ways;
  /** @type {PictureSize} */
  pictureSize = FIRST_SIZE;
  wantsNumbers = false;
  /** @type {{ layer: number, neuron: number } | null} */
  #lookedAt = null;
  /** @type {ProbedPoint | null} */
  #probed = null;
  /** @type {Followed | null} */
  #followed = null;
  /** The request for it that is not yet answered. @type {number | false} */
  #asksFor = false;
  /** Where this host points. @type {LaserPlace | null} */
  #pointed = null;
  #laserWaits = false;

  /** @param {Ways} ways */
  constructor(ways) {
    this.#ways = ways;
  }

  /** Large pictures of one neuron (layer 0: of a feature), or of none.
   * @param {number | null} layer @param {number} neuron */
  look(layer, neuron) {
    const wanted = layer === null ? null : { layer, neuron };
    if (wanted?.layer === this.#lookedAt?.layer && wanted?.neuron === this.#lookedAt?.neuron) return false;
    this.#lookedAt = wanted;
    this.#ways.send(wanted ? { type: 'inspect_neuron', ...wanted } : { type: 'inspect_neuron', layer: null });
    return true;
  }

  /** The point asked about; its numbers may not have come yet. */
  get probed() {
    return this.#probed;
  }

  /** The numbers of a point, or of none. @param {ProbedPoint | null} point */
  probeAt(point) {
    if (JSON.stringify(point) === JSON.stringify(this.#probed)) return false;
    this.#probed = point;
    this.#ways.send({ type: 'probe', ...point });
    return true;
  }

  /** Pictures of all neurons, large or small. @param {PictureSize} size */
  grids(size) {
    if (size === this.pictureSize) return false;
    this.pictureSize = size;
    this.#ways.send({ type: 'set_grid_size', size });
    return true;
  }

  /** Scores and layers some times a second, or no more. @param {boolean} wanted */
  wantNumbers(wanted) {
    if (wanted === this.wantsNumbers) return false;
    this.wantsNumbers = wanted;
    this.#ways.send({ type: 'subscribe_metrics', wanted });
    return true;
  }

  /** Something that the server knows already, and answers: whether it is there.
   * @returns {ClientMessage} */
  askAgain = () => ({ type: 'subscribe_metrics', wanted: this.wantsNumbers });

  /** How far the run has come with these conditions, or with none. @param {Followed | null} wanted */
  follow(wanted) {
    if (JSON.stringify(wanted) === JSON.stringify(this.#followed)) return false;
    this.#followed = wanted;
    this.#asksFor = this.#ways.send({ type: 'follow_step', ...wanted });
    return true;
  }

  /** A request is answered. @param {number | null | undefined} id */
  answered(id) {
    if (id === this.#asksFor) this.#asksFor = false;
  }

  /** Is what comes about what is followed now? */
  get isFollowing() {
    return this.#followed !== null && this.#asksFor === false;
  }

  /** Shows the others where this host points, not too often and the last place always.
   * @param {LaserPlace | null} place */
  pointLaser(place) {
    this.#pointed = place;
    if (this.#laserWaits) return;
    this.#ways.tell(place ? { type: 'laser', ...place } : { type: 'laser', panel: null });
    this.#laserWaits = true;
    this.#ways.setTimeout(() => {
      this.#laserWaits = false;
      if (this.#pointed !== place) this.pointLaser(this.#pointed);
    }, LASER_PAUSE_MS);
  }

  /** Tells a server that has forgotten. The size of the pictures stands in `hello`. */
  tellAll() {
    if (this.#lookedAt) this.#ways.send({ type: 'inspect_neuron', ...this.#lookedAt });
    if (this.wantsNumbers) this.#ways.send({ type: 'subscribe_metrics', wanted: true });
    if (this.#probed) this.#ways.send({ type: 'probe', ...this.#probed });
    if (this.#followed) this.#asksFor = this.#ways.send({ type: 'follow_step', ...this.#followed });
  }

  /** Is this the picture of the neuron looked at? @param {Frame['grid']} grid */
  isLookedAt(grid) {
    return grid?.layer === this.#lookedAt?.layer && grid?.neuron === this.#lookedAt?.neuron;
  }

  /** Are these the numbers of the point asked about? @param {Frame['probe']} probe */
  isProbed(probe) {
    const point = this.#probed;
    if (!probe || !point) return false;
    if ('set' in point) return probe.set === point.set && probe.index === point.index;
    if ('inputs' in point) return probe.isMade;
    return !probe.isMade && !probe.set && probe.x.every((value, i) => value === Math.fround(point.x[i]));
  }

  /** Nobody looks at a neuron that the network has no more. @param {RoomState} roomState */
  forgetLostNeuron({ experiment, n_outputs: outputs }) {
    if (!this.#lookedAt || this.#lookedAt.layer === 0) return false;
    const sizes = [0, ...experiment.hidden, outputs];
    if (this.#lookedAt.neuron < (sizes[this.#lookedAt.layer] ?? 0)) return false;
    this.#lookedAt = null;
    return true;
  }

  /** Nobody asks about a point that is there no more. @param {Points | null} points */
  forgetLostPoint(points) {
    const point = this.#probed;
    if (!points || !point || 'x' in point) return false;
    const isThere =
      'inputs' in point
        ? points.ranges?.length === 2 * point.inputs.length
        : point.index < points[point.set].length / 3;
    if (isThere) return false;
    this.#probed = null;
    return true;
  }
}
