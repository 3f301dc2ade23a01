// Later parts of the page: a script, mostly with styles, that is fetched when somebody needs it.
// They import of the page what `page.js` names.

/** Where they are, by name. @returns {Record<string, { script: string, styles?: string }>} */
const places = () => JSON.parse(document.getElementById('later')?.textContent ?? '{}');

/** A later part, with its styles in the page. @param {string} name @returns {Promise<any>} its module */
export async function later(name) {
  const { script, styles } = places()[name];
  const [module] = await Promise.all([
    import(new URL(script, document.baseURI).href),
    styles && styled(styles),
  ]);
  return module;
}

/** Resolves when the page has these styles, of which it has each once. @param {string} path */
function styled(path) {
  const { href } = new URL(path, document.baseURI);
  const present = [...document.querySelectorAll('link')].some((link) => link.href === href);
  if (present) return null;
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
    link.onload = resolve;
    link.onerror = () => {
      link.remove(); // another try fetches them again
      reject(new Error(`${href} did not come`));
    };
    document.head.append(link);
  });
}
