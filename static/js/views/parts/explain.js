// What a control means: a paragraph and a formula, behind its label.
import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { beside } from '../../maths/layout.js';
import { explanations, labelOf, loadExplanations } from '../../text/explanations.js';
import { language, t } from '../../text/texts.js';

/** @import { Experiment } from '../../messages.js' */

/** Which field is explained, and where its label stands. */
const open = signal(/** @type {{ field: string, from: HTMLElement } | null} */ (null));

/** The label of a control; a click explains it.
 * @param {{ field: string, text?: string }} props text: in place of what the field is called */
export function Explained({ field, text }) {
  const toggle = (/** @type {Event} */ event) => {
    event.preventDefault();
    const from = /** @type {HTMLElement} */ (event.currentTarget);
    open.value = open.value?.field === field ? null : { field, from };
  };
  return html`<button type="button" class="label explained" aria-expanded=${open.value?.field === field} title=${t('explain', { name: labelOf(field) })} onClick=${toggle}>${text ?? labelOf(field)}</button>`;
}

/** The open explanation, if one is. Stands once in the page. @param {{ experiment: Experiment }} props */
export function Explanation({ experiment }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const shown = open.value;
  const said = shown && explanations.value[shown.field];
  useEffect(() => {
    if (shown) loadExplanations(language.value.name);
  }, [shown, language.value]);
  useLayoutEffect(() => {
    if (!shown || !box.current) return;
    const whole = shown.from.closest('.field, .slider, .speed') ?? shown.from; // the value stays in sight
    const { left, top } = beside(whole.getBoundingClientRect(), box.current.getBoundingClientRect(), {
      width: innerWidth,
      height: innerHeight,
    });
    Object.assign(box.current.style, { left: `${left}px`, top: `${top}px` });
    box.current.focus();
  }, [shown, said]);
  useEffect(() => {
    if (!shown) return;
    const outside = (/** @type {Event} */ event) => {
      const target = /** @type {Node} */ (event.target);
      if (!box.current?.contains(target) && !shown.from.contains(target)) open.value = null;
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [shown]);
  if (!shown || !said) return null;
  const close = () => {
    shown.from.focus();
    open.value = null;
  };
  const present = experiment[/** @type {keyof typeof experiment} */ (shown.field)];
  return html`<section ref=${box} class="explanation" role="dialog" tabindex="-1" aria-label=${said.label} onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && close()}>
    <header><b>${said.label}</b><button class="small" aria-label=${t('close')} onClick=${close}>✕</button></header>
    <p>${said.text}</p>
    ${said.formula && html`<pre>${said.formula}</pre>`}
    ${Object.keys(said.choices).length > 0 && html`<dl>${Object.entries(said.choices).map(([name, { label, text }]) => html`<div key=${name} class=${name === present ? 'present' : ''}><dt>${label}</dt><dd>${text}</dd></div>`)}</dl>`}
  </section>`;
}
