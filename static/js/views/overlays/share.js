// The dialog with the links: this experiment, live watching, and which controls the link hides; and with what
// can be taken away as files.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { watchAddress } from '../../protocol/session.js';
import { loadReasons, reasonText } from '../../text/reasons.js';
import { language, t } from '../../text/texts.js';
import { Copy } from '../parts/copying.js';
import { Dialog } from '../parts/dialog.js';
import { Check } from '../parts/list.js';
/** @import { ReasonShown } from '../../messages.js' */
/** @import { Common } from '../parts/common.js' */

/** @param {Common & { open: boolean, close: () => void }} props */
export function Share({ store, canEdit, open, close }) {
  const { roomState, room, watch } = store.state.value;
  const { hidden_controls: hidden, hide_text: hideText } = roomState.view;
  const view = (/** @type {Record<string, unknown>} */ changes) => store.send({ type: 'set_view', changes });
  const toggle = (/** @type {string} */ name) => {
    const others = hidden.filter((each) => each !== name);
    view({ hidden_controls: hidden.includes(name) ? others : [...hidden, name] });
  };
  /** @param {string} name of the text @param {boolean} checked @param {() => unknown} flip */
  const check = (name, checked, flip) =>
    html`<label class="check" key=${name}><${Check} isOn=${checked} change=${flip}
      />${t(`hide.${name}`)}</label>`;
  const hide = (/** @type {string} */ name) => check(name, hidden.includes(name), () => toggle(name));
  const watchLink = room && watch && watchAddress(location, room, watch);
  const address = `${location.origin}${location.pathname}#${roomState.link}`;
  return html`<${Dialog} name="share" open=${open} close=${close}>
    <h3>${t('share.watch')}</h3>
    <p>${t('share.watch.note')}</p>
    ${watchLink && html`<${Copy} label=${t('share.watch')} text=${watchLink} />`}
    <h3>${t('share.link')}</h3>
    <p>${t('share.link.note')}</p>
    <${Copy} label=${t('share.link')} text=${address} />
    <${Files} store=${store} />
    ${
      canEdit &&
      html`<h3>${t('share.hide')}</h3>
      <div class="hides">
        ${store.catalogue.hidable.map(hide)}
        ${check('text', hideText, () => view({ hide_text: !hideText }))}
      </div>`
    }
  </${Dialog}>`;
}

/** Everything as files: a part that is fetched when it is unfolded. @param {Pick<Common, 'store'>} props */
function Files({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const missing = useSignal(false);
  const { name } = language.value;
  const sayReason = (/** @type {ReasonShown} */ reason) =>
    loadReasons(name).then(() => reasonText(reason, true));
  const fill = async (/** @type {{ currentTarget: HTMLDetailsElement }} */ { currentTarget }) => {
    if (!currentTarget.open) return;
    try {
      const address = new URL(document.getElementById('app')?.dataset.files ?? '', document.baseURI).href;
      (await import(address)).mount(box.current, { store, language: name, sayReason });
      missing.value = false;
    } catch {
      missing.value = true;
    }
  };
  return html`<details class="files" onToggle=${fill}><summary>${t('files')}</summary>
    ${missing.value && html`<p role="alert">${t('part.missing')}</p>`}<div ref=${box}></div></details>`;
}
