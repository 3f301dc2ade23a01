import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesOf, roundNumbers, svgElement, svgFile, svgText } from '../../../static/js/maths/svg.js';

test('nothing that is written into a drawing is taken for its code', () => {
  const text = '<script>"&';
  assert.equal(svgText(text, { x: 1 }), '<text x="1">&lt;script&gt;&quot;&amp;</text>');
  assert.equal(svgElement('g', { id: text }), '<g id="&lt;script&gt;&quot;&amp;"/>');
});

test('a drawing says its size and has its paper', () => {
  const svg = svgFile(10, 20, 'white', ['<g/>']);
  assert.match(
    svg,
    /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="10" height="20" viewBox="0 0 10 20"/,
  );
  assert.match(svg, /<rect width="10" height="20" fill="white"\/>\n<g\/><\/svg>\n$/);
});

test('places are written to a hundredth of a pixel', () => {
  assert.equal(
    placesOf([
      [1, 1 / 3],
      [2, -0.001],
    ]),
    '1,0.33 2,0',
  );
});

test('an axis has two to six round numbers', () => {
  assert.deepEqual(roundNumbers(0.54), [0, 0.2, 0.4]);
  assert.deepEqual(roundNumbers(30), [0, 10, 20, 30]);
  for (const end of [1e-9, 0.013, 0.99, 1, 7, 64, 999_999]) {
    const ticks = roundNumbers(end);
    assert.ok(ticks.length >= 2 && ticks.length <= 6, `${end}: ${ticks}`);
    assert.ok(ticks[ticks.length - 1] <= end * (1 + 1e-9));
  }
  assert.deepEqual(roundNumbers(0), [0]);
});
