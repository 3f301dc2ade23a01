// One student on the wall: drawn again only when their own cell or mark has changed.
import { useComputed } from '@preact/signals';
import { html } from 'htm/preact';
import { loss, number } from '../../../text/texts.js';
import { Curve } from '../parts/curve.js';
import { Picture } from '../parts/picture.js';
import { whereText } from '../parts/place_text.js';
import { say } from '../parts/texts.js';
import { markText } from './students.js';

/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Students } from './students.js' */

/** @param {{ id: string, lesson: Lesson, students: Students, isCurrent: boolean,
 *   focused: () => void }} props */
export function CellButton({ id, lesson, students, isCurrent, focused }) {
  const cell = useComputed(() => lesson.store.cells.value.get(id) ?? null).value;
  const told = useComputed(() => {
    const found = students.value.find(({ person }) => person.person === id);
    const steps = lesson.store.state.value?.lesson?.n_steps ?? 0;
    const where = steps ? whereText(found?.person.lesson ?? null, steps) : '';
    const mark = markText(found?.mark ?? null);
    return JSON.stringify([found?.person.name ?? '', found?.mark?.kind ?? '', mark, where]);
  });
  const isChosen = useComputed(() => lesson.chosen.value === id).value;
  const [name, kind, mark, where] = JSON.parse(told.value);
  const flip = () => (lesson.chosen.value = isChosen ? null : id);
  const presented = lesson.store.state.value?.presenter?.person === id;
  return html`<li><button class=${`cell ${kind}`} data-person=${id} aria-pressed=${isChosen}
    tabindex=${isCurrent ? 0 : -1} onFocus=${focused} onClick=${flip}>
    <b class="name">${name}</b>
    <span class="frame"><${Picture} lesson=${lesson} cell=${cell} /></span>
    <span class="figures">${
      cell
        ? html`<span class="said-only">${say('cell.loss')} </span>
          <b>${cell.diverged ? '–' : loss(cell.test_loss)}</b>
          <${Curve} cell=${cell} width=${48} height=${24} />
          <span class="said-only">${say('cell.epoch')} </span>
          <span>${number(cell.epoch)}</span>
          <span>${say('parameters.short', { n: cell.parameters })}</span>`
        : html`<span class="said-only">${say('no.network')}</span>`
    }</span>
    <span class="mark">${mark || html`<span class="where">${where}</span>`}${
      presented ? ` ${say('presented')}` : ''
    }</span></button></li>`;
}
