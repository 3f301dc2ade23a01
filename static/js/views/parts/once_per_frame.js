// Drawing at most once for each picture that the browser shows.
import { effect } from '@preact/signals';
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

/**
 * Draws with the next picture whenever signals change, and with the first that the browser shows of the
 * element; returns what asks for it at other times.
 * @param {() => void} draw of the newest rendering
 * @param {() => unknown} readSignals reads those it depends on
 */
export function useDrawing(draw, readSignals) {
  const newest = useRef({ draw, readSignals });
  newest.current = { draw, readSignals };
  const ask = useMemo(() => oncePerFrame(() => newest.current.draw()), []);
  useLayoutEffect(
    () =>
      effect(() => {
        newest.current.readSignals();
        ask();
      }),
    [],
  );
  return ask;
}
