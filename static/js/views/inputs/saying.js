// What says the texts of many inputs in the page's language.
import { sayer } from '#page';
import { TEXTS } from './texts.js';

export const say = sayer(TEXTS);
