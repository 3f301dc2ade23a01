// The tour: five stops, each a sentence or two beside what it speaks of.
import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../text/texts.js';
import { onEscape, placeBeside } from '../parts/elements.js';

/** Where each stop is; its text is `tour.1` and so on. */
const STOPS = ['.transport', '.data .thumbs', '.network', '.plot', '.losses'];
/** As wide as a few words in a line, in plain type. */
const STYLE = { width: 'calc(300px * var(--type))' };

/** @param {{ stop: number, go: (stop: number | null) => void }} props  stop: from 0 */
export function Tour({ stop, go }) {
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const put = () => {
      const target = document.querySelector(STOPS[stop]);
      if (target && card.current) placeBeside(card.current, target);
    };
    const target = document.querySelector(STOPS[stop]);
    target?.classList.add('toured');
    target?.scrollIntoView({ block: 'nearest' });
    put();
    const observer = new ResizeObserver(put); // another language takes more room
    if (card.current) observer.observe(card.current);
    addEventListener('resize', put);
    addEventListener('scroll', put, { passive: true });
    return () => {
      target?.classList.remove('toured');
      observer.disconnect();
      removeEventListener('resize', put);
      removeEventListener('scroll', put);
    };
  }, [stop]);
  useEffect(() => card.current?.focus(), [stop]);
  useEffect(() => () => /** @type {HTMLElement | null} */ (document.querySelector('.play'))?.focus(), []);
  const isLast = stop === STOPS.length - 1;
  return html`<section ref=${card} class="tour" role="dialog" tabindex="-1" aria-label=${t('tour')}
    style=${STYLE} onKeyDown=${onEscape(() => go(null))}>
    <p aria-live="polite">${t(`tour.${stop + 1}`)}</p>
    <footer><span class="label">${stop + 1} / ${STOPS.length}</span>
      ${!isLast && html`<button class="text" onClick=${() => go(null)}>${t('tour.skip')}</button>`}
      <button class="text strong" onClick=${() => go(isLast ? null : stop + 1)}
        >${t(isLast ? 'tour.done' : 'tour.next')}</button></footer>
  </section>`;
}
