import assert from 'node:assert/strict';
import { test } from 'node:test';
import { networkLayout } from '../../../static/js/maths/layout.js';
import { allLinks } from '../../../static/js/views/network/links.js';

/** @param {object} changes */
const layoutOf = (changes) =>
  networkLayout({ width: 640, height: 620, labelWidth: 56, featureCount: 7, hidden: [4, 2], ...changes });

test('one output stands halfway up the layer before it', () => {
  const { columns, tile, outputTile } = layoutOf({});
  const [above, below] = columns[2];
  assert.deepEqual(
    columns.map((column) => column.length),
    [7, 4, 2, 1],
  );
  const halfway = (above.y + below.y + tile) / 2;
  assert.ok(Math.abs(columns[3][0].y + outputTile / 2 - halfway) <= 0.5, 'to the pixel');
});

test('tiles grow as far as they may where there is room, and stay inside it', () => {
  const [usual, large] = [48, 96].map((mostTile) => layoutOf({ width: 1400, height: 800, mostTile }));
  assert.equal(usual.tile, 48);
  assert.ok(large.tile > 75, `${large.tile} px`);
  assert.ok(large.height <= 800, `${large.height} px`);
});

for (const width of [400, 640, 900])
  for (const depth of [1, 2, 6])
    test(`between ${depth} layers of eight there is more room than in them, ${width} px wide`, () => {
      const band = { top: 60, height: 440 };
      const room = { width, height: 560, hasPort: true, band };
      const { columns, tile } = layoutOf({ ...room, hidden: Array(depth).fill(8) });
      const lefts = columns.slice(0, -1).map(([{ x }]) => x); // the last one is a port, and no layer
      lefts.slice(1).forEach((left, i) => {
        const gap = left - lefts[i] - tile;
        assert.ok(gap > tile, `${gap} px after column ${i}, tiles of ${tile}`);
      });
    });

test('every tile stands on whole pixels, so that the drawing and its button have the same edges', () => {
  const { columns, tile, outputTile } = layoutOf({ width: 643.3, height: 571.7 });
  const numbers = [tile, outputTile, ...columns.flat().flatMap(({ x, y }) => [x, y])];
  assert.deepEqual(
    numbers.filter((value) => !Number.isInteger(value)),
    [],
  );
});

for (const outputs of [2, 3, 5, 8]) {
  for (const [width, height, hidden] of /** @type {[number, number, number[]][]} */ ([
    [640, 620, [4, 2]],
    [420, 440, [8, 8, 8]],
    [340, 440, []],
    [900, 720, [1]],
  ])) {
    test(`${outputs} outputs neither overlap nor leave a stage of ${width} by ${height}`, () => {
      const {
        columns,
        outputTile,
        width: wide,
        height: high,
      } = layoutOf({ width, height, hidden, outputs, outputLabelWidth: 20 });
      const places = columns[columns.length - 1];
      assert.equal(places.length, outputs);
      places.forEach(({ x, y }, k) => {
        assert.ok(
          y >= 0 && y + outputTile <= high && x + outputTile + 20 <= wide,
          `output ${k} stands at ${x}, ${y}`,
        );
        if (k > 0) assert.ok(y - places[k - 1].y > outputTile, `outputs ${k - 1} and ${k} overlap`);
      });
    });
  }
}

test('every output has a link from every neuron before it', () => {
  const links = allLinks(layoutOf({ outputs: 5 }), { inputs: [0, 1], groups: [[0], [1]] });
  assert.equal(links.length, 2 * 4 + 4 * 2 + 2 * 5);
  assert.equal(
    new Set(links.filter(({ layer }) => layer === 3).map(({ neuron, source }) => `${neuron}-${source}`)).size,
    10,
  );
});
