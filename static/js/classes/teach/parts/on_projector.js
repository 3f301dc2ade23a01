// Whether the projector shows something.
import { html } from 'htm/preact';
import { Worded } from './buttons.js';
import { say } from './texts.js';

/** @import { ShowOnProjectorRequest } from '../../../messages.js' */
/** @import { Lesson } from './lesson.js' */

/** Puts something on the projector, or the wall in its place again.
 * @param {{ lesson: Lesson, what: ShowOnProjectorRequest['what'] }} props */
export function ShowOnProjector({ lesson, what }) {
  const isShown = lesson.store.state.value?.on_projector === what;
  const flip = () => lesson.ask({ type: 'show_on_projector', what: isShown ? 'wall' : what });
  return html`<${Worded} sign="screen" kind="outlined-inline" pressed=${isShown} press=${flip}
    label=${say(isShown ? 'projector.off' : 'projector.on')} />`;
}
