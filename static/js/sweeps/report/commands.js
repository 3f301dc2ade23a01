/** The commands that repeat a sweep and a network of it. Pure. */

/** @import { Order, Row } from '../told.js' */

/** The command of a whole sweep. @param {Order} order */
export function sweepCommand({ link, vary, seeds, epochs, strategy, measure, trials }) {
  const varied = vary.map((each) => `--vary ${quoted(each)}`);
  const tried = strategy !== 'grid' && trials !== null ? [`--trials ${trials}`] : [];
  return [
    `playground sweep ${quoted(link || '#')}`,
    ...varied,
    `--seeds ${seeds} --epochs ${epochs} --strategy ${strategy} --measure ${measure}`,
    ...tried,
  ].join(' ');
}

/** The command of a network. @param {Pick<Row, 'link' | 'epochs'>} row */
export const trainCommand = ({ link, epochs }) => `playground train ${quoted(link)} --epochs ${epochs}`;

/** A text as one word of a shell. @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
