// A lesson's page in a package for a learning platform: the lesson itself comes from the playground into a
// frame, and what it tells is recorded with the platform.
import { beginRecord, findApi } from './record.js';

/** How long a lesson may take to come before somebody is told what may be the matter. */
const PATIENCE_MS = 15_000;

/** @type {Record<string, Record<string, string>>} */
const TEXTS = {
  en: {
    alone: 'No learning platform is around this page: what you do here is recorded nowhere.',
    silent:
      'The playground has told nothing so far, so nothing is recorded. Either it cannot be reached, or it was ' +
      'not started with this setting, which lets it tell this site what happens:',
  },
  de: {
    alone: 'Um diese Seite ist keine Lernplattform: Was Sie hier tun, wird nirgends festgehalten.',
    silent:
      'Vom Playground ist noch nichts gekommen, darum wird nichts festgehalten. Entweder ist er nicht zu ' +
      'erreichen, oder ihm fehlt diese Einstellung, mit der er dieser Seite sagen darf, was geschieht:',
  },
};
const language = navigator.languages.map((name) => name.slice(0, 2)).find((name) => name in TEXTS) ?? 'en';

const frame = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'));
const notice = /** @type {HTMLElement} */ (document.getElementById('notice'));
const { address = '', lesson = '' } = frame.dataset;
const api = findApi(window);
const record = api && beginRecord(api);

document.documentElement.lang = language;
if (!record) say('alone');
const late = setTimeout(() => say('silent', `--event-origins ${location.origin}`), PATIENCE_MS);

addEventListener('message', ({ data, origin, source }) => {
  if (source !== frame.contentWindow || origin !== new URL(address).origin) return;
  if (data?.source !== 'nn-playground' || data.version !== 1 || data.lesson !== lesson) return;
  clearTimeout(late);
  if (record) notice.hidden = true;
  record?.note(data);
});
addEventListener('pagehide', () => record?.end());

const asked = new URLSearchParams({ lesson, embed: location.origin, step: String(record?.step ?? 1) });
frame.src = `${address}?${asked}`;

/** @param {string} key @param {string} [setting] */
function say(key, setting = '') {
  const code = document.createElement('code');
  code.textContent = setting;
  notice.replaceChildren(TEXTS[language][key], ' ', code);
  notice.hidden = false;
}
