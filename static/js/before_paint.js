// Runs before the first paint, so that a dark page never flashes white, nor a German one English.
// What was chosen earlier wins over the system's settings.
(() => {
  const chosen = (/** @type {string} */ name) => {
    try {
      return localStorage.getItem(`nnp.${name}`);
    } catch {
      return null; // A browser that keeps nothing follows the system.
    }
  };
  const { documentElement: page } = document;
  const isShown = window.name === 'projector'; // in a frame of the projector view: it looks as that does
  page.toggleAttribute('data-on-projector', isShown);
  page.dataset.theme =
    (isShown ? 'projector' : chosen('theme')) ??
    (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  page.dataset.palette = chosen('palette') ?? 'orange';
  const wanted = [chosen('language'), ...navigator.languages].map((name) => name?.slice(0, 2));
  page.lang = wanted.find((name) => name === 'en' || name === 'de') ?? 'en';
})();
