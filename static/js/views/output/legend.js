// What the colours of the plot mean: values, classes, or a function and its points.
import { html } from 'htm/preact';
import { className } from '../../maths/classes.js';
import { answerInUnits } from '../../maths/looks.js';
import { number, t } from '../../text/texts.js';
import { classColours } from '../painting/palette.js';
/** @import { RoomState } from '../../messages.js' */
/** @import { Palette } from '../painting/palette.js' */

/** @param {{ roomState: RoomState, palette: Palette, answers: Float32Array | null }} props
 *   answers: what -1 and 1 are of a table's number; null: themselves */
export function Legend({ roomState, palette, answers }) {
  const { experiment, n_classes: classes, n_outputs: outputs, view, table } = roomState;
  if (experiment.problem === 'curve') {
    return html`<ul class="legend keys-of-plot" title=${t('legend.curve')}>
        <li><i class="line"></i>${t('legend.function')}</li><li><i class="dot"></i>${t('legend.train')}</li>
        ${view.show_test_data && html`<li><i class="ring"></i>${t('legend.test')}</li>`}</ul>`;
  }
  if (classes !== null && outputs > 1) {
    const { colours, rims } = classColours(palette, classes);
    const key = (/** @type {string} */ background, /** @type {number} */ k) =>
      html`<li key=${k}><i class="dot" style=${{ background, borderColor: rims[k] }}></i
        >${className(table, k)}</li>`;
    const title = t('legend.of-classes');
    return html`<ul class="legend keys-of-plot close" aria-label=${title} data-testid="class-legend"
        title=${t(view.discretize ? 'legend.winner' : 'legend.classes')}>
        <li class="soft" aria-hidden="true">${title}</li>${colours.slice(0, classes).map(key)}</ul>`;
  }
  const [low, high] = [-1, 1].map((end) => number(answers ? answerInUnits(end, answers) : end));
  return html`<div class="legend" title=${t('legend')} aria-hidden="true"
    ><span>${low}</span><i></i><span>${high}</span></div>`;
}
