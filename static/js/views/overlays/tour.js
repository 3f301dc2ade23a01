// The tour: five stops, each a sentence or two beside what it speaks of.

import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { beside } from '../../maths/layout.js';
import { t } from '../../text/texts.js';

/** Where each stop is; its text is `tour.1` and so on. */
export const STOPS = ['.transport', '.data .thumbs', '.network', '.plot', '.losses'];
/** As wide as a few words in a line, in plain type. */
const WIDTH = 300;

/** @param {{ stop: number, go: (stop: number | null) => void }} props  stop: from 0 */
export function Tour({ stop, go }) {
  const card = useRef(/** @type {HTMLElement | null} */ (null));
  const place = useSignal({ left: 0, top: 0 });
  useLayoutEffect(() => {
    const put = () => {
      const target = document.querySelector(STOPS[stop]);
      const own = card.current?.getBoundingClientRect();
      if (target && own)
        place.value = beside(target.getBoundingClientRect(), own, { width: innerWidth, height: innerHeight });
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
  useEffect(() => () => /** @type {HTMLElement | null} */ (document.querySelector('.play'))?.focus(), []); // what to do next
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && go(null);
  const isLast = stop === STOPS.length - 1;
  const { left, top } = place.value;
  return html`<section ref=${card} class="tour" role="dialog" tabindex="-1" aria-label=${t('tour')} style=${{ left: `${left}px`, top: `${top}px`, width: `calc(${WIDTH}px * var(--type))` }} onKeyDown=${onKeyDown}>
    <p aria-live="polite">${t(`tour.${stop + 1}`)}</p>
    <footer><span class="label">${stop + 1} / ${STOPS.length}</span>
      ${!isLast && html`<button class="text" onClick=${() => go(null)}>${t('tour.skip')}</button>`}
      <button class="text strong" onClick=${() => go(isLast ? null : stop + 1)}>${t(isLast ? 'tour.done' : 'tour.next')}</button></footer>
  </section>`;
}
