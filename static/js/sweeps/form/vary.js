/** How a field varies, as a text that the server reads and as what the form has fields for: pure. */

/**
 * @typedef {{ low: number, high: number, n: number, byFactors: boolean }} Span  from one number to another
 * @typedef {{ name: string, span: Span | null, values: string[] }} Varied  span: null where values are told
 *   one by one
 */

/** How many values a range has that does not say. */
const USUAL = 5;

/** @param {string} text as 'learning_rate=0.001..1:log:7' or 'hidden=2|4|8,4' @returns {Varied} */
export function readVary(text) {
  const at = text.indexOf('=');
  const [name, told] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  const [ends, ...more] = told.split(':');
  const [low, high] = ends.split('..').map(Number);
  if (ends.includes('..') && Number.isFinite(low) && Number.isFinite(high)) {
    const count = Number(more.find((each) => each !== 'log') ?? USUAL);
    return { name, span: { low, high, n: count, byFactors: more.includes('log') }, values: [] };
  }
  return { name, span: null, values: told === '' ? [] : told.split('|').map((each) => each.trim()) };
}

/** @param {Varied} varied @returns {string} */
export function writeVary({ name, span, values }) {
  if (!span) return `${name}=${values.join('|')}`;
  const { low, high, n, byFactors } = span;
  return `${name}=${low}..${high}${byFactors ? ':log' : ''}:${n}`;
}

/** The numbers of a range, both ends among them: as the server has them. @param {Span} span @param {boolean}
 * isWhole @returns {number[]} none for a range that makes no sense */
export function numbersOf({ low, high, n, byFactors }, isWhole) {
  if (!(low < high) || n < 2 || !Number.isInteger(n) || (byFactors && low <= 0)) return [];
  const at = (/** @type {number} */ share) =>
    byFactors
      ? Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)))
      : low + share * (high - low);
  const found = Array.from({ length: n }, (_, k) => Math.min(Math.max(at(k / (n - 1)), low), high));
  return [...new Set(found.map((value) => (isWhole ? Math.round(value) : Number(value.toPrecision(6)))))];
}
