// The points that somebody paints, as rows; and what of them the server has yet to be told.

/** @typedef {{ id: number, x: number, y: number, label: number, test: boolean }} Row
 *   label: the index of a class, or a value from -1 to 1 */
/** @typedef {{ relabel: [number, number][], move: [number, number, number][], turn: [number, boolean][],
 *   remove: number[], add: [number, number, number, boolean][] }} Changes  of rows by their place before */

export const MOST_ROWS = 5000;
/** So many changes fit into a message, which may have so many values only. */
export const MOST_CHANGES = 40;
const EXTENT = 6;

/** A place that is in the plane, with three digits, which is less than a pixel. @param {number} value */
export const inPlane = (value) => Math.round(1000 * Math.min(EXTENT, Math.max(-EXTENT, value))) / 1000;

/** In what rows differ from those of before. @param {Row[]} before @param {Row[]} now @returns {Changes} */
export function changesBetween(before, now) {
  const present = new Map(now.map((row) => [row.id, row]));
  const known = new Set(before.map(({ id }) => id));
  /** @type {Changes} */
  const changes = { relabel: [], move: [], turn: [], remove: [], add: [] };
  before.forEach((was, i) => {
    const row = present.get(was.id);
    if (!row) return void changes.remove.push(i);
    if (row.label !== was.label) changes.relabel.push([i, row.label]);
    if (row.x !== was.x || row.y !== was.y) changes.move.push([i, row.x, row.y]);
    if (row.test !== was.test) changes.turn.push([i, row.test]);
  });
  for (const { id, x, y, label, test } of now) if (!known.has(id)) changes.add.push([x, y, label, test]);
  return changes;
}

/** The first of some changes, as many as there may be. @param {Changes} changes @returns {Changes} */
export function firstOf(changes, most = MOST_CHANGES) {
  let left = most;
  const taken = (/** @type {any[]} */ each) => {
    const some = each.slice(0, left);
    left -= some.length;
    return some;
  };
  return /** @type {Changes} */ (
    Object.fromEntries(Object.entries(changes).map(([kind, each]) => [kind, taken(each)]))
  );
}

/** Rows after some changes, as the server makes them; what was added has its place and number in `now`.
 * @param {Row[]} before @param {Changes} changes @param {Row[]} now @returns {Row[]} */
export function applied(before, changes, now) {
  const rows = before.map((row) => ({ ...row }));
  for (const [i, label] of changes.relabel) rows[i].label = label;
  for (const [i, x, y] of changes.move) Object.assign(rows[i], { x, y });
  for (const [i, test] of changes.turn) rows[i].test = test;
  const removed = new Set(changes.remove);
  const known = new Set(before.map(({ id }) => id));
  const added = now.filter(({ id }) => !known.has(id)).slice(0, changes.add.length);
  return [...rows.filter((_, i) => !removed.has(i)), ...added.map((row) => ({ ...row }))];
}

/** Rows that came from the server, with the numbers that they have here: of those alike as many as there are.
 * @param {Row[]} came @param {Row[]} known @returns {Row[]} */
export function recognised(came, known) {
  const lookOf = (/** @type {Row} */ { x, y, label, test }) => `${x} ${y} ${label} ${test}`;
  /** @type {Map<string, number[]>} */
  const ids = new Map();
  for (const row of known) ids.set(lookOf(row), [...(ids.get(lookOf(row)) ?? []), row.id]);
  return came.map((row) => ({ ...row, id: ids.get(lookOf(row))?.shift() ?? row.id }));
}

/** What was painted here since `before`, on rows that came meanwhile.
 * @param {Row[]} before @param {Row[]} now @param {Row[]} theirs with the numbers of those that are known
 * @returns {Row[]} */
export function repainted(before, now, theirs) {
  const known = new Map(before.map((row) => [row.id, row]));
  const mine = new Map(now.map((row) => [row.id, row]));
  const left = theirs.flatMap((row) => (known.has(row.id) ? (mine.get(row.id) ?? []) : row));
  return [...left, ...now.filter(({ id }) => !known.has(id))].slice(0, MOST_ROWS);
}

/** How many there are. @param {Changes} changes */
export const countOf = (changes) => Object.values(changes).reduce((n, each) => n + each.length, 0);

/** Whether the next point is to test with, so that such a share is to train with, evenly.
 * @param {number} n points there are already @param {number} share to train with, in percent */
export const isForTest = (n, share) => Math.floor(((n + 1) * share) / 100) === Math.floor((n * share) / 100);

/** A place at random in a disc; `chance` gives numbers from 0 to 1.
 * @param {number} x @param {number} y @param {number} radius @param {() => number} chance */
export function sprayed(x, y, radius, chance = Math.random) {
  const r = radius * Math.sqrt(chance());
  const angle = 2 * Math.PI * chance();
  return { x: inPlane(x + r * Math.cos(angle)), y: inPlane(y + r * Math.sin(angle)) };
}

/** Rows without those in a disc.
 * @param {Row[]} rows @param {number} x @param {number} y @param {number} radius */
export const erased = (rows, x, y, radius) => rows.filter((row) => Math.hypot(row.x - x, row.y - y) > radius);

/** The nearest row within a distance. @param {Row[]} rows @param {number} x @param {number} y
 * @param {number} most @returns {Row | null} */
export function nearest(rows, x, y, most) {
  let found = null;
  let least = most;
  for (const row of rows) {
    const distance = Math.hypot(row.x - x, row.y - y);
    if (distance <= least) [found, least] = [row, distance];
  }
  return found;
}

/** What is typed or pasted as lines: two numbers, and perhaps a class or a value; a comma may be the decimal
 * sign where lines are divided by tabs or semicolons. Lines that are none are left out, places beyond the
 * plane come to its edge; both are counted.
 * @param {string} text @param {string[]} classes their names; none: values
 * @param {number} present the class, or value, where none is given
 * @returns {{ places: { x: number, y: number, label: number }[], n_left_out: number, n_beyond: number }} */
export function pasted(text, classes, present) {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  let beyond = 0;
  const places = lines.flatMap((line) => {
    const divided = /[\t;]/.test(line);
    const cells = line.split(divided ? /[\t;]/ : /[,\s]+/).map((cell) => cell.trim());
    const numberOf = (/** @type {string} */ cell) =>
      /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell.replace(',', '.')) : Number.NaN;
    const [x, y] = [numberOf(cells[0] ?? ''), numberOf(cells[1] ?? '')];
    if (!Number.isFinite(x) || !Number.isFinite(y)) return [];
    beyond += Number(Math.max(Math.abs(x), Math.abs(y)) > EXTENT);
    const named = classes.indexOf(cells[2] ?? '');
    const value = numberOf(cells[2] ?? '');
    const isClass = Number.isInteger(value) && value >= 1 && value <= classes.length;
    const byNumber = isClass ? value - 1 : present;
    const asValue = Number.isFinite(value) ? Math.min(1, Math.max(-1, value)) : present;
    const label = classes.length === 0 ? asValue : named >= 0 ? named : byNumber;
    return [{ x: inPlane(x), y: inPlane(y), label }];
  });
  return { places, n_left_out: lines.length - places.length, n_beyond: beyond };
}
