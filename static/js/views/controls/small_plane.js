// The plot once more, small, in the bar that stays, while the plot itself is scrolled out of sight.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../text/texts.js';
import { onPlotPlace } from '../parts/elements.js';
import { useDrawing } from '../parts/once_per_frame.js';

/** @import { Store } from '../../state/store.js' */

/** Pixels of the picture, as sharp as the finest screens show it. */
const SIDE = 88;

/** A press leads back to the plot. @param {{ store: Store }} props */
export function SmallPlane({ store }) {
  const isAway = useSignal(false);
  const picture = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const copy = () => {
    const plot = /** @type {HTMLCanvasElement | null} */ (document.querySelector('.plot-place canvas'));
    const context = picture.current?.getContext('2d');
    if (plot?.width && context) context.drawImage(plot, 0, 0, SIDE, SIDE);
  };
  // The plot is drawn with the picture that this one is asked for, so it is copied with the next.
  const ask = useDrawing(
    () => isAway.peek() && requestAnimationFrame(copy),
    () => store.frame.value,
  );
  useLayoutEffect(() => {
    const bar = document.querySelector('.toolbar')?.clientHeight ?? 0;
    const observer = new IntersectionObserver(
      (seen) => {
        const { target, intersectionRatio } = seen[seen.length - 1];
        isAway.value = target.isConnected && intersectionRatio < 0.5; // or another view is on its way there
        ask();
      },
      { threshold: 0.5, rootMargin: `-${bar}px 0px 0px` },
    );
    const end = onPlotPlace((place) => {
      observer.disconnect();
      observer.observe(place);
    });
    return () => {
      end();
      observer.disconnect();
    };
  }, []);
  return html`<button class="small-plane" hidden=${!isAway.value} title=${t('to_plot')}
    onClick=${() => scrollTo({ top: 0 })}
    >${isAway.value && html`<canvas ref=${picture} width=${SIDE} height=${SIDE} />`}</button>`;
}
