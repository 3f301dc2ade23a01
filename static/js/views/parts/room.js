// What the bar has no room for in a frame of another page and on a phone on its side: it stands with the
// settings.
import { signal } from '@preact/signals';

/** Whether such a window is that narrow, which changes with it. @param {number} width in pixels */
function narrowerThan(width) {
  const query = matchMedia(`(min-width: 560px) and (max-width: ${width}px) and (orientation: landscape)`);
  const isSo = signal(query.matches);
  query.addEventListener('change', () => (isSo.value = query.matches));
  return isSo;
}

export const isBelowBar = {
  history: narrowerThan(1020),
  speed: narrowerThan(800),
  examples: narrowerThan(720),
};
