import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GAP, label, RADIUS, skyline } from '../../../static/js/views/glossary/skyline.js';

const LETTER = 6;
/** @param {string} text */
const widthOf = (text) => LETTER * text.length;
const YEARS = [1943, 1949, 1958, 1958, 1986, 1989, 1989, 2012, 2014, 2015, 2015, 2015, 2021];
const WORKS = YEARS.map((year, i) => ({ key: `work-${i}`, name: 'A work of some length', year }));

/** From where to where a mark and its name reach.
 * @param {ReturnType<typeof skyline>['marks'][number]} mark */
const spanOf = (mark) => {
  const reach = GAP + widthOf(label(mark, mark.hasYear));
  return mark.isLeft ? [mark.x - reach, mark.x + RADIUS] : [mark.x - RADIUS, mark.x + reach];
};

for (const width of [240, 340, 700, 1100]) {
  test(`in a drawing ${width} pixels wide no two names lie over each other, and all are inside`, () => {
    const { marks, rows } = skyline(WORKS, width, widthOf);
    assert.equal(marks.length, WORKS.length);
    for (const mark of marks) {
      const [left, right] = spanOf(mark);
      assert.ok(left >= 0 && right <= width, mark.key);
      assert.ok(mark.row >= 0 && mark.row < rows);
      for (const other of marks.filter(({ key, row }) => key !== mark.key && row === mark.row)) {
        const [from, to] = spanOf(other);
        assert.ok(right < from || to < left, `${mark.key} and ${other.key}`);
      }
    }
  });
}

test('a year later is as far to the right wherever it is', () => {
  const { marks, decades } = skyline(WORKS, 700, widthOf);
  const scale = (marks[4].x - marks[0].x) / (1986 - 1943);
  for (const { x, year } of [...marks, ...decades])
    assert.ok(Math.abs(x - marks[0].x - scale * (year - 1943)) < 1e-6);
  assert.deepEqual(
    decades.map(({ year }) => year),
    [1940, 1950, 1960, 1970, 1980, 1990, 2000, 2010, 2020],
  );
});

test('a name stands in the lowest row that has room, so that busy years are high', () => {
  const { marks } = skyline(WORKS, 1100, widthOf);
  const highest = (/** @type {number} */ from, /** @type {number} */ to) =>
    Math.max(...marks.filter(({ year }) => from <= year && year <= to).map(({ row }) => row));
  assert.equal(marks[0].row, 0);
  assert.equal(marks[4].row, 0, 'nothing is near 1986');
  assert.ok(highest(2010, 2021) > highest(1943, 1989));
});

test('where a name has room on neither side with its year, the year is left to the axis', () => {
  const [wide, narrow] = [700, 240].map((width) => skyline(WORKS, width, widthOf).marks);
  assert.ok(wide.every(({ hasYear }) => hasYear));
  assert.deepEqual(
    [...new Set(narrow.filter(({ hasYear }) => !hasYear).map(({ year }) => year))],
    [1986, 1989],
  );
});
