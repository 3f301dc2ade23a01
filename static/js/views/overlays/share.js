// The dialog with the links: this experiment, live watching, and which controls the link hides; and with what
// can be taken away as files.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { sweepAddress, watchAddress } from '../../protocol/session.js';
import { t } from '../../text/texts.js';
import { Copy } from '../parts/copying.js';
import { Dialog } from '../parts/dialog.js';
import { later } from '../parts/later.js';
import { lazy } from '../parts/lazy.js';
import { Check } from '../parts/list.js';
import { Square } from '../parts/square.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Common } from '../parts/common.js' */

/** A later part, once it is unfolded. @param {string} name @param {string} view */
const part = (name, view) =>
  lazy(
    async () => (await later(name))[view],
    (/** @type {{ store: Store, wanted: boolean }} */ { wanted }) => wanted,
  );
const PARTS = { saved: part('saving', 'Saved'), files: part('files', 'TakeAway') };

/** @param {Common & { open: boolean, close: () => void }} props */
export function Share({ store, canEdit, open, close }) {
  const { roomState, room, watch } = store.state.value;
  // Check boxes stay as they were left, whatever comes before the answer.
  const { hidden_controls: hidden, hide_text: hideText } = store.wanted().view;
  const view = (/** @type {Record<string, unknown>} */ changes) => store.send({ type: 'set_view', changes });
  const toggle = (/** @type {string} */ name) => {
    const { hidden_controls: hidden } = store.wanted().view;
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
    ${
      watchLink &&
      html`<${Copy} label=${t('share.watch')} text=${watchLink} />
      <${Square} label=${t('share.square')} path=${new URL(watchLink).hash} />`
    }
    <h3>${t('share.link')}</h3>
    <p>${t('share.link.note')}</p>
    <${Copy} label=${t('share.link')} text=${address} />
    <h3>${t('class')}</h3>
    <p>${t('class.note')} <a href="teach" target="_blank" rel="noopener">${t('class.open')}</a></p>
    <h3>${t('sweep')}</h3>
    <p>${t('sweep.note')} <a href=${sweepAddress(roomState.link)}>${t('sweep.open')}</a></p>
    <${Unfolded} store=${store} name="saved" />
    <${Unfolded} store=${store} name="files" />
    ${
      canEdit &&
      html`<h3>${t('share.hide')}</h3>
      <div class="hides">
        ${store.catalogue.hidable.map(hide)}
        ${check('text', hideText, () => view({ hide_text: !store.wanted().view.hide_text }))}
      </div>`
    }
  </${Dialog}>`;
}

/** Everything to keep or as files: later parts, each fetched when it is unfolded.
 * @param {{ store: Store, name: keyof typeof PARTS }} props */
function Unfolded({ store, name }) {
  const isOpen = useSignal(false);
  const toggle = (/** @type {{ currentTarget: HTMLDetailsElement }} */ { currentTarget }) =>
    (isOpen.value = currentTarget.open);
  return html`<details class=${name} onToggle=${toggle}><summary>${t(name)}</summary>
    <${PARTS[name]} store=${store} wanted=${isOpen.value} /></details>`;
}
