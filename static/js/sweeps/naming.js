// What fields that vary are called: as in the playground; two that are made of the hidden layers have names
// of their own.
import { TEXTS } from './texts.js';

/** @import { Labels } from '../text/explanations.js' */

/** What a shape can vary by, apart from being told layer by layer. */
export const SHAPES = ['width', 'depth'];

/** The labels with those of the shapes, so that sentences of the server find them too.
 * @param {Record<string, Record<string, Labels>>} labels by language and field */
export const shapesNamed = (labels) =>
  Object.fromEntries(
    Object.entries(labels).map(([language, fields]) => [
      language,
      {
        ...fields,
        ...Object.fromEntries(
          SHAPES.map((name) => [name, { label: TEXTS[language][`shape.${name}`], choices: {} }]),
        ),
      },
    ]),
  );
