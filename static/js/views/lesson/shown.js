// Which controls are open, and which one is pointed at: told to the styles as attributes of the page, to the
// controls as what is locked.
import { stepLocks, useEffect } from '#page';
import { closedBut, regionsOf } from './open_controls.js';
import { say } from './saying.js';

/** @import { Store } from '../../state/store.js' */

/** @param {Store} store @param {readonly string[] | null} shows @param {readonly string[]} light
 * @param {string | undefined} doing what there is to do in the step */
export function useShown(store, shows, light, doing) {
  const page = document.documentElement;
  const names = shows?.join(' ');
  useEffect(() => {
    if (!shows) return;
    page.dataset.shows = [...shows, ...regionsOf(shows).map((each) => `in-${each}`)].join(' ');
    const closed = closedBut(Object.keys(store.catalogue.options), shows);
    stepLocks.value = { closed, note: say('closed'), isExampleClosed: () => false };
    return () => {
      delete page.dataset.shows;
      stepLocks.value = null;
    };
  }, [names]);
  useEffect(() => {
    page.dataset.doing = doing ?? '';
    return () => {
      delete page.dataset.doing;
    };
  }, [doing]);
  useEffect(() => {
    page.dataset.lit = light.join(' ');
    return () => {
      delete page.dataset.lit;
    };
  }, [light.join(' ')]);
}

/** Leaves the curves of earlier runs out of the picture, where a step does not speak of the curve.
 * @param {Store} store @param {readonly string[] | null} shows */
export function useOwnCurve(store, shows) {
  const { earlier } = store.runs.value;
  const isAlone = shows !== null && !shows.includes('runs') && !shows.includes('loss_curve');
  useEffect(() => {
    if (!isAlone) return;
    for (const { id, isDrawn } of earlier)
      if (isDrawn) store.changeRuns({ type: 'drawn', id, isDrawn: false });
  }, [earlier, isAlone]);
}
