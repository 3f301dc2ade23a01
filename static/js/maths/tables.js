/** Tables as CSV: pure, no page. */

/** A text that a spreadsheet would take for a formula begins with one of these. */
const FORMULA = /^[=+\-@\t\r]/;
/** What must stand in quotes. */
const QUOTED = /[",\r\n]/;

/**
 * Rows as CSV, with a line of names. Numbers stay numbers; a text that would be taken for a formula gets an
 * apostrophe in front.
 * @param {readonly string[]} names @param {Iterable<readonly (number | string)[]>} rows
 */
export function csvOf(names, rows) {
  const lines = [names, ...rows].map((row) => row.map(cell).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

/** @param {number | string} value */
function cell(value) {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A single float in as few digits as tell it from every other one. @param {number} value */
export function singleFloat(value) {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
