// The sheet itself: one page that is printed, with a class filled in or with boxes to write in.
import { html } from 'htm/preact';
import { choiceLabel, labelOf } from '../../text/explanations.js';
import { t } from '../../text/texts.js';
import { Icon } from '../../views/controls/icon_button.js';
import { typedAddress } from '../teach/parts/durations.js';
import { Square } from '../teach/parts/square.js';
import { Drawing } from './drawing.js';
import { say, sayJoining, sayStudent } from './saying.js';

/** @import { Sign } from '../../views/controls/icon_button.js' */
/** @import { SquareShown } from '../teach/parts/square.js' */

const SIGNS_OF_A_CODE = 6;
const PARTS = /** @type {const} */ (['neuron', 'weight', 'boundary', 'loss']);
/** @type {readonly Sign[]} */
const BUTTONS = ['play', 'step', 'restart', 'reset', 'undo'];
const TRIES = [1, 2, 3, 4, 5];

/** @param {{ code: string, square: SquareShown | null }} props code: '' for none */
export const Paper = ({ code, square }) => html`<article class="paper">
  <header><h1>${say('heading')}</h1><p>${say('lead')}</p></header>
  <${Joining} code=${code} square=${square} />
  <section class="see"><h2>${say('see.title')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label=${say('see.title')}><${Drawing} /></div>
    <dl>${PARTS.map(
      (part) => html`<div key=${part}><dt>${say(part)}</dt><dd>${say(`${part}.what`)}</dd></div>`,
    )}</dl></section>
  <section class="do"><h2>${say('do.title')}</h2>
    <dl>${BUTTONS.map(
      (sign) => html`<div key=${sign}><dt><${Icon} sign=${sign} />${t(sign)}</dt>
        <dd>${say(`do.${sign}`)}</dd></div>`,
    )}</dl></section>
  <section class="bottom"><h2>${say('tabs.title')}</h2>
    <dl>
      <div><dt>${sayStudent('teacher')}</dt><dd>${say('tabs.teacher')}</dd></div>
      <div><dt>${sayStudent('own')}</dt><dd>${say('tabs.own')}</dd></div>
      <div><dt>${sayStudent('challenge')}</dt><dd>${say('tabs.challenge')}</dd></div>
      <div><dt>${sayStudent('done')}</dt><dd>${say('tabs.done')}</dd></div>
      <div><dt>${say('tabs.me')}</dt><dd>${say('tabs.name')}</dd></div>
    </dl></section>
  <section class="try"><h2>${say('try.title')}</h2>
    <ol>${TRIES.map((n) => html`<li key=${n}>${say(`try.${n}`, named())}</li>`)}</ol></section>
  <section class="names"><h2>${say('names.title')}</h2>
    <p>${say('names.who')} ${say('names.deleted')}</p></section>
</article>`;

/** What buttons and choices are called on the page. */
const named = () => ({
  play: t('play'),
  reset: t('reset'),
  spiral: choiceLabel('dataset', 'spiral'),
  rate: labelOf('learning_rate'),
});

/** How one joins. @param {{ code: string, square: SquareShown | null }} props */
const Joining = ({ code, square }) => html`<section class="joining"><h2>${say('join.title')}</h2>
  <ol>
    <li>${say('join.open')}<b class="address" translate="no"
      data-testid="address">${code && square && typedAddress(square.address)}</b></li>
    <li>${say('join.code')}<span class="signs" translate="no" data-testid="code">${Array.from(
      { length: SIGNS_OF_A_CODE },
      (_, i) => html`<b key=${i}>${code[i] ?? ''}</b>`,
    )}</span></li>
    <li>${say('join.name', { enter: sayJoining('enter') })}</li>
  </ol>
  ${
    code &&
    html`<figure><${Square} square=${square} label=${say('join.square.label')} />
      <figcaption>${say('join.square')}</figcaption></figure>`
  }
  <p>${say('join.again')}</p></section>`;
