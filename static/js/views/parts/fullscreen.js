// A panel over the whole screen, for the last row of the room.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../text/texts.js';

/** Opens an element over the whole screen, or closes whatever is open so. @param {Element} element */
export function toggleFullScreen(element) {
  if (document.fullscreenElement) document.exitFullscreen();
  else element.requestFullscreen?.().catch(() => {}); // A frame without permission stays as it is.
}

/** The button in the corner of a panel. @param {{ of: string }} props  of: the selector of the panel */
export function FullScreen({ of }) {
  const isFull = useSignal(false);
  useEffect(() => {
    const changed = () => (isFull.value = document.fullscreenElement?.matches(of) ?? false);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  if (!document.fullscreenEnabled) return null;
  const label = t(isFull.value ? 'fullscreen.leave' : 'fullscreen');
  const toggle = () => toggleFullScreen(/** @type {Element} */ (document.querySelector(of)));
  const corners = isFull.value ? 'M5 1v4H1M9 1v4h4M5 13V9H1M9 13V9h4' : 'M1 5V1h4M13 5V1H9M1 9v4h4M13 9v4H9';
  return html`<button class="corner" title=${label} aria-label=${label} onClick=${toggle}>
    <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" stroke-width="1.6"
      aria-hidden="true"><path d=${corners} /></svg></button>`;
}
