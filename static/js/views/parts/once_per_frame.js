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
