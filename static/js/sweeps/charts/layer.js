// Many lines on a canvas: only those that are new are drawn, and thousands over several pictures of the
// screen, so that the page stays quick.
import { emptied } from '../../views/painting/canvas.js';

/** Of each picture's time, in milliseconds. */
const BUDGET = 5;
/** The clock is read after so many lines. */
const AT_ONCE = 32;

/**
 * @template T
 * @typedef {{ key: string, width: number, height: number, lines: readonly T[],
 *   draw: (context: CanvasRenderingContext2D, line: T) => void }} Drawn
 *   key: what all lines depend on; when it changes all are drawn again
 */

/** A canvas with lines. @template T */
export class LineLayer {
  /** @type {readonly T[]} */
  #lines = [];
  /** How many of them are drawn. */
  #n = 0;
  #key = '';
  #waiting = 0;

  /** Draws what is not drawn yet. @param {HTMLCanvasElement} canvas @param {Drawn<T>} drawn
   * @param {() => number} clock */
  draw(canvas, { key, width, height, lines, draw }, clock = () => performance.now()) {
    const whole = `${key} ${width} ${height} ${devicePixelRatio}`;
    const isSame = whole === this.#key && this.#lines.slice(0, this.#n).every((line, i) => line === lines[i]);
    const context = isSame ? /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')) : null;
    const on = context ?? emptied(canvas, width, height);
    if (!isSame) this.#n = 0;
    [this.#key, this.#lines] = [whole, lines];
    cancelAnimationFrame(this.#waiting);
    this.#go(on, draw, clock);
  }

  /** @param {CanvasRenderingContext2D} context
   * @param {(context: CanvasRenderingContext2D, line: T) => void} draw @param {() => number} clock */
  #go(context, draw, clock) {
    const end = clock() + BUDGET;
    context.canvas.ariaBusy = 'true';
    for (; this.#n < this.#lines.length; this.#n += 1) {
      if (this.#n % AT_ONCE === 0 && clock() > end) {
        this.#waiting = requestAnimationFrame(() => this.#go(context, draw, clock));
        return;
      }
      draw(context, this.#lines[this.#n]);
    }
    context.canvas.ariaBusy = 'false';
  }

  /** Nothing more is drawn. */
  end() {
    cancelAnimationFrame(this.#waiting);
  }
}
