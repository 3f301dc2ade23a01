// Drawing at most once for each picture that the browser shows.
import { effect, signal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';

/**
 * Runs `draw` at most once per animation frame, however often it is asked.
 * @param {() => void} draw @param {(callback: () => void) => unknown} schedule
 */
export function oncePerFrame(draw, schedule = (callback) => requestAnimationFrame(callback)) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    schedule(() => {
      asked = false;
      draw();
    });
  };
}

/** Whether something lies over the whole page: what is under it is not drawn until that is gone. */
export const covered = signal(false);

/**
 * Draws with the next picture whenever signals change, and with the first that the browser shows of the
 * element; returns what asks for it at other times.
 * @param {() => void} draw of the newest rendering
 * @param {() => unknown} readSignals reads those it depends on
 * @param {boolean} isOnTop whether it is drawn too where the page is covered
 */
export function useDrawing(draw, readSignals, isOnTop = false) {
  const newest = useRef({ draw, readSignals });
  newest.current = { draw, readSignals };
  const ask = useMemo(() => oncePerFrame(() => (isOnTop || !covered.peek()) && newest.current.draw()), []);
  useLayoutEffect(
    () =>
      effect(() => {
        newest.current.readSignals();
        covered.value;
        ask();
      }),
    [],
  );
  return ask;
}
