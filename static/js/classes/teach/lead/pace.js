// What students may change, and which examples they may open: seen and obeyed at once.
import { html } from 'htm/preact';
import { useRef } from 'preact/hooks';
import { labelOf } from '../../../text/explanations.js';
import { t } from '../../../text/texts.js';
import { Dialog } from '../../../views/parts/dialog.js';
import { useExamples } from '../../../views/parts/examples.js';
import { Check } from '../../../views/parts/list.js';
import { allThings, isExampleOpen, isOpen } from '../../pace.js';
import { Segments } from '../parts/buttons.js';
import { say } from '../parts/texts.js';
import { asked, askedBy, PRESETS, paceGroups, presetOf } from './pace_groups.js';

/** @import { ClassShown } from '../../../messages.js' */
/** @import { Catalogue } from '../../../types.js' */
/** @import { Lesson } from '../parts/lesson.js' */
/** @import { Group, Preset, SetPace } from './pace_groups.js' */

/** What the page calls what is no field, or more than one. */
const OWN_NAMES = ['data', 'table', 'layers', 'hidden', 'formulas', 'by_hand'];

/** @param {{ lesson: Lesson, catalogue: Catalogue, open: boolean, close: () => void }} props */
export function Pace({ lesson, catalogue: { options }, open, close }) {
  const examples = useExamples(open) ?? [];
  const { pace } = /** @type {ClassShown} */ (lesson.store.state.value);
  const links = examples.map(({ link }) => link);
  /** What was asked of which pace: as long as that is shown, the next choice begins from what was asked. */
  const last = useRef(/** @type {{ of: string, asked: SetPace } | null} */ (null));
  const shown = JSON.stringify(pace); // anything else that changes in the class brings the same pace anew
  const ask = (/** @type {SetPace} */ asked) => {
    last.current = { of: shown, asked };
    lesson.ask(asked);
  };
  const present = () => {
    const { fields, examples } = (last.current?.of === shown ? last.current?.asked : pace) ?? {};
    const wanted = { fields: fields ?? null, examples: examples ?? {} };
    return {
      things: new Set(allThings(options).filter((name) => isOpen(wanted, name))),
      examples: Object.fromEntries(links.map((link) => [link, isExampleOpen(wanted, link)])),
    };
  };
  const turn = (/** @type {readonly string[]} */ things, /** @type {boolean} */ on) => {
    const { things: now, examples } = present();
    for (const each of things) on ? now.add(each) : now.delete(each);
    ask(asked(options, now, examples));
  };
  const turnExample = (/** @type {string} */ link) => {
    const { things, examples } = present();
    ask(asked(options, things, { ...examples, [link]: !examples[link] }));
  };
  const preset = presetOf(options, pace, links) ?? '';
  return html`<${Dialog} name="pace" heading=${say('pace')} open=${open} close=${close}>
    <p>${say('pace.what')}</p>
    <${Segments} name="preset" label=${say('pace.presets')} present=${preset}
      choices=${Object.keys(PRESETS).map((each) => [each, say(`pace.preset.${each}`)])}
      choose=${(/** @type {Preset} */ each) => ask(askedBy(options, each, links))} />
    <h3 id="pace-controls">${say('pace.controls')}</h3>
    <ul aria-labelledby="pace-controls">${paceGroups(options).map(
      (group) => html`<${Together} key=${group.name} group=${group} turn=${turn}
        isOpen=${(/** @type {string} */ name) => isOpen(pace, name)} />`,
    )}</ul>
    <h3 id="pace-examples">${t('examples')}</h3>
    <ul aria-labelledby="pace-examples">${examples.map(
      ({ key, title, link }) => html`<li key=${key}><label class="check"><${Check}
        isOn=${isExampleOpen(pace, link)} change=${() => turnExample(link)} />${title}</label></li>`,
    )}</ul>
    <p class="wrong" role="alert">${open ? lesson.notice.value : ''}</p></${Dialog}>`;
}

/** What is opened together; single ones where it is unfolded.
 * @param {{ group: Group, isOpen: (name: string) => boolean,
 *   turn: (things: readonly string[], on: boolean) => void }} props */
function Together({ group: { name, things }, isOpen, turn }) {
  const n = things.filter(isOpen).length;
  const isOn = n === things.length;
  const label = nameOf(name);
  const some = n > 0 && !isOn && html`<small>${say('pace.some', { n, all: things.length })}</small>`;
  const whole = html`<label class="check"><${Check} isOn=${isOn}
    change=${() => turn(things, !isOn)} /><span>${label} ${some}</span></label>`;
  if (things.length === 1) return html`<li>${whole}</li>`;
  return html`<li>${whole}<details><summary aria-label=${say('pace.single', { of: label })}></summary>
    ${things.map(
      (each) => html`<label key=${each} class="check"><${Check} isOn=${isOpen(each)}
        change=${() => turn([each], !isOpen(each))} />${labelOf(each)}</label>`,
    )}</details></li>`;
}

/** @param {string} name of a group */
function nameOf(name) {
  if (OWN_NAMES.includes(name)) return say(`pace.${name}`);
  const settings = t(`options.${name}`);
  return settings === `options.${name}` ? labelOf(name) : settings;
}
