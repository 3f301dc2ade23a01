// On the first visit: what this is, what to press, and ways to go on. It stands above the settings and hides
// nothing.
import { html } from 'htm/preact';
import { t } from '../../text/texts.js';
import { coloursInWords } from '../parts/look.js';

/** @param {{ close: () => void, startTour: () => void, openExamples: () => void,
 *   openLessons: () => void }} props */
export function Welcome({ close, startTour, openExamples, openLessons }) {
  const colours = coloursInWords();
  /** The two colours wear a disc of theirs. @param {string} part of the claim */
  const words = (part) => {
    const [, sign] = /** @type {[string, keyof typeof colours] | []} */ (part.match(/^\{(\w+)\}$/) ?? []);
    if (!sign) return part;
    return html`<span class="coloured"><i class=${sign}></i>${colours[sign]}</span>`;
  };
  return html`<section class="welcome" aria-label=${t('welcome')}>
    <div><h2>${t('welcome.claim')
      .split(/(\{\w+\})/)
      .map(words)}</h2>
      <p>${t('welcome.press')}<span class="long">${t('welcome.what')}</span>${t('welcome.safe')}</p></div>
    <nav aria-label=${t('welcome')}>
      <button class="text outlined-inline" onClick=${openLessons}>${t('lessons')}</button>
      <button class="text outlined-inline" onClick=${openExamples}>${t('welcome.examples')}</button>
      <button class="text outlined-inline" onClick=${startTour}>${t('tour.start')}</button>
      <button aria-label=${t('welcome.close')} title=${t('welcome.close')} onClick=${close}>✕</button>
    </nav>
  </section>`;
}
