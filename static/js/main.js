// The page starts here: reads what the server offers, connects, draws, and keeps the address bar true.
import { effect } from '@preact/signals';
import { html } from 'htm/preact';
import { render } from 'preact';
import { isInClass, safeStorage } from './protocol/session.js';
import { createStore } from './state/store.js';
import { labels } from './text/explanations.js';
import { reasonsFrom } from './text/reasons.js';
import { App } from './views/app.js';
import { later } from './views/parts/later.js';

export * from './page.js'; // what later parts use

/** @import { Store } from './state/store.js' */

const LONGEST_WAIT_MS = 60;

reasonsFrom((name) => later(`reasons-${name}`)); // most visits need none
const store = createStore(dataOf('catalogue'));
const root = /** @type {HTMLElement} */ (document.getElementById('app'));

const inClass = isInClass(location, safeStorage(globalThis));

await firstPicture();
if (!inClass) store.start(); // else the class says where
await null; // what has come is there when the page is first drawn
labels.value = dataOf('labels');
root.textContent = '';
render(html`<${App} store=${store} inClass=${inClass} />`, root);
keepAddress(store);
playWhenMeant(store);

/** The first picture is on its way: drawn with it, the page is drawn once instead of twice. */
function firstPicture() {
  return Promise.race([globalThis.early?.picture, new Promise((end) => setTimeout(end, LONGEST_WAIT_MS))]);
}

/** Data that the page brings along. @param {string} id */
function dataOf(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? '{}');
}

/** The space bar that was pressed while the page began means play. @param {Store} store */
function playWhenMeant(store) {
  effect(() => {
    const { ready, role } = store.state.value;
    if (ready && globalThis.takeFirstSpace?.() && role === 'host') store.send({ type: 'play' });
  });
}

/** The address always holds the link of what is seen; another link pasted into it is opened, even where the
 * room's own has been written over it in between.
 * @param {Store} store */
function keepAddress(store) {
  const linkIn = (/** @type {string} */ address) => new URL(address).hash.slice(1);
  effect(() => {
    const { ready, role, roomState } = store.state.value;
    document.documentElement.classList.toggle('hide-text', roomState.view.hide_text);
    if (ready && role === 'host' && linkIn(location.href) !== roomState.link)
      history.replaceState(null, '', `#${roomState.link}`);
  });
  addEventListener('hashchange', ({ oldURL, newURL }) => {
    const { role, roomState } = store.state.peek();
    const pasted = linkIn(newURL);
    if (/^(watch|host|saved|state|class)=/.test(pasted)) {
      history.replaceState(null, '', newURL);
      return location.reload();
    }
    if (role === 'watcher') return history.replaceState(null, '', oldURL); // the room is the host's to change
    if (pasted === roomState.link) return;
    store.send({ type: 'open_link', link: pasted });
    scrollTo({ top: 0 }); // where a link of the story has led from
  });
}
