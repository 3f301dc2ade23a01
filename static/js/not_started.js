// Runs before the page's script, and says what is missing when that does not begin: in sentences of its own,
// since the page's have not come.
(() => {
  const WAIT_MS = 4000;
  /** @type {Record<string, Record<string, string>>} */
  const SAID = {
    en: {
      slow: 'The playground has not started yet: the connection is slow, or something holds its script back.',
      blocked: 'The playground’s script could not be loaded: the connection broke, or something blocks it.',
      old: 'This browser is too old for the playground: it cannot read its JavaScript modules.',
      sandbox: 'This frame (“sandbox”) keeps the playground from starting. Open it in a window of its own:',
      again: 'Try again',
    },
    de: {
      slow: 'Der Playground ist noch nicht da: Die Verbindung ist langsam, oder etwas hält sein Skript auf.',
      blocked: 'Das Skript des Playgrounds kam nicht an: Die Verbindung brach ab, oder etwas blockiert es.',
      old: 'Dieser Browser ist zu alt für den Playground: Er kann seine JavaScript-Module nicht lesen.',
      sandbox:
        'Dieser Rahmen („sandbox“) lässt den Playground nicht starten. Öffnen Sie ihn in einem Fenster:',
      again: 'Noch einmal versuchen',
    },
  };
  let isBlocked = false;

  /** What keeps the page from starting, as far as can be known. */
  function reason() {
    const needsMap = document.querySelector('script[type=importmap]') !== null;
    if (self.origin === 'null') return 'sandbox';
    if (!('noModule' in HTMLScriptElement.prototype)) return 'old';
    if (needsMap && !HTMLScriptElement.supports?.('importmap')) return 'old';
    return isBlocked ? 'blocked' : 'slow';
  }

  function say() {
    const loading = document.querySelector('#app .loading');
    if (!loading) return; // it has started
    const why = reason();
    const said = SAID[document.documentElement.lang] ?? SAID.en;
    const way = document.createElement(why === 'sandbox' ? 'a' : 'button');
    way.textContent = why === 'sandbox' ? location.href : said.again;
    if (way instanceof HTMLAnchorElement) Object.assign(way, { href: location.href, target: '_blank' });
    else way.addEventListener('click', () => location.reload());
    loading.setAttribute('role', 'alert');
    loading.replaceChildren(said[why], document.createElement('br'), ...(why === 'old' ? [] : [way]));
  }

  addEventListener(
    'error',
    ({ target }) => {
      if (!(target instanceof HTMLScriptElement)) return;
      isBlocked = true;
      if (document.readyState === 'loading') addEventListener('DOMContentLoaded', say);
      else say();
    },
    true, // such errors do not bubble
  );
  setTimeout(say, WAIT_MS);
})();
