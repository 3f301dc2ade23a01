// The page of what this browser has saved.
import { html } from 'htm/preact';
import { render } from 'preact';
import { reasonsFrom } from './text/reasons.js';
import { GalleryPage, say } from './views/gallery/gallery_page.js';

reasonsFrom((name) => import(`./text/reasons_${name}.js`));
document.title = `${say('title')} · Playground`;
render(html`<${GalleryPage} />`, /** @type {HTMLElement} */ (document.getElementById('saved')));
