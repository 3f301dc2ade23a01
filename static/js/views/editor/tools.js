// What one paints with: the classes or the value, the tools, and their sizes.
import { html, number } from '#page';

/** @import { Say } from '../../text/later.js' */

/** @typedef {{ value: any, peek: () => any }} Signal */

/** The tools, each with its sign as a path in a square of 24. */
const TOOLS = /** @type {const} */ ([
  ['brush', 'M4 20c3 0 5-1 5-4l9-11 2 2-11 9M9 16l-3-2'],
  ['point', 'M12 9a3 3 0 1 0 .01 0M12 3v3M12 18v3M3 12h3M18 12h3'],
  ['erase', 'M9 20h11M4 15L14 5l6 6-9 9H9z M9 10l6 6'],
  ['drag', 'M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3'],
  ['select', 'M4 4h4M10 4h4M16 4h4v4M20 10v4M20 16v4h-4M14 20h-4M8 20H4v-4M4 14v-4M4 8V4'],
]);

/**
 * @param {{ say: Say, classes: string[], counts: number[], label: Signal, choose: (k: number) => void,
 *   colourOf: (label: number) => string, tool: Signal, width: Signal, rate: Signal, share: Signal,
 *   nameClass: (k: number, name: string) => void, addClass: (() => void) | null,
 *   removeClass: ((k: number) => void) | null, otherKind: () => void }} props
 */
export function Tools(props) {
  const { say, classes, counts, label, choose, colourOf, tool, width, rate, share } = props;
  const row = (/** @type {string} */ name, /** @type {number} */ k) => html`<li key=${k}>
    <button class="class" aria-pressed=${label.value === k} onClick=${() => choose(k)}>
      <i class="dot" style=${{ background: colourOf(k) }}></i><span class="class-name">${name}</span>
      <small>${number(counts[k])}</small><kbd>${k + 1}</kbd></button></li>`;
  const naming = (/** @type {number} */ k, /** @type {string} */ name) => html`<p class="naming" key=${k}>
    <label>${say('class_called')}<input aria-label=${say('class_name', { n: k + 1 })} maxlength="60"
      value=${name} onChange=${(/** @type {any} */ event) =>
        props.nameClass(k, event.currentTarget.value)} /></label>
    ${
      props.removeClass &&
      html`<button class="icon" aria-label=${say('remove_class', { name })}
        title=${say('remove_class', { name })} onClick=${() => props.removeClass?.(k)}>✕</button>`
    }</p>`;
  /** @param {string} key @param {Signal} signal @param {number[]} range @param {string} unit */
  const slider = (key, signal, [low, high, step], unit = '') => html`<label class="slider" key=${key}>
    <span class="label">${say(key)}<b>${number(signal.value)}${unit}</b></span>
    <input type="range" min=${low} max=${high} step=${step} value=${signal.value} aria-label=${say(key)}
      onInput=${(/** @type {any} */ event) => (signal.value = Number(event.currentTarget.value))} /></label>`;
  const showsBrush = tool.value === 'brush' || tool.value === 'erase';
  return html`<section class="tools" aria-label=${say('tool')}>
    ${
      classes.length > 0
        ? html`<h2>${say('class')}</h2><ul class="class-list">${classes.map(row)}</ul>
          ${classes[label.value] !== undefined && naming(label.value, classes[label.value])}
          ${
            props.addClass &&
            html`<button class="dashed" onClick=${props.addClass}>+ ${say('add_class')}</button>`
          }`
        : html`<h2>${say('value')}</h2><p class="value">
          <i class="dot" style=${{ background: colourOf(label.value) }}></i>
          ${slider('value', label, [-1, 1, 0.05])}</p>`
    }
    <button class="text quiet" onClick=${props.otherKind}
      >${say(classes.length > 0 ? 'as_values' : 'as_classes')}</button>
    <h2>${say('tool')}</h2>
    <div class="tool-list" role="group" aria-label=${say('tool')}>${TOOLS.map(
      ([name, path]) => html`<button key=${name} aria-pressed=${tool.value === name}
        onClick=${() => (tool.value = name)}>
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>${say(name)}</button>`,
    )}</div>
    ${showsBrush && slider('width', width, [0.4, 6, 0.2])}
    ${tool.value === 'brush' && slider('rate', rate, [2, 120, 2])}
    ${slider('share', share, [10, 90, 5], ' %')}
  </section>`;
}
