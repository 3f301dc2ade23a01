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

/** Three digits after the point; '–' for no number. @param {number | null} loss */
export function formatLoss(loss) {
  return loss === null || !Number.isFinite(loss) ? '–' : formatNumber(loss, 3, true);
}

/**
 * A number as people write it, with a true minus sign, and never "−0".
 * @param {number} value
 * @param {number} digits most digits after the point
 * @param {boolean} fixed keep zeros at the end
 */
export function formatNumber(value, digits = 2, fixed = false) {
  if (!Number.isFinite(value)) return '–';
  const text = value.toFixed(digits);
  const short = fixed || !text.includes('.') ? text : text.replace(/\.?0+$/, '');
  const isZero = Number(short) === 0;
  return short.replace(/^-/, isZero ? '' : MINUS);
}

/**
 * A typed number: '0.5', '0,5', '1/3', '-2' (with either minus sign), '1e-3'; null for anything else.
 * @param {string} text
 * @returns {number | null}
 */
export function parseNumber(text) {
  const parts = text.replaceAll(MINUS, '-').replaceAll(',', '.').split('/').map(parsePlain);
  const [over, under] = parts;
  if (over === null || under === null || parts.length > 2) return null;
  const value = parts.length === 2 ? over / under : over;
  return Number.isFinite(value) ? value + 0 : null;
}

/** @param {string} text @returns {number | null} */
function parsePlain(text) {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text.trim()) : null;
}
