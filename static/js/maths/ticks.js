/** Round numbers for the ticks of an axis: pure, no page. */

/** Round numbers from one to another, at most so many. @param {number} low @param {number} high
 * @param {number} room @returns {number[]} */
export function linearTicks(low, high, room) {
  if (low === high) return [low];
  const least = (high - low) / Math.max(1, room - 1);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= least * (1 - 1e-9)) ?? least;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
