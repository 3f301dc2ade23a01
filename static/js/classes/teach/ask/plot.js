// What a class has made together: a value against the losses, one point for each student, in ink.
import { html } from 'htm/preact';
import { number } from '../../../text/texts.js';
import { say } from '../parts/texts.js';
import { axisOf, lossAxis } from './axis.js';

/** @import { Result } from './results.js' */

const [WIDTH, HEIGHT] = [640, 420];
const [LEFT, BOTTOM] = [52, 44];
const [TICKS_X, TICKS_Y] = [8, 7];

/** @param {{ results: Result[], field: string, chosen?: string | null,
 *   choose?: (person: string) => void }} props field: what it is called */
export function Plot({ results, field, chosen, choose }) {
  if (results.length === 0) return html`<p class="empty">${say('trial.none')}</p>`;
  const across = axisOf(
    results.map(({ value }) => value),
    TICKS_X,
  );
  const up = lossAxis(
    results.flatMap(({ train, test }) => [train, test]),
    TICKS_Y,
  );
  const x = (/** @type {number} */ value) => LEFT + (WIDTH - LEFT) * across.at(value);
  const y = (/** @type {number} */ value) => (HEIGHT - BOTTOM) * (1 - up.at(value)) + 4;
  const one = results.find(({ person }) => person === chosen);
  const label = say('trial.label', { n: results.length, field });
  return html`<figure class="plot-of"><svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${label}>
      ${up.ticks.map(
        (tick) => html`<g key=${tick}><path class="grid" d=${`M${LEFT} ${y(tick)}H${WIDTH}`} />
          <text class="up" x=${LEFT - 8} y=${y(tick)}>${number(tick, 4)}</text></g>`,
      )}
      ${across.ticks.map(
        (tick) =>
          html`<text key=${tick} class="across" x=${x(tick)} y=${HEIGHT - 16}>${number(tick, 6)}</text>`,
      )}
      ${results.map(
        ({ person, value, train }) => html`<circle key=${`${person}-train`} class="train"
        cx=${x(value)} cy=${y(train)} r="4" />`,
      )}
      ${results.map(
        ({ person, name, value, test }) => html`<circle key=${person} class="test" data-result=${person}
          cx=${x(value)} cy=${y(test)} r="5" onClick=${choose && (() => choose(person))}><title
          >${name}, ${number(value, 6)}: ${number(test, 3)}</title></circle>`,
      )}
      ${one && html`<circle class="ring" cx=${x(one.value)} cy=${y(one.test)} r="10" />`}
    </svg>
    <figcaption><span class="key test">${say('trial.test')}</span>
      <span class="key train">${say('trial.train')}</span>
      <span>${field}</span></figcaption></figure>`;
}
