// Runs before the first paint, so that a dark page never flashes white. A chosen theme wins over the system's.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('nnp.theme');
  } catch {
    // A browser that keeps nothing follows the system.
  }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = chosen ?? (dark ? 'dark' : 'light');
})();
