/** Tells the server which frames have been used, so that it sends no more than this browser can draw. */

/** So long a frame that is on the screen waits for others that are acknowledged with it. */
const LONGEST_WAIT_MS = 500;

export class Acknowledgements {
  #tell;
  #isHidden;
  #schedule;
  #setTimeout;
  /** So many frames are acknowledged together. */
  #every = 1;
  /** Sequence numbers of the frames that are not yet acknowledged. @type {number[]} */
  #waiting = [];
  #isScheduled = false;
  /** Of the frame whose time runs. */
  #timed = -1;

  /**
   * @param {object} parts
   * @param {(message: { type: 'ack', sequence: number }) => void} parts.tell
   * @param {() => boolean} parts.isHidden whether nobody sees this tab
   * @param {(run: () => void) => void} parts.schedule runs once with the next picture
   * @param {(run: () => void, ms: number) => unknown} parts.setTimeout
   */
  constructor({ tell, isHidden, schedule, setTimeout }) {
    this.#tell = tell;
    this.#isHidden = isHidden;
    this.#schedule = schedule;
    this.#setTimeout = setTimeout;
  }

  /** A frame came: it counts once it is on the screen; a hidden tab draws nothing and says so at once.
   * @param {number} sequence */
  add(sequence) {
    this.#waiting.push(sequence);
    if (this.#isHidden()) return this.send();
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => this.#drawn());
  }

  #drawn() {
    this.#isScheduled = false;
    if (this.#waiting.length >= this.#every) return this.send();
    const [first] = this.#waiting;
    if (first === undefined || first === this.#timed) return;
    this.#timed = first;
    this.#setTimeout(() => this.#waiting[0] === first && this.send(), LONGEST_WAIT_MS);
  }

  /** From now on so many frames are acknowledged together. @param {number} every */
  together(every) {
    this.#every = every;
    this.send();
  }

  /** Acknowledges what has come: the newest stands for those before it. */
  send() {
    const sequence = this.#waiting.at(-1);
    if (sequence !== undefined) this.#tell({ type: 'ack', sequence });
    this.#waiting = [];
  }

  /** The connection they came by is gone. */
  forget() {
    this.#waiting = [];
    this.#every = 1;
    this.#timed = -1;
  }
}
