// Views that can wait, or that most visits do not open: their modules are fetched when they are wanted.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../text/texts.js';

/** Nothing that can wait waits longer. */
const LONGEST_WAIT_MS = 200;

/** Resolves when the browser has shown what it had to; Safari does not tell. @returns {Promise<unknown>} */
export const whenIdle = () =>
  new Promise((resume) =>
    'requestIdleCallback' in globalThis
      ? requestIdleCallback(resume, { timeout: LONGEST_WAIT_MS })
      : setTimeout(resume),
  );

/**
 * A view that shows nothing until its module has come, or, where it could not, that and a way to try again.
 * @template P @param {() => Promise<(props: P) => unknown>} load @param {(props: P) => boolean} isWanted
 * @returns {(props: P) => unknown}
 */
export function lazy(load, isWanted = () => true) {
  /** @type {((props: P) => unknown) | null} */
  let View = null;
  return function Lazy(props) {
    const phase = useSignal(/** @type {'waiting' | 'there' | 'missing'} */ (View ? 'there' : 'waiting'));
    const wanted = isWanted(props);
    const fetchIt = () => {
      phase.value = 'waiting';
      load().then(
        (found) => {
          View = found;
          phase.value = 'there';
        },
        () => (phase.value = 'missing'),
      );
    };
    useEffect(() => {
      if (!wanted) return;
      if (View) phase.value = 'there';
      else fetchIt();
    }, [wanted]);
    if (phase.value === 'there' && View) return html`<${View} ...${props} />`;
    if (phase.value === 'waiting' || !wanted) return null;
    return html`<p class="missing-part" role="alert">${t('part.missing')}
      <button class="text" onClick=${fetchIt}>${t('part.again')}</button></p>`;
  };
}
