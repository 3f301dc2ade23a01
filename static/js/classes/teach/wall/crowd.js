/** Up to how many pictures have which size: the first share the room there is; beyond, they are small. */
const SIZES = /** @type {const} */ ([
  [3, 'few'],
  [6, 'several'],
  [12, 'some'],
  [20, 'many'],
]);

/** How many pictures stand beside each other, in a word for the styles: fewer are larger.
 * @param {number} n @returns {'few' | 'several' | 'some' | 'many' | 'crowd'} */
export const crowdOf = (n) => SIZES.find(([most]) => n <= most)?.[1] ?? 'crowd';
