// What an earlier run is called.
import { t } from '../../text/texts.js';
/** @import { EarlierRun } from '../../types.js' */

/** The name that somebody gave it, else its number. @param {EarlierRun} run */
export const runName = ({ id, name }) => name || t('runs.name', { n: id });
