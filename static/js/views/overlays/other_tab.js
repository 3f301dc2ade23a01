// Says that another tab holds the same room, as after a tab was duplicated, and offers a copy of its own.
import { useComputed, useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { OtherTabs } from '../../protocol/other_tabs.js';
import { forgetRoom, safeStorage } from '../../protocol/session.js';
import { t } from '../../text/texts.js';

/** @import { Store } from '../../state/store.js' */

/** @param {{ store: Store }} props */
export function OtherTab({ store }) {
  const isShared = useSignal(false);
  const others = useSignal(/** @type {OtherTabs | null} */ (null));
  const room = useComputed(() => (store.state.value.role === 'host' ? store.state.value.room : null)).value;
  useEffect(() => {
    const tabs = new OtherTabs(() => (isShared.value = true));
    others.value = tabs;
    return () => tabs.close();
  }, []);
  useEffect(() => {
    if (room !== null) others.value?.hold(room);
  }, [room, others.value]);
  if (!isShared.value) return null;
  const part = () => {
    store.stop(); // or the room's next message would keep it for the reload
    forgetRoom(safeStorage(window));
    location.reload();
  };
  return html`<div class="notice" data-testid="other-tab"><p>${t('other_tab')}</p>
    <button class="text strong" onClick=${part}>${t('other_tab.part')}</button>
    <button aria-label=${t('notice.close')} onClick=${() => (isShared.value = false)}>✕</button></div>`;
}
