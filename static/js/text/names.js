// What the columns of the real sets are called in the page's language; those of other tables as they are.
import { language } from './texts.js';

/** @import { ShownTable } from '../messages.js' */

/** By language, by the title of a set. @type {Record<string, Record<string, Record<string, string>>>} */
const NAMES = {
  de: {
    Iris: {
      'sepal length': 'Kelchblatt Länge',
      'sepal width': 'Kelchblatt Breite',
      'petal length': 'Kronblatt Länge',
      'petal width': 'Kronblatt Breite',
    },
    'Houses in California': {
      'median income': 'Einkommen (Median)',
      'age of houses': 'Alter der Häuser',
      rooms: 'Zimmer',
      bedrooms: 'Schlafzimmer',
      population: 'Bevölkerung',
      'household size': 'Haushaltsgröße',
      latitude: 'Breitengrad',
      longitude: 'Längengrad',
    },
  },
};
/** The columns of a picture. */
const PIXEL = /^row (\d+) column (\d+)$/;
/** @type {Record<string, string>} */
const PIXELS = { de: 'Zeile $1 Spalte $2' };

/** The table with its columns' names in the page's language. @template {ShownTable | null} T @param {T} table
 * @returns {T} */
export function named(table) {
  const { name } = language.value;
  const own = table && NAMES[name]?.[table.title];
  const pixel = table?.side && PIXELS[name];
  if (!table || !(own || pixel)) return table;
  const names = table.names.map((each) => own?.[each] ?? (pixel ? each.replace(PIXEL, pixel) : each));
  return { ...table, names };
}
