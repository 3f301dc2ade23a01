// The sheet for students starts here. Code and invitation of a class stand behind the '#', which browsers
// keep to themselves; without them the sheet has boxes to fill in.
import { effect } from '@preact/signals';
import { html } from 'htm/preact';
import { render } from 'preact';
import { labels } from '../../text/explanations.js';
import { chooseLanguage, LANGUAGES, language } from '../../text/texts.js';
import { parseJoin } from '../membership.js';
import { Segments } from '../teach/parts/buttons.js';
import { isOfThisMachine } from '../teach/parts/durations.js';
import { useSquare } from '../teach/parts/square.js';
import { say as sayTeaching } from '../teach/parts/texts.js';
import { Paper } from './paper.js';
import { say } from './saying.js';

labels.value = JSON.parse(document.getElementById('labels')?.textContent ?? '{}');
const { code } = parseJoin(location.hash);

/** Of this sheet alone: nothing is remembered, since a class may read another language than its teacher. */
effect(() => {
  document.documentElement.lang = language.value.name;
  document.title = `${say('title')} – Neural Network Playground`;
});
addEventListener('hashchange', () => location.reload());

function Page() {
  const square = useSquare(code ? `join${location.hash}` : null);
  return html`<header class="over"><div><p>${code ? say('filled', { code }) : say('blank')}</p>
      ${square && isOfThisMachine(square.address) && html`<p>${sayTeaching('only.here')}</p>`}</div>
      <${Segments} name="language" label=${say('language')} choices=${Object.entries(LANGUAGES)}
        present=${language.value.name} choose=${chooseLanguage} />
      <button class="text strong" onClick=${() => print()}>${say('print')}</button></header>
    <main><${Paper} code=${code.replace(' ', '')} square=${square} /></main>`;
}

render(html`<${Page} />`, /** @type {HTMLElement} */ (document.getElementById('app')));
