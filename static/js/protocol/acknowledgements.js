/** Tells the server which frames have been used, so that it sends no more than this browser can draw. */

export class Acknowledgements {
  #tell;
  #isHidden;
  #schedule;
  /** Sequence numbers of the frames that are not yet on the screen. @type {number[]} */
  #waiting = [];

  /**
   * @param {object} parts
   * @param {(message: { type: 'ack', sequence: number }) => void} parts.tell
   * @param {() => boolean} parts.isHidden whether nobody sees this tab
   * @param {(run: () => void) => void} parts.schedule runs once with the next picture
   */
  constructor({ tell, isHidden, schedule }) {
    this.#tell = tell;
    this.#isHidden = isHidden;
    this.#schedule = schedule;
  }

  /** A frame came: it counts once it is on the screen; a hidden tab draws nothing and says so at once.
   * @param {number} sequence */
  add(sequence) {
    this.#waiting.push(sequence);
    if (this.#isHidden()) return this.send();
    if (this.#waiting.length === 1) this.#schedule(() => this.send());
  }

  send() {
    for (const sequence of this.#waiting) this.#tell({ type: 'ack', sequence });
    this.#waiting = [];
  }

  /** The connection they came by is gone. */
  forget() {
    this.#waiting = [];
  }
}
