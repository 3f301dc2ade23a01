// Drawing at most once for each picture that the browser shows.
import { effect, signal } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';

/** What is to be drawn with the next picture. @type {(() => void)[]} */
let waiting = [];

/** Runs something with the next picture. The browser is asked once for all: each asking costs it as much as
 * some drawings. @param {() => void} run */
function nextPicture(run) {
  if (waiting.push(run) > 1) return;
  requestAnimationFrame(() => {
    const now = waiting;
    waiting = [];
    for (const each of now) {
      try {
        each();
      } catch (error) {
        reportError(error); // the others are drawn all the same
      }
    }
  });
}

/**
 * Runs `draw` at most once per animation frame, however often it is asked.
 * @param {() => void} draw @param {(callback: () => void) => unknown} schedule
 */
export function oncePerFrame(draw, schedule = nextPicture) {
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
 * Draws with the next picture, but not before some rest since the last drawing; as soon as no more rest is
 * asked for, what waits is drawn. It waits to be asked again, so that it is drawn with what asks, and alone
 * only when nothing has for as long as a rest: a picture of its own costs the browser time.
 * @param {() => void} draw @param {() => number} restMs between two drawings, in milliseconds
 */
export function withRests(draw, restMs) {
  let last = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const soon = oncePerFrame(() => {
    last = performance.now();
    draw();
  });
  return () => {
    clearTimeout(timer);
    const rest = restMs();
    if (performance.now() < last + rest) timer = setTimeout(soon, rest);
    else soon();
  };
}

/** Whether something lies over the whole page: what is under it is not drawn until that is gone. */
export const covered = signal(false);

/**
 * Draws with the next picture whenever signals change, and with the first that the browser shows of the
 * element; returns what asks for it at other times.
 * @param {() => void} draw of the newest rendering
 * @param {() => unknown} readSignals reads those it depends on
 * @param {{ isOnTop?: boolean, restMs?: () => number }} how isOnTop: it is drawn too where the page is
 *   covered; restMs: between two drawings, in milliseconds
 */
export function useDrawing(draw, readSignals, { isOnTop = false, restMs = () => 0 } = {}) {
  const newest = useRef({ draw, readSignals });
  newest.current = { draw, readSignals };
  const ask = useMemo(() => {
    const drawNewest = () => (isOnTop || !covered.peek()) && newest.current.draw();
    return withRests(drawNewest, restMs);
  }, []);
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
