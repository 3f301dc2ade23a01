// The button that gives the report to the browser to save.
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { save } from '../../views/files/saving.js';
import { checked } from '../asking.js';
import { staying } from '../form/stays.js';
import { reportOf } from './report.js';
import { say } from './saying.js';

/** @import { Catalogue } from '../../types.js' */
/** @import { Row, Status } from '../told.js' */
/** @import { Chart } from './drawn.js' */

/** @param {{ status: Status, rowsNow: () => Row[], charts: readonly Chart[], catalogue: Catalogue }} props */
export function TakeReport({ status, rowsNow, charts, catalogue }) {
  const [state, setState] = useState(/** @type {'take' | 'making' | 'failed'} */ ('take'));
  const make = async () => {
    setState('making');
    try {
      const { experiment } = await checked(status.order);
      const varied = status.fields.map(({ name }) => name);
      const words = staying(experiment, catalogue, varied);
      const text = await reportOf(
        { status, rows: rowsNow() },
        words,
        charts,
        new URL('./', location.href).href,
      );
      save(`sweep_${status.id}.html`, new Blob([text], { type: 'text/html' }));
      setState('take');
    } catch {
      setState('failed');
    }
  };
  return html`<button class="text" disabled=${state === 'making'}
    onClick=${make}>${say(state === 'making' ? 'making' : 'take')}</button>
    ${state === 'failed' && html`<span class="wrong" role="alert">${say('failed')}</span>`}`;
}
