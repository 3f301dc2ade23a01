// Where the works of a time line stand in its drawing: each at its year, in the lowest row in which its name
// has room. So the drawing is high where much happened. Pure.

/**
 * @typedef {{ key: string, name: string, year: number }} Work
 * @typedef {Work & { x: number, row: number, isLeft: boolean, hasYear: boolean }} Mark
 *   x: of its point; isLeft: whether its name stands to the left of that; hasYear: whether there is room for
 *   the year too
 * @typedef {{ marks: Mark[], rows: number, decades: { year: number, x: number }[] }} Skyline
 */

const DECADE = 10;
/** Between a point and its name, and between a name and the next point, in pixels. */
export const GAP = 8;
/** From the middle of a point to its rim. */
export const RADIUS = 3.5;

/**
 * The places of works, by year, in a drawing of a width.
 * @param {Work[]} works in the order of their years @param {number} width in pixels
 * @param {(text: string) => number} widthOf a text, in pixels
 * @returns {Skyline}
 */
export function skyline(works, width, widthOf) {
  const first = DECADE * Math.floor(works[0].year / DECADE);
  const last = Math.max(...works.map(({ year }) => year)) + 1;
  const [left, right] = [RADIUS, width - RADIUS];
  const xOf = (/** @type {number} */ year) => left + ((right - left) * (year - first)) / (last - first);
  /** What is taken in each row: from where to where. @type {[number, number][][]} */
  const taken = [];
  const marks = works.map((work) => {
    const x = xOf(work.year);
    const room = Math.max(x, width - x);
    const hasYear = GAP + widthOf(label(work, true)) <= room;
    const reach = GAP + widthOf(label(work, hasYear));
    const isLeft = x + reach > width;
    const span = /** @type {[number, number]} */ (isLeft ? [x - reach, x + RADIUS] : [x - RADIUS, x + reach]);
    const isFree = (/** @type {[number, number][]} */ row) =>
      row.every(([from, to]) => span[1] + GAP <= from || to + GAP <= span[0]);
    const free = taken.findIndex(isFree);
    const row = free < 0 ? taken.push([]) - 1 : free;
    taken[row].push(span);
    return { ...work, x, row, isLeft, hasYear };
  });
  const decades = Array.from({ length: Math.floor((last - first) / DECADE) + 1 }, (_, i) => {
    const year = first + i * DECADE;
    return { year, x: xOf(year) };
  });
  return { marks, rows: taken.length, decades };
}

/** What stands beside a point. @param {{ name: string, year: number }} work @param {boolean} hasYear */
export const label = ({ name, year }, hasYear) => (hasYear ? `${year} ${name}` : name);
