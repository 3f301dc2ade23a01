// What says the texts of the page of sweeps in its language.
import { sayer } from '../text/later.js';
import { TEXTS } from './texts.js';

export const say = sayer(TEXTS);
