// The curves of both losses over the epochs, drawn by uPlot.
import { useSignal, useSignalEffect } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';

import { oncePerFrame } from '../schedule.js';
import { language, loss, number, t } from '../texts.js';

/** @param {{ store: import('../main.js').Store, palette: import('./heatmap.js').Palette }} props */
export function LossChart({ store, palette }) {
  const element = useRef(/** @type {HTMLElement | null} */ (null));
  const chart = useRef(/** @type {uPlot | null} */ (null));
  const read = useSignal('');
  const show = useMemo(
    () =>
      oncePerFrame(() => {
        const { epochs, train, test } = store.history.peek();
        chart.current?.setData([epochs, test, train]);
      }),
    [],
  );
  useEffect(() => {
    const box = /** @type {HTMLElement} */ (element.current);
    const point = (/** @type {uPlot} */ plot) => {
      const i = plot.cursor.idx;
      const [epochs, test, train] = plot.data;
      read.value = i === null || i === undefined ? '' : t('loss.at', { epoch: number(epochs[i], 0), train: loss(Number(train[i])), test: loss(Number(test[i])) });
    };
    chart.current = new uPlot(options(box, palette, point), [[0], [null], [null]], box);
    const observer = new ResizeObserver(() => chart.current?.setSize({ width: box.clientWidth, height: box.clientHeight }));
    observer.observe(box);
    show();
    return () => {
      observer.disconnect();
      chart.current?.destroy();
    };
  }, [palette, language.value]);
  useSignalEffect(() => {
    void store.history.value;
    show();
  });
  return html`<div class="curve"><div ref=${element} role="img" aria-label=${t('loss.curve')}></div><span class="curve-read">${read}</span></div>`;
}

/** @param {HTMLElement} box @param {import('./heatmap.js').Palette} palette @param {(plot: uPlot) => void} point @returns {uPlot.Options} */
function options(box, { stroke, type }, point) {
  const style = getComputedStyle(document.documentElement);
  const [ink, soft, hair] = ['--ink', '--soft', '--hair'].map((name) => style.getPropertyValue(name).trim());
  const font = `${12 * type}px system-ui, sans-serif`;
  const values = (/** @type {uPlot} */ _, /** @type {number[]} */ splits) => splits.map((value) => number(value, 6));
  const axis = { stroke: soft, font, values, grid: { stroke: hair, width: 1 }, ticks: { show: false } };
  return {
    width: box.clientWidth,
    height: box.clientHeight,
    padding: [8, 22, 0, 0],
    legend: { show: false },
    scales: { x: { time: false }, y: { range: (_, __, high) => [0, Number.isFinite(high) && high > 0 ? high * 1.05 : 0.5] } },
    axes: [{ ...axis, size: 26 * type, gap: 7, grid: { show: false }, space: 64 }, { ...axis, size: 38 * type, gap: 4, space: 28 * type }],
    series: [
      {},
      { label: 'Test', stroke: soft, width: 1.5 * stroke, dash: [5, 3], points: { show: false } },
      { label: 'Training', stroke: ink, width: 1.5 * stroke, points: { show: false } },
    ],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    hooks: { setCursor: [point] },
  };
}
