// A few strokes for each ready-made sweep: what its result looks like.
import { html } from 'htm/preact';

/** In 64 × 40. @type {Record<string, string[]>} */
const STROKES = {
  rate_batch: ['M8 34L28 8', 'M22 34L42 8', 'M36 34L56 8'],
  double_descent: ['M4 10C12 26 18 32 24 30S31 6 34 6S42 26 60 32', 'M34 36V38'],
  depth_width: ['M6 8h20v8H6z', 'M36 8h8v8h-8zM36 20h8v8h-8zM36 32h8v4h-8z'],
  race: ['M4 8C20 9 30 12 60 14', 'M4 8C18 12 24 24 60 27', 'M4 8C12 22 16 32 60 34'],
  bias_variance: ['M4 8C16 26 30 34 60 35', 'M4 34C30 33 46 26 60 6'],
  bagging: [
    'M4 28C16 6 28 34 40 14S54 20 60 10',
    'M4 22C16 14 28 24 40 18S54 10 60 16',
    'M4 34C16 10 30 30 42 20S54 24 60 6',
  ],
};

/** @param {{ name: string }} props */
export const Sketch = ({ name }) =>
  html`<svg class="sketch" width="64" height="40" viewBox="0 0 64 40" aria-hidden="true">${(
    STROKES[name.split('_')[0] === 'race' ? 'race' : name] ?? []
  ).map((d) => html`<path key=${d} d=${d} />`)}</svg>`;
