// What says the texts of the views into the network in the page's language.
import { sayer } from '#page';
import { TEXTS } from './texts.js';

export const say = sayer(TEXTS);
