// Where the lines of equal loss on a map have their numbers: pure.

/** Places of a map, in shares of its side from its lower left. @typedef {[number, number]} Spot */
/** @typedef {{ at: Spot, level: number }} Label  level: how many steps are below the line */

/** So near to an edge no number is written. */
const MARGIN = 0.1;
/** So far from each other, and from what else is drawn, numbers are at least. */
const APART = 0.12;

/**
 * A place for the number of every `each`-th line: on the line, as far as can be from what must stay free and
 * from the other numbers; none for a line that has no such place.
 * @param {Float32Array} heights 0 to 1, size × size, the lowest row first @param {number} size
 * @param {{ levels: number, each: number, free: readonly Spot[] }} how
 * @returns {Label[]} the lowest line first
 */
export function labelsOf(heights, size, { levels, each, free }) {
  /** @type {Label[]} */
  const labels = [];
  for (let level = 1; level < levels; level += each) {
    const taken = [...free, ...labels.map(({ at }) => at)];
    let best = null;
    let most = APART;
    for (const at of spotsOn(heights, size, level / levels)) {
      const room = Math.min(...taken.map(([x, y]) => Math.hypot(x - at[0], y - at[1])), 1);
      if (room > most) [best, most] = [at, room];
    }
    if (best) labels.push({ at: best, level });
  }
  return labels;
}

/** Places inside the margins where the way from a place to the next on its row or column crosses a height.
 * @param {Float32Array} heights @param {number} size @param {number} height @returns {Spot[]} */
function spotsOn(heights, size, height) {
  /** @type {Spot[]} */
  const spots = [];
  const add = (/** @type {number} */ from, /** @type {number} */ to) => {
    const [low, high] = [heights[from], heights[to]];
    if (low < height === high < height) return;
    const share = (height - low) / (high - low);
    const [x, y] = [from % size, Math.floor(from / size)];
    const isAcross = to === from + 1;
    const spot = [x + (isAcross ? share : 0), y + (isAcross ? 0 : share)].map((each) => each / (size - 1));
    if (spot.every((each) => each > MARGIN && each < 1 - MARGIN)) spots.push(/** @type {Spot} */ (spot));
  };
  for (let i = 0; i < size * (size - 1); i++) {
    if (i % size < size - 1) add(i, i + 1);
    add(i, i + size);
  }
  return spots;
}

/** So many places along a walk that nothing is written on it.
 * @param {readonly Spot[]} walk @returns {Spot[]} */
export const along = (walk) =>
  walk.flatMap((at, i) => {
    const [x, y] = walk[i + 1] ?? at;
    return [0, 0.25, 0.5, 0.75].map(
      (part) => /** @type {Spot} */ ([at[0] + part * (x - at[0]), at[1] + part * (y - at[1])]),
    );
  });
