/** The measure over one field or two: which networks fall in each cell, and how dark it is. Pure. */
import { groupedBy, spreadOf } from './spread.js';

/** @import { Row } from '../told.js' */
/** @import { FieldAxis } from './fields.js' */
/** @import { Spread } from './spread.js' */

/** @typedef {{ across: number, up: number, rows: Row[], spread: Spread }} HeatCell  across, up: which cell */

/**
 * The cells in which there are networks.
 * @param {readonly Row[]} rows @param {FieldAxis} across @param {FieldAxis | null} up null for a single field
 * @param {Record<string, string>} held other fields with the value that they are to have
 * @param {boolean} isLargestBest @returns {HeatCell[]}
 */
export function heatCells(rows, across, up, held, isLargestBest) {
  const kept = rows.filter(({ values }) =>
    Object.entries(held).every(([name, text]) => values[name] === text),
  );
  const placeOf = (/** @type {Row} */ { values }) => [
    across.cellOf(values[across.name]),
    up ? up.cellOf(values[up.name]) : 0,
  ];
  const grouped = groupedBy(kept, (row) => placeOf(row).join());
  return Array.from(grouped.values(), (own) => {
    const [x, y] = placeOf(own[0]);
    const values = own.map(({ value }) => value);
    return { across: x, up: y, rows: own, spread: spreadOf(values, isLargestBest) };
  }).filter((cell) => cell.across >= 0 && cell.up >= 0);
}

/**
 * How dark each value is, from 0 for the worst to 1 for the best: of losses by their logarithms, so that half
 * a loss is as much darker everywhere.
 * @param {readonly (number | null)[]} values @param {boolean} isLargestBest
 * @returns {(value: number) => number}
 */
export function darkness(values, isLargestBest) {
  const scale = isLargestBest ? (/** @type {number} */ value) => value : logOfLoss;
  const places = values.filter((value) => value !== null).map(scale);
  const [low, high] = [Math.min(...places), Math.max(...places)];
  return (value) => {
    if (!(high > low)) return 0.5;
    const share = Math.min(1, Math.max(0, (scale(value) - low) / (high - low)));
    return isLargestBest ? share : 1 - share;
  };
}

/** Losses below this are as good as none. */
const LEAST_LOSS = 1e-6;

/** @param {number} loss */
const logOfLoss = (loss) => Math.log(Math.max(LEAST_LOSS, loss));

/** The network in the middle of a cell: what choosing the cell chooses.
 * @param {HeatCell} cell @returns {Row} */
export function middleRow({ rows, spread }) {
  return rows.find(({ value }) => value === spread.middle) ?? rows[0];
}
