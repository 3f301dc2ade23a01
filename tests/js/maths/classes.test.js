import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { classOf, winnerShares } from '../../../static/js/maths/classes.js';
import { confidenceTable, cssOf, mixed, outputTable, parseColour } from '../../../static/js/maths/colours.js';

/** @typedef {[number, number, number]} Colour */
/** @type {Colour} */ const red = [255, 0, 0];
/** @type {Colour} */ const blue = [0, 0, 255];
/** @type {Colour} */ const white = [255, 255, 255];
const channels = (/** @type {number} */ pixel) => [...new Uint8Array(Uint32Array.of(pixel).buffer)];

test('confidence takes the plane from the colour of zero to that of the class', () => {
  const table = confidenceTable([red, blue], white);
  assert.equal(table.length, 512);
  assert.deepEqual([table[0], table[255], table[256 + 51], table[511]].map(channels), [
    [...white, 255],
    [...red, 255],
    [204, 204, 255, 255],
    [...blue, 255],
  ]);
  assert.deepEqual(channels(confidenceTable([red], white, 0.2)[255]), [255, 204, 204, 255]);
});

test('an output has the colour of zero up to zero, and that of its class at one', () => {
  const table = outputTable(blue, white);
  assert.deepEqual(
    [0, 127, 255, 254].map((byte) => channels(table[byte]).slice(0, 3)),
    [white, white, white, blue],
  );
});

test('labels mean classes', () => {
  assert.deepEqual(
    [-1, 1].map((label) => classOf(label, [-1, 1])),
    [0, 1],
  );
  assert.deepEqual(
    [0, 3, 7].map((label) => classOf(label, Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7))),
    [0, 3, 7],
  );
});

test('shares of the plane are percents of its cells', () => {
  const winner = Uint8Array.of(0, 2, 2, 2);
  assert.deepEqual(winnerShares({ classes: 3, size: 2, winner, confidence: winner }), [25, 0, 75]);
});

/** What the style sheet sets in the block of a selector.
 * @param {string} selector @returns {Record<string, string>} */
function tokens(selector) {
  const css = readFileSync(new URL('../../../static/css/tokens.css', import.meta.url), 'utf8');
  const blocks = [...css.matchAll(/^([^\n{}]+)\{([^}]*)\}/gm)].filter(([, name]) => name.trim() === selector);
  return Object.fromEntries(
    blocks.flatMap(([, , body]) =>
      [...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]),
    ),
  );
}

const light = tokens(':root');
const THEMES = {
  light,
  dark: { ...light, ...tokens(":root[data-theme='dark']") },
  projector: { ...light, ...tokens(":root[data-theme='projector']") },
};
const purple = tokens(":root[data-palette='purple']");
const classesOf = (/** @type {Record<string, string>} */ theme) =>
  Array.from({ length: 10 }, (_, k) => parseColour(theme[`--class-${k + 1}`]));

/** Simulations of colour vision in linear light: G. Machado, M. Oliveira, L. Fernandes (2009), severity 1.
 * @type {Record<string, number[][]>} */
const VISION = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const times = (/** @type {number[][]} */ matrix, /** @type {number[]} */ v) =>
  matrix.map((row) => row.reduce((sum, part, i) => sum + part * v[i], 0));
const linear = (/** @type {Colour} */ colour) =>
  colour.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
const luminance = (/** @type {Colour} */ colour) =>
  linear(colour).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (/** @type {Colour} */ a, /** @type {Colour} */ b) => {
  const [less, more] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (more + 0.05) / (less + 0.05);
};

/** L*a*b* of a colour as somebody sees it. @param {Colour} colour @param {number[][]} vision */
function lab(colour, vision) {
  const seen = times(vision, linear(colour)).map((c) => Math.max(0, Math.min(1, c)));
  const [x, y, z] = times(
    [
      [0.4338, 0.3762, 0.1899],
      [0.2127, 0.7152, 0.0722],
      [0.0178, 0.1095, 0.8729],
    ],
    seen,
  ).map((c) => (c > 0.008856 ? Math.cbrt(c) : 7.787 * c + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

for (const [theme, colours] of Object.entries(THEMES)) {
  for (const [kind, vision] of Object.entries(VISION)) {
    test(`any two classes differ in the ${theme} theme for ${kind} colour vision`, () => {
      const seen = classesOf({ ...colours }).map((colour) => lab(colour, vision));
      seen.forEach((one, i) =>
        seen.slice(0, i).forEach((other, j) => {
          const distance = Math.hypot(...one.map((value, axis) => value - other[axis]));
          assert.ok(distance >= 15, `classes ${j + 1} and ${i + 1} are ${distance.toFixed(1)} apart`);
        }),
      );
    });
  }

  test(`every class can be seen on the paper of the ${theme} theme, by its colour or its rim`, () => {
    const [paper, ink] = [parseColour(colours['--paper']), parseColour(colours['--ink'])];
    classesOf(colours).forEach((colour, k) => {
      const best = Math.max(contrast(colour, paper), contrast(mixed(colour, ink, 0.45), paper));
      assert.ok(best >= 3, `class ${k + 1} has a contrast of ${best.toFixed(2)}`);
    });
  });
}

test('with the purple palette the same colours come in another order', () => {
  const set = (/** @type {Record<string, string>} */ theme) => classesOf(theme).map(cssOf).sort();
  assert.deepEqual(set({ ...light, ...purple }), set(light));
  assert.notDeepEqual(purple['--class-1'], light['--class-1']);
});
