import { sayer } from '../../text/later.js';
import { TEXTS as JOIN_TEXTS } from '../join/texts.js';
import { TEXTS as STUDENT_TEXTS } from '../student/texts.js';
import { TEXTS } from './texts.js';

/** The texts of the sheet, and those of the pages that it explains, in its language. */
export const say = sayer(TEXTS);
export const sayJoining = sayer(JOIN_TEXTS);
export const sayStudent = sayer(STUDENT_TEXTS);
