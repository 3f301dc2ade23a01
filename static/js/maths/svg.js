/** Drawings as SVG text: pure, no canvas and no page. */

/** @typedef {Record<string, string | number>} Attributes */

/** An element with what stands in it.
 * @param {string} name @param {Attributes} attributes @param {string} inside */
export function svgElement(name, attributes, inside = '') {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(short(value))}"`);
  return inside ? `<${name}${written.join('')}>${inside}</${name}>` : `<${name}${written.join('')}/>`;
}

/** A text. @param {string} text @param {Attributes} attributes */
export const svgText = (text, attributes) => svgElement('text', attributes, escaped(text));

/** A whole drawing on paper. @param {number} width @param {number} height @param {string} paper its colour
 * @param {readonly string[]} parts */
export function svgFile(width, height, paper, parts) {
  const sheet = svgElement('rect', { width, height, fill: paper });
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const letters = { 'font-family': 'system-ui, sans-serif', 'font-size': 12 };
  const all = { xmlns: 'http://www.w3.org/2000/svg', ...size, ...letters };
  return `${svgElement('svg', all, [sheet, ...parts].join('\n'))}\n`;
}

/** The places of a line, for `points`. @param {Iterable<readonly [number, number]>} places */
export const placesOf = (places) => Array.from(places, ([x, y]) => `${short(x)},${short(y)}`).join(' ');

/** Two to six round numbers from 0 to the end, 0 among them. @param {number} end */
export function roundNumbers(end) {
  if (!(end > 0)) return [0];
  const unit = 10 ** Math.floor(Math.log10(end));
  const step = unit * ([0.2, 0.5, 1, 2].find((part) => end / (part * unit) <= 5) ?? 5);
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) =>
    Number((i * step).toPrecision(9)),
  );
}

/** A number in a hundredth of a pixel. @param {string | number} value */
const short = (value) => (typeof value === 'number' ? String(Math.round(100 * value) / 100) : value);

/** A text as HTML and SVG have it. @param {string} text */
export const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
