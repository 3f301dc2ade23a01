// What a control means: a paragraph and a formula, behind its label.
import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { explanations, labelOf, loadExplanations } from '../../text/explanations.js';
import { language, t } from '../../text/texts.js';
import { onEscape, placeBeside } from './elements.js';
import { lockNote } from './locks.js';

/** @import { Experiment } from '../../messages.js' */
/** @import { Word } from '../../text/explanations.js' */

/** Which field is explained, and where its label stands. */
const open = signal(/** @type {{ field: string, from: HTMLElement } | null} */ (null));

/** The label of a control; a click explains it.
 * @param {{ field: string, text?: string | null, lock?: string }} props text: in place of what the field is
 *   called; lock: what is locked with it, if not the field */
export function Explained({ field, text, lock = field }) {
  const toggle = (/** @type {Event} */ event) => {
    event.preventDefault();
    const from = /** @type {HTMLElement} */ (event.currentTarget);
    open.value = open.value?.field === field ? null : { field, from };
  };
  const name = labelOf(field);
  const note = lockNote(lock);
  return html`<button type="button" class=${`label explained ${note && 'locked'}`}
    aria-expanded=${open.value?.field === field} title=${note || t('explain', { name })} onClick=${toggle}
    >${text ?? name}${note && html`<span class="visually-hidden"> (${note})</span>`}</button>`;
}

/** The open explanation, if one is. Stands once in the page. @param {{ experiment: Experiment }} props */
export function Explanation({ experiment }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const shown = open.value;
  const found = shown && explanations.value[shown.field];
  useEffect(() => {
    if (shown) loadExplanations(language.value.name);
  }, [shown, language.value]);
  useLayoutEffect(() => {
    if (!shown || !box.current) return;
    const whole = shown.from.closest('.field, .slider, .speed') ?? shown.from; // the value stays in sight
    placeBeside(box.current, whole);
    box.current.focus();
  }, [shown, found]);
  useEffect(() => {
    if (!shown) return;
    const outside = (/** @type {Event} */ event) => {
      const target = /** @type {Node} */ (event.target);
      if (!box.current?.contains(target) && !shown.from.contains(target)) open.value = null;
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, [shown]);
  if (!shown || !found) return null;
  const close = () => {
    shown.from.focus();
    open.value = null;
  };
  const present = experiment[/** @type {keyof typeof experiment} */ (shown.field)];
  const choice = (/** @type {[string, { label: string, text: string }]} */ [name, { label, text }]) =>
    html`<div key=${name} class=${name === present ? 'present' : ''}><dt>${label}</dt><dd>${text}</dd></div>`;
  const choices = Object.entries(found.choices);
  return html`<section ref=${box} class="explanation" translate="yes" role="dialog" tabindex="-1"
    aria-label=${found.label}
    onKeyDown=${onEscape(close)}>
    <header><b>${found.label}</b>
      <button class="small" aria-label=${t('close')} onClick=${close}>✕</button></header>
    <p>${found.text}</p>
    ${found.formula && html`<pre>${found.formula}</pre>`}
    ${choices.length > 0 && html`<dl>${choices.map(choice)}</dl>`}
    <${Words} words=${found.words} />
  </section>`;
}

/** The terms of the glossary that belong to something; it opens beside the page, where training goes on.
 * @param {{ words: Word[] }} props */
export const Words = ({ words }) =>
  words.length > 0 &&
  html`<p class="words">${t('glossary')}: ${words.map(
    ({ key, name }, i) =>
      html`${i > 0 && ', '}<a key=${key} href=${`glossary#${key}`} target="_blank">${name}</a>`,
  )}</p>`;
