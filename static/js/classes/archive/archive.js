// A class as one file, and back. A later part, which the page of the teacher fetches when somebody wants it.
export { save } from '../../views/files/saving.js';
export { fetchKept, forgetKept, keep, termsOf } from './keeping.js';
export { makeArchive } from './making.js';
export { withoutNames } from './nameless.js';
export { readFile } from './reading.js';
export { TEXTS } from './texts.js';
