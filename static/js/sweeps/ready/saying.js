// What says the texts of the ready-made sweeps in the page's language.
import { sayer } from '../../text/later.js';
import { TEXTS } from './texts.js';

export const say = sayer(TEXTS);
