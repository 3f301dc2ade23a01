import { sayer } from '#page';
import { TEXTS } from './texts.js';

/** The texts of this part in the page's language. */
export const say = sayer(TEXTS);
