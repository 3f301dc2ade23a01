// A sweep as one HTML file, made in the browser: what varied, what stayed, the charts, the best networks and
// a table of all settings.
import { paintCell } from '../../classes/pictures.js';
import { language } from '../../text/texts.js';
import { rowText } from '../charts/words.js';
import { bestFirst } from '../maths/spread.js';
import { sweepCommand, trainCommand } from './commands.js';
import { reportFile } from './document.js';
import { drawnCharts, lightLook } from './drawn.js';
import { factsOf, leadOf, tableOf, titleOf, wallOf } from './facts.js';
import { say } from './saying.js';
import { STYLES } from './styles.js';

/** @import { Row, Status } from '../told.js' */
/** @import { Palette } from '../../views/painting/palette.js' */
/** @import { Chart } from './drawn.js' */

/**
 * The file as text.
 * @param {{ status: Status, rows: Row[] }} sweep @param {string} staying what stayed, in words
 * @param {readonly Chart[]} charts @param {string} home the address of the playground
 */
export async function reportOf({ status, rows }, staying, charts, home) {
  const { tokens, palette } = lightLook();
  const drawn = await drawnCharts(charts, { status, rows }, tokens);
  const addressOf = (/** @type {Row} */ row) => new URL(`#${row.link.replace(/^#/, '')}`, home).href;
  const pictureOf = (/** @type {Row} */ row) => picture(row, palette);
  const textOf = (/** @type {Row} */ row) => rowText(row, status.order.measure);
  const [best] = bestFirst(rows, status.is_largest_best).filter(({ value }) => value !== null);
  const commands = [
    /** @type {[string, string]} */ ([say('again.sweep'), sweepCommand(status.order)]),
    ...(best ? [/** @type {[string, string]} */ ([say('again.train'), trainCommand(best)])] : []),
  ];
  const variables = tokens.map(([name, value]) => `${name}: ${value};`).join(' ');
  return reportFile({
    language: language.value.name,
    title: titleOf(status),
    lead: leadOf(status),
    facts: factsOf(status, staying),
    best: best
      ? {
          ...{ title: say('best'), text: textOf(best), picture: pictureOf(best) },
          ...{ link: addressOf(best), linkText: say('open') },
        }
      : null,
    chartsTitle: say('charts'),
    charts: drawn.html,
    wall: wallOf(rows, status, addressOf, pictureOf, textOf),
    table: tableOf(rows, status, addressOf),
    again: { title: say('again'), commands },
    made: say('made', { address: home }),
    styles: `${drawn.styles}\n:root { ${variables} }\n${STYLES}`,
  });
}

/** The newest picture of a network as an address; '' for none. @param {Row} row @param {Palette} palette */
function picture({ pictures, kind, n_outputs }, palette) {
  const newest = pictures.at(-1);
  if (newest === undefined) return '';
  const canvas = document.createElement('canvas');
  paintCell(canvas, { kind, picture: newest, n_outputs }, palette);
  return canvas.toDataURL('image/png');
}
