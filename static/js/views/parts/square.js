// A square (QR code) that leads to a place of this page, as the server draws it.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

/** @param {{ label: string, path: string }} props path: what stands behind the page's own address */
export function Square({ label, path }) {
  const svg = useSignal('');
  useEffect(() => {
    const draw = async () => {
      const answer = await fetch('square', { method: 'POST', body: path });
      if (answer.ok) svg.value = (await answer.json()).svg;
    };
    draw().catch(() => {}); // the address stands beside it
  }, [path]);
  if (!svg.value) return null;
  return html`<img class="square" alt=${label}
    src=${`data:image/svg+xml,${encodeURIComponent(svg.value)}`} />`;
}
