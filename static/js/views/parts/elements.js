// What several views need of elements and events.
import { useLayoutEffect, useRef } from 'preact/hooks';
import { beside } from '../../maths/layout.js';

/** Measures for the style of an element: numbers become CSS pixels. @param {Record<string, number>} sizes */
export const pixels = (sizes) =>
  Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, `${size}px`]));

/** What is typed into a field. @param {Event} event of it */
export const typedText = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).value;

/** Which choice of a list is selected. @param {Event} event of it @returns {number} counted from 0 */
export const selectedIndex = (event) => /** @type {HTMLSelectElement} */ (event.currentTarget).selectedIndex;

/** Where the pointer is in the element that listens, in CSS pixels. @param {MouseEvent} event */
export function pointerPlace(event) {
  const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width, height: box.height };
}

/** Puts an element that floats beside another one, where there is room.
 * @param {HTMLElement} element @param {Element} target */
export function placeBeside(element, target) {
  const screen = { width: innerWidth, height: innerHeight };
  const place = beside(target.getBoundingClientRect(), element.getBoundingClientRect(), screen);
  Object.assign(element.style, pixels(place));
}

/** Listens for Escape. @param {() => unknown} close */
export const onEscape = (close) => (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && close();

/** Calls back when the window comes to a screen with another number of pixels; returns what ends that.
 * @param {() => void} changed */
export function onPixelRatio(changed) {
  const ended = new AbortController();
  const listen = () => {
    const here = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    const moved = () => {
      changed();
      listen();
    };
    if (!ended.signal.aborted) here.addEventListener('change', moved, { once: true, signal: ended.signal });
  };
  listen();
  return () => ended.abort();
}

/**
 * Calls back with an element when it is there and whenever its size changes, or that of the screen's pixels.
 * @template {Element} E @param {{ current: E | null }} box @param {(element: E) => void} resized
 * @param {unknown[]} inputs as of an effect
 */
export function useSizeOf(box, resized, inputs) {
  const newest = useRef(resized);
  newest.current = resized;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => newest.current(element));
    observer.observe(element);
    const end = onPixelRatio(() => newest.current(element));
    return () => {
      observer.disconnect();
      end();
    };
  }, inputs);
}

/** Says where the plot is, now and whenever a view has put its own in that place.
 * @param {(place: Element) => void} found @returns {() => void} ends that */
export function onPlotPlace(found) {
  const panel = document.querySelector('.output');
  let known = /** @type {Element | null} */ (null);
  const look = () => {
    const place = panel?.querySelector('.plot-place') ?? null;
    if (place && place !== known) found(place);
    known = place ?? known;
  };
  look();
  const observer = new MutationObserver(look);
  if (panel) observer.observe(panel, { childList: true });
  return () => observer.disconnect();
}
