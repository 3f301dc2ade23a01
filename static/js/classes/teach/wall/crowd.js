/** Up to how many pictures have which size; beyond, they are small. */
const SIZES = /** @type {const} */ ([
  [6, 'few'],
  [12, 'some'],
  [20, 'many'],
]);

/** How many pictures stand beside each other, in a word for the styles: fewer are larger.
 * @param {number} n @returns {'few' | 'some' | 'many' | 'crowd'} */
export const crowdOf = (n) => SIZES.find(([most]) => n <= most)?.[1] ?? 'crowd';
