// The points as a table beside the plot: the row and the point are one thing.

import {
  EditModule,
  FormatModule,
  InteractionModule,
  KeybindingsModule,
  SelectRowModule,
  Tabulator,
  ValidateModule,
} from 'tabulator-tables';
import { html, language, look, number, readPalette, useEffect, useRef } from '#page';
import { inPlane } from './rows.js';

/** @import { Row } from './rows.js' */

Tabulator.registerModule([
  EditModule,
  FormatModule,
  InteractionModule,
  KeybindingsModule,
  SelectRowModule,
  ValidateModule,
]);

/** How long the rows stay as they are after a change. */
const REST_MS = 150;

/**
 * @param {{ rows: Row[], version: number, classes: string[], selected: Set<number>, isEditable: boolean,
 *   say: (key: string, values?: Record<string, unknown>) => string, change: (row: Row) => void,
 *   select: (id: number) => void, colourOf: (label: number) => string }} props
 */
export function RowsTable({ rows, version, classes, selected, say, change, select, colourOf }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const table = useRef(/** @type {any} */ (null));
  const newest = useRef({ change, select });
  newest.current = { change, select };
  const clicked = useRef(/** @type {number | null} */ (null));
  useEffect(() => {
    const list = { values: classes.map((label, value) => ({ label, value })) };
    const sets = [
      { label: say('training'), value: false },
      { label: say('test'), value: true },
    ];
    const wide = readPalette().type; // letters are larger for a projector
    const place = {
      hozAlign: 'right',
      headerHozAlign: 'right',
      editor: 'number',
      validator: ['required', 'numeric'],
      width: 58 * wide,
      formatter: numeral,
    };
    /** A number with a minus that can be seen. @param {any} cell */
    function numeral(cell) {
      return number(cell.getValue(), 2);
    }
    const made = new Tabulator(box.current, {
      data: rows.map((row) => ({ ...row })),
      index: 'id',
      height: '100%',
      layout: 'fitColumns',
      placeholder: say('no_points'),
      columns: [
        {
          title: say('point'),
          formatter: 'rownum',
          width: 46 * wide,
          hozAlign: 'right',
          headerHozAlign: 'right',
        },
        { title: 'x₁', field: 'x', ...place },
        { title: 'x₂', field: 'y', ...place },
        classes.length > 0
          ? { title: say('class'), field: 'label', editor: 'list', editorParams: list, formatter: named }
          : { ...place, title: say('value'), field: 'label' },
        {
          title: say('set'),
          field: 'test',
          editor: 'list',
          editorParams: { values: sets },
          width: 72 * wide,
          formatter: (/** @type {any} */ cell) => say(cell.getValue() ? 'test' : 'training'),
        },
      ],
    });
    /** A class with its colour. @param {any} cell */
    function named(cell) {
      const dot = Object.assign(document.createElement('i'), { className: 'dot' });
      dot.style.background = colourOf(cell.getValue());
      const text = document.createElement('span');
      text.append(dot, classes[cell.getValue()] ?? '');
      return text;
    }
    made.on('cellEdited', (/** @type {any} */ cell) => {
      const { id, x, y, label, test } = cell.getData();
      newest.current.change({ id, x: inPlane(x), y: inPlane(y), label: Number(label), test: Boolean(test) });
    });
    made.on('rowClick', (/** @type {unknown} */ _event, /** @type {any} */ row) =>
      newest.current.select((clicked.current = row.getData().id)),
    );
    made.on('tableBuilt', () => {
      table.current = made;
      // Of a grid the direct parts are groups of rows, that which scrolls too.
      made.element.querySelector('.tabulator-tableholder')?.setAttribute('role', 'rowgroup');
      made.element.querySelector('.tabulator-table')?.setAttribute('role', 'presentation');
    });
    return () => {
      table.current = null;
      made.destroy();
    };
  }, [classes.join('\n'), language.value, look.value]);
  useEffect(() => {
    /** @type {ReturnType<typeof setTimeout>} */
    let asked;
    const soon = () => (asked = setTimeout(put, REST_MS));
    /** New rows would take away the cell that somebody types into. */
    const put = () => {
      if (box.current?.querySelector('.tabulator-editing')) soon();
      else table.current?.replaceData(rows.map((row) => ({ ...row })));
    };
    soon();
    return () => clearTimeout(asked);
  }, [version]);
  useEffect(() => {
    table.current?.deselectRow();
    const there = new Set(table.current?.getData().map((/** @type {Row} */ { id }) => id));
    const ids = [...selected].filter((id) => there.has(id)).slice(0, 200); // new rows come a moment later
    if (ids.length > 0) table.current?.selectRow(ids);
    const isClicked = ids[0] === clicked.current; // then it is in sight, perhaps edited
    if (ids.length === 1 && !isClicked) table.current?.scrollToRow(ids[0], 'center', false).catch(() => {});
    clicked.current = null;
  }, [selected]);
  return html`<div ref=${box} class="rows"></div>`;
}
