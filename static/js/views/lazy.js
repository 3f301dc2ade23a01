// Views that most visits do not open: their modules are fetched when somebody does.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

/**
 * A view whose module is on its way when it is first shown. Without a connection it is tried again with the next opening.
 * @template P @param {() => Promise<(props: P) => unknown>} load @param {(props: P) => boolean} isWanted @param {unknown} meanwhile  what is shown instead until then
 * @returns {(props: P) => unknown}
 */
export function lazy(load, isWanted = () => true, meanwhile = null) {
  /** @type {((props: P) => unknown) | null} */
  let View = null;
  return function Lazy(props) {
    const hasCome = useSignal(View !== null);
    const wanted = isWanted(props);
    useEffect(() => {
      if (!wanted || View) return;
      load().then((found) => {
        View = found;
        hasCome.value = true;
      }, () => {});
    }, [wanted]);
    return hasCome.value && View ? html`<${View} ...${props} />` : wanted ? meanwhile : null;
  };
}
