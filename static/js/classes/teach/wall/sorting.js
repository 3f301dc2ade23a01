/** In which order the wall and the table have the students. Pure, no page. */
import { MARKS } from './marks.js';

/** @import { Student } from './marks.js' */

/** How the wall can be sorted. */
export const ORDERS = /** @type {const} */ (['help', 'name', 'loss', 'activity']);
/** @typedef {typeof ORDERS[number]} Order */

/** Who changed something within so many seconds counts as equally active. */
const SAME_ACTIVITY_SECONDS = 10;
const NO_MARK = MARKS.indexOf('done') - 0.5; // before who has done all

/** What comes first is smallest, part by part. @type {Record<Order, (student: Student) => number[]>} */
const KEYS = {
  help: (student) => [urgency(student), -(student.mark?.seconds ?? 0), -lossOf(student)],
  name: () => [],
  loss: (student) => [lossOf(student)],
  activity: ({ cell, idle }) => [
    cell ? 0 : 1,
    cell?.playing ? 0 : 1,
    cell?.playing ? 0 : Math.floor(idle / SAME_ACTIVITY_SECONDS),
  ],
};

/** The students, sorted; equal ones by their names.
 * @param {readonly Student[]} students @param {Order} by @returns {Student[]} */
export function sorted(students, by) {
  const keyed = students.map((student) => ({ student, key: KEYS[by](student) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key) || byName(a.student, b.student));
  return keyed.map(({ student }) => student);
}

/** What a column of the table has of a student, to sort by.
 * @type {Record<string, (student: Student) => any>} */
export const COLUMNS = {
  name: ({ person }) => person.name,
  mark: (student) => urgency(student),
  step: ({ person }) => person.lesson?.step ?? -1,
  epoch: ({ cell }) => cell?.epoch ?? -1,
  train: ({ cell }) => finite(cell?.train_loss),
  test: lossOf,
  parameters: ({ cell }) => cell?.parameters ?? -1,
};

/** The students by a column; equal ones by their names.
 * @param {readonly Student[]} students @param {string} column @param {boolean} isFalling */
export function sortedByColumn(students, column, isFalling) {
  const sign = isFalling ? -1 : 1;
  if (column === 'name') return [...students].sort((a, b) => sign * byName(a, b));
  const key = COLUMNS[column];
  return [...students].sort((a, b) => sign * difference(key(a), key(b)) || byName(a, b));
}

/** The order that is shown now: while somebody points at it nobody changes places, new ones come at the end.
 * @param {readonly string[]} before ids @param {readonly string[]} wanted ids @param {boolean} isHeld
 * @returns {readonly string[]} `before` itself where nothing changes */
export function keptOrder(before, wanted, isHeld) {
  const order = isHeld
    ? [...before.filter((id) => wanted.includes(id)), ...wanted.filter((id) => !before.includes(id))]
    : wanted;
  return order.length === before.length && order.every((id, i) => id === before[i]) ? before : order;
}

/** @param {Student} student */
function urgency({ mark }) {
  return mark ? MARKS.indexOf(mark.kind) : NO_MARK;
}

/** @param {Student} student @returns {number} infinite without a network */
function lossOf({ cell }) {
  return finite(cell?.test_loss);
}

/** @param {number | null | undefined} value */
const finite = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : Infinity);

/** @param {number[]} a @param {number[]} b */
function compareKeys(a, b) {
  for (let i = 0; i < a.length; i += 1) {
    const by = difference(a[i], b[i]);
    if (by !== 0) return by;
  }
  return 0;
}

/** Infinity less itself would be no number. @param {number} a @param {number} b */
const difference = (a, b) => (a === b ? 0 : a < b ? -1 : 1);

/** @param {Student} a @param {Student} b */
const byName = (a, b) => a.person.name.localeCompare(b.person.name, undefined, { numeric: true });
