// What every chart has: a heading, its width, at most one drawing for each picture of the screen.
import { html } from 'htm/preact';
import { createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useSizeOf } from '../../views/parts/elements.js';
import { look } from '../../views/parts/look.js';
import { oncePerFrame } from '../../views/parts/once_per_frame.js';

/** A chart under its heading. @param {{ name: string, title: string, ask?: string, end?: unknown,
 *   children?: unknown }} props ask: what is said of it in a few words; end: what stands at the right */
export const Chart = ({ name, title, ask, end, children }) =>
  html`<section class=${`sweep-chart is-${name}`}><div class="heading"><h2>${title}</h2>
    ${ask && html`<span class="ask">${ask}</span>`}${end}</div>${children}</section>`;

/** The width that an element has, in CSS pixels; 0 before it is known.
 * @returns {[{ current: HTMLElement | null }, number]} */
export function useWidth() {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const [width, setWidth] = useState(0);
  useSizeOf(box, (element) => setWidth(element.clientWidth), []);
  return [box, width];
}

/** A chart rests so many times as long as its drawing took, */
const REST = 3;
/** and so many milliseconds at least where it is on the screen, and where it is not. */
const LEAST_REST = { seen: 80, unseen: 600 };

/** A chart that is drawn once for each picture of the screen at most, with the newest props of then.
 * @template P @param {{ View: (props: P) => unknown } & P} props */
export function Steady(props) {
  const newest = useRef(props);
  newest.current = props;
  const [shown, show] = useState(props);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const isSeen = useSeen(box);
  const busy = useRef({ began: Infinity, until: 0 });
  const ask = useMemo(() => {
    const later = (/** @type {() => void} */ draw) =>
      setTimeout(() => requestAnimationFrame(draw), Math.max(0, busy.current.until - performance.now()));
    return oncePerFrame(() => {
      busy.current.began = performance.now();
      show(newest.current);
    }, later);
  }, []);
  useLayoutEffect(() => {
    const now = performance.now();
    const rest = REST * Math.max(0, now - busy.current.began);
    busy.current.until = now + Math.max(rest, isSeen.current ? LEAST_REST.seen : LEAST_REST.unseen);
  }, [shown]);
  useLayoutEffect(() => {
    const isNew = Object.entries(props).some(([name, value]) => value !== /** @type {any} */ (shown)[name]);
    if (isNew) ask();
  });
  return useMemo(() => html`<div ref=${box}><${shown.View} ...${shown} /></div>`, [shown]);
}

/** Whether an element is on the screen. @param {{ current: HTMLElement | null }} box */
function useSeen(box) {
  const isSeen = useRef(true);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => (isSeen.current = entry.isIntersecting));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return isSeen;
}

/** The theme in which charts are drawn, where that is not the page's. */
export const Paper = createContext(/** @type {string | null} */ (null));

/** What charts must know of their theme: whether ink is light, and how many times as large as in the plain
 * theme letters are. */
export function usePaper() {
  const theme = useContext(Paper) ?? look.value.theme;
  return { isDark: theme === 'dark', type: sizeOf(theme) };
}

/** By theme. @type {Map<string, number>} */
const sizes = new Map([['light', 1]]);

/** @param {string} theme the page's, or one whose size is known */
function sizeOf(theme) {
  const told = () => getComputedStyle(document.documentElement).getPropertyValue('--type');
  if (!sizes.has(theme)) sizes.set(theme, Number(told()) || 1);
  return sizes.get(theme) ?? 1;
}
