// What is chosen in a view, as the room's view has it: a name, and then texts like `at:1.5`.

/** @import { Store } from '../../../state/store.js' */

/** @typedef {Record<string, number | undefined>} Choices  undefined: as the view has it by itself */

/** @param {readonly string[]} inside @returns {Record<string, number>} */
export const choicesOf = (inside) =>
  Object.fromEntries(
    inside.slice(1).map((text) => {
      const [key, value] = text.split(':');
      return [key, Number(value)];
    }),
  );

/** @param {string} name of a view @param {Choices} choices @returns {string[]} as the server reads it */
export const insideOf = (name, choices) => [
  name,
  ...Object.entries(choices).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}:${Number(value.toFixed(3))}`],
  ),
];

/** Chooses in the view that is shown, on top of what is wanted by then.
 * @param {Store} store @param {(wanted: Record<string, number>) => Choices} changed */
export function choose(store, changed) {
  const { inside } = store.wanted().view;
  if (inside.length === 0) return; // the output is on its way back
  const wanted = choicesOf(inside);
  const chosen = insideOf(inside[0], { ...wanted, ...changed(wanted) });
  store.send({ type: 'set_view', changes: { inside: chosen } });
}
