// What later parts use of the page: in the bundle they import the page's own file under this name, so that
// there is one copy of everything, and one store. In a checkout it is this module.
export { batch, computed, effect, signal, useComputed, useSignal, useSignalEffect } from '@preact/signals';
export { html } from 'htm/preact';
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
export {
  areComparable,
  canLieOver,
  restoring,
  returning,
  runColour,
  startOf,
} from './state/runs.js';
export { axesOf, placesInUnits } from './state/units.js';
export { differences, differencesText } from './text/differences.js';
export { choiceLabel, labelOf } from './text/explanations.js';
export { sayer, whyRefused } from './text/later.js';
export { named } from './text/names.js';
export { loadReasons, reasonText } from './text/reasons.js';
export { language, loss, number, percent, t, typedNumber } from './text/texts.js';
export { cardPlace } from './views/network/card_place.js';
export { Plane } from './views/output/plane.js';
export { readPalette } from './views/painting/palette.js';
export { Copy } from './views/parts/copying.js';
export { Dialog } from './views/parts/dialog.js';
export { onEscape, pixels, typedText, useSizeOf } from './views/parts/elements.js';
export { led, lessonIn, openLesson } from './views/parts/lesson_place.js';
export { Check, List } from './views/parts/list.js';
export { exampleNote, lockNote, locks, stepLocks } from './views/parts/locks.js';
export { look } from './views/parts/look.js';
export { NumberField } from './views/parts/number_field.js';
export { covered, useDrawing } from './views/parts/once_per_frame.js';
export { runName } from './views/parts/run_name.js';
