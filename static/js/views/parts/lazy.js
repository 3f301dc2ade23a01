// Views that most visits do not open: their modules are fetched when they are opened.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

/**
 * A view that shows nothing until its module has come. Without a connection it is tried again with the next
 * opening.
 * @template P @param {() => Promise<(props: P) => unknown>} load @param {(props: P) => boolean} isWanted
 * @returns {(props: P) => unknown}
 */
export function lazy(load, isWanted = () => true) {
  /** @type {((props: P) => unknown) | null} */
  let View = null;
  return function Lazy(props) {
    const hasCome = useSignal(View !== null);
    const wanted = isWanted(props);
    useEffect(() => {
      if (!wanted || View) return;
      load().then(
        (found) => {
          View = found;
          hasCome.value = true;
        },
        () => {},
      );
    }, [wanted]);
    return hasCome.value && View ? html`<${View} ...${props} />` : null;
  };
}
