// What a step says of the control that it points at: beside it, and where there is no room, in the text.
import { html, useEffect, useRef } from '#page';
import { lowest, placeUnder } from './placing.js';
import { say } from './saying.js';

/** Under what the sentence of each control stands; the ring around it is drawn by the styles.
 * @type {Record<string, string>} */
const PLACES = {
  play: '.transport .play',
  step: "[data-sign='step']",
  restart: "[data-sign='restart']",
  new_weights: "[data-sign='reset']",
  speed: '.toolbar .speed',
  hidden: ".network [data-neuron^='1-']",
  features: '.network [data-feature]',
  neuron: ".network [data-neuron^='1-']",
  inside: '.output > .ask',
  loss_curve: '.strip-head',
  timeline: '.strip-head',
  point: '.plot-place',
  dataset: '.data .thumbs',
};

/** Where a control stands. @param {string | undefined} name */
const placeOf = (name) => PLACES[name ?? ''] ?? (name ? `[data-field='${name}']` : '');

/** The way to what is pointed at, where it may be out of sight.
 * @param {{ light: readonly string[] }} props */
export function ToLit({ light: [name] }) {
  if (!name) return null;
  const go = () => document.querySelector(placeOf(name))?.scrollIntoView({ block: 'center' });
  return html`<button class="text to-lit" onClick=${go}>${say('to.lit')}</button>`;
}

/** @param {{ light: readonly string[], text: string }} props */
export function Pointed({ light, text }) {
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  const place = placeOf(light[0]);
  useEffect(() => {
    if (!place) return;
    const put = () => placeUnder(card.current, lowest([...document.querySelectorAll(place)]));
    put();
    const seen = new MutationObserver(put); // neurons come and go, and the page is laid out anew
    const network = document.querySelector('.network');
    if (network) seen.observe(network, { childList: true, subtree: true, attributeFilter: ['style'] });
    const sizes = new ResizeObserver(put);
    sizes.observe(document.body);
    addEventListener('scroll', put, { passive: true });
    return () => {
      seen.disconnect();
      sizes.disconnect();
      removeEventListener('scroll', put);
    };
  }, [place]);
  return html`<p ref=${card} class=${place ? 'pointed-out' : 'pointed-out in-text'}
    dangerouslySetInnerHTML=${{ __html: text }}></p>`;
}
