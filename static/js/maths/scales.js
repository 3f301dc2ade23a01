/** Numbers → widths and texts, and back: pure, no canvas and no page. */

const MINUS = '\u2212';

/**
 * The width of a link in pixels: 1 for no weight, 8 from 5 on. The root keeps small weights apart.
 * @param {number} weight
 */
export function linkWidth(weight) {
  if (Number.isNaN(weight)) return 1;
  return 1 + 7 * Math.sqrt(Math.min(1, Math.abs(weight) / 5));
}

/** At least six digits in groups of three: 1240 → '001,240'. @param {number} epoch */
export function formatEpoch(epoch) {
  return String(Math.max(0, Math.floor(epoch)))
    .padStart(6, '0')
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** From here on a loss is written with a power of ten, to need no more room than others. */
const LARGE = 1e5;
/** From here on any number is. */
const HUGE = 1e15;

/** Three digits after the point, two digits and a power of ten for a large one; '–' for no number.
 * @param {number | null} loss */
export function formatLoss(loss) {
  if (loss === null || Number.isNaN(loss)) return '–';
  return Math.abs(loss) < LARGE ? formatNumber(loss, 3, true) : withPower(loss);
}

/** '1.2·10⁸', or '∞'. @param {number} value */
function withPower(value) {
  const sign = value < 0 ? MINUS : '';
  if (!Number.isFinite(value)) return `${sign}∞`;
  const [digits, power] = Math.abs(value).toExponential(1).split('e+');
  return `${sign}${digits}·10${raised(power)}`;
}

/** @param {string} power digits */
const raised = (power) => power.replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]);

/**
 * A number as people write it, with a true minus sign, and never "−0".
 * @param {number} value
 * @param {number} digits most digits after the point
 * @param {boolean} fixed keep zeros at the end
 */
export function formatNumber(value, digits = 2, fixed = false) {
  if (Number.isNaN(value)) return '–';
  if (Math.abs(value) >= HUGE) return withPower(value);
  const text = value.toFixed(digits);
  const short = fixed || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
  const isZero = Number(short) === 0;
  return short.replace(/^-/, isZero ? '' : MINUS);
}

/** Numbers with their digits in groups of three, by the sign between these. @type {Record<string, RegExp>} */
const GROUPED = { ',': /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/, '.': /^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?$/ };

/**
 * A typed number: '0.5', '0,5', '1/3', '-2' (with either minus sign), '1e-3'; null for anything else. With
 * ',' between groups '1,080' is 1080 and '1.080' is 1.08, with '.' the other way round.
 * @param {string} text
 * @param {string} group the sign that the language has between groups of digits
 * @returns {number | null}
 */
export function parseNumber(text, group) {
  const parts = text.split('/').map((part) => parsePlain(part, group));
  const [over, under] = parts;
  if (over === null || under === null || parts.length > 2) return null;
  const value = parts.length === 2 ? over / under : over;
  return Number.isFinite(value) ? value + 0 : null;
}

/** @param {string} text @param {string} group @returns {number | null} */
function parsePlain(text, group) {
  const typed = text.trim().replaceAll(MINUS, '-');
  const whole = GROUPED[group]?.test(typed) ? typed.replaceAll(group, '') : typed;
  const plain = whole.replaceAll(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
}
