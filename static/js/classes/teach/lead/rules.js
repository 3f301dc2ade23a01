// The rules of the class, its links, and its end.
import { html } from 'htm/preact';
import { Copy } from '../../../views/parts/copying.js';
import { Dialog } from '../../../views/parts/dialog.js';
import { Check } from '../../../views/parts/list.js';
import { SheetLink } from '../parts/sheet_link.js';
import { Square, useSquare } from '../parts/square.js';
import { Sure } from '../parts/sure.js';
import { lasting, say } from '../parts/texts.js';

/** @import { ClassShown, ClassWelcome } from '../../../messages.js' */
/** @import { Lesson } from '../parts/lesson.js' */

const RULES = /** @type {const} */ (['locked', 'lobby', 'may_rename', 'anonymous']);
const LINKS = /** @type {const} */ (['co_teacher', 'spectator']);

/** @param {{ lesson: Lesson, open: boolean, close: () => void }} props */
export function Rules({ lesson, open, close }) {
  const { store, ask, isTeacher } = lesson;
  const { rules } = /** @type {ClassShown} */ (store.state.value);
  const welcome = /** @type {ClassWelcome} */ (store.welcome.value);
  const links = welcome.links ?? {};
  return html`<${Dialog} name="rules" heading=${say('rules')} open=${open} close=${close}>
    ${RULES.map(
      (rule) => html`<div key=${rule}><label class="check"><${Check} isOn=${rules[rule]}
        change=${() => ask({ type: 'set_rules', [rule]: !rules[rule] })} />${say(`rule.${rule}`)}</label>
      </div>`,
    )}
    <div class="beside-text"><${SheetLink} lesson=${lesson} /><span>${say('sheet.what')}</span></div>
    ${LINKS.filter((role) => links[role]).map(
      (role) =>
        html`<${RoleLink} key=${role} role=${role}
          path=${`teach#class=${welcome.school_class}.${links[role]}`} />`,
    )}
    ${
      isTeacher.value &&
      html`<h3>${say('links.new')}</h3><p>${say('links.new.what')}</p>
        <p><button class="text outlined-inline"
          onClick=${() => ask({ type: 'rotate_links' })}>${say('links.new.do')}</button></p>
        <h3>${say('end')}</h3><p>${say('end.what', { time: lasting(welcome.gone_after_seconds) })}</p>
        <p><${Sure} label=${say('end.do')} sure=${say('end.sure')}
          act=${() => ask({ type: 'end_class' })} /></p>`
    }</${Dialog}>`;
}

/** @param {{ role: string, path: string }} props */
function RoleLink({ role, path }) {
  const square = useSquare(path);
  return html`<h3>${say(`link.${role}`)}</h3><div class="role-link">
    <${Square} square=${square} label=${say('square')} />
    <div><p>${say(`link.${role}.what`)}</p>
      ${square && html`<${Copy} label=${say(`link.${role}`)} text=${square.address} />`}</div></div>`;
}
