// The tabs of a page, with arrows between them; what they show stands in the element 'view'.
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

/** @template {string} T
 * @param {{ label: string, names: readonly T[], called: (name: T) => string, present: T,
 *   go: (name: T) => void }} props */
export function Tabs({ label, names, called, present, go }) {
  useEffect(() => {
    const chosen = document.getElementById(`tab-${present}`); // on a phone not all have room
    chosen?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [present]);
  const move = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = names[(names.indexOf(present) + step + names.length) % names.length];
    go(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return html`<div role="tablist" aria-label=${label} onKeyDown=${move}>${names.map(
    (name) => html`<button key=${name} id=${`tab-${name}`} role="tab" aria-selected=${name === present}
      tabindex=${name === present ? 0 : -1} aria-controls="view"
      onClick=${() => go(name)}>${called(name)}</button>`,
  )}</div>`;
}
