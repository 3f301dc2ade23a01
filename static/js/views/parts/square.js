// A square (QR code) that leads to a place of this page, as the server draws it.
import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';

/** @param {{ label: string, path: string }} props path: what stands behind the page's own address */
export function Square({ label, path }) {
  const svg = useSignal('');
  useEffect(() => {
    const ended = new AbortController();
    const draw = async () => {
      const answer = await fetch('square', { method: 'POST', body: path, signal: ended.signal });
      if (answer.ok) svg.value = (await answer.json()).svg;
    };
    draw().catch(() => {}); // the address stands beside it
    return () => ended.abort();
  }, [path]);
  if (!svg.value) return null;
  return html`<img class="square" alt=${label}
    src=${`data:image/svg+xml,${encodeURIComponent(svg.value)}`} />`;
}
