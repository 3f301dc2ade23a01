// What somebody chooses of the columns, and what follows from it: pure.

/** @import { Choice, Column, Role, Sheet } from './sending.js' */

/** @type {Role[]} */
export const ROLES = ['input', 'target', 'split', 'out'];
/** Of these a table has one at most: another column that had it becomes what it was good for. */
const ONE = ['target', 'split'];

/** The roles after a column got another. @param {Role[]} roles @param {number} i @param {Role} role
 * @param {Column[]} columns @returns {Role[]} */
export const withRole = (roles, i, role, columns) =>
  roles.map((each, k) => {
    if (k === i) return role;
    if (each !== role || !ONE.includes(role)) return each;
    return role === 'target' && columns[k].is_numbers ? 'input' : 'out';
  });

/** The columns with a role. @param {Sheet} sheet @param {Role[]} roles @param {Role} role */
export const columnsOf = (sheet, roles, role) => sheet.columns.filter((_, i) => roles[i] === role);

/** How many rows have a gap in a column that counts, one that is not filled if gaps are.
 * @param {Sheet} sheet @param {Role[]} roles @param {boolean} filled */
export function rowsWithGaps(sheet, roles, filled) {
  const counts = roles.reduce(
    (mask, role, i) => (role === 'out' || (filled && role === 'input') ? mask : mask | (1 << i)),
    0,
  );
  return sheet.gaps.reduce((sum, [mask, n]) => sum + (mask & counts ? n : 0), 0);
}

/** How many rows a choice uses. @param {Sheet} sheet @param {Choice} choice */
export const rowsUsed = (sheet, { roles, gaps }) =>
  sheet.n_rows - rowsWithGaps(sheet, roles, gaps === 'fill');

/** How many inputs the network gets: one for each column of numbers, one for each word of the others.
 * @param {Sheet} sheet @param {Role[]} roles */
export const nInputs = (sheet, roles) =>
  columnsOf(sheet, roles, 'input').reduce((sum, c) => sum + (c.is_numbers ? 1 : c.n_different), 0);

/** Whether classes are learnt of a target. @param {Column | undefined} target @param {string} targetAs */
export const learnsClasses = (target, targetAs) =>
  target !== undefined && (!target.is_numbers || targetAs === 'classes');

/** What the server reads as a number. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i;

/** The number in a cell; NaN where there is none. @param {string | null} cell @param {string} decimal */
export function numberIn(cell, decimal) {
  const plain = (cell ?? '').replaceAll('−', '-');
  const text = decimal === 'comma' ? plain.replace('.', ' ').replace(',', '.') : plain;
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}

/**
 * The rows that are shown as points of the plane from -6 to 6: x, y and label in turn. Two classes are -1 and
 * 1, more are counted from 0, numbers go from -1 to 1.
 * @param {Sheet} sheet @param {number} across @param {number} up @param {number} target the columns
 * @param {boolean} isClasses
 */
export function pointsOf(sheet, across, up, target, isClasses) {
  const { columns, decimal } = sheet;
  const place = (
    /** @type {(string | null)[]} */ row,
    /** @type {number} */ i,
    /** @type {number} */ reach,
  ) => {
    const { low, high } = columns[i];
    if (low === null || high === null) return Number.NaN;
    return low === high ? 0 : reach * ((2 * (numberIn(row[i], decimal) - low)) / (high - low) - 1);
  };
  const { words = [], is_numbers: isNumbers = false } = columns[target] ?? {};
  /** @type {(string | number)[]} */
  const classes = isNumbers ? words.map(Number) : words;
  const label = (/** @type {(string | null)[]} */ row) => {
    if (target < 0) return 0;
    if (!isClasses) return place(row, target, 1);
    const k = classes.indexOf(isNumbers ? numberIn(row[target], decimal) : (row[target] ?? ''));
    if (k < 0) return Number.NaN;
    return words.length === 2 ? 2 * k - 1 : k;
  };
  const points = sheet.rows.map((row) => [place(row, across, 6), place(row, up, 6), label(row)]);
  return Float32Array.from(points.filter((point) => !point.some(Number.isNaN)).flat());
}
