import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { test } from 'node:test';

const JS = new URL('../../static/js/', import.meta.url).pathname;
const BASIS = ['maths', 'expressions', 'controls', 'protocol', 'text', 'state'];
/** What most views are made of. */
const TOOLS = [...BASIS, 'views/parts', 'views/painting'];

/** What the page of who leads a class is made of. */
const TEACHING = [...TOOLS, 'classes'];

/** The folders of later parts of the page. */
const LATER = [
  ...['bring', 'editor', 'files', 'formulas', 'inputs', 'inside', 'lesson', 'runs', 'saved'].map(
    (name) => `views/${name}`,
  ),
  'classes/student',
  'classes/archive',
];
/** Of what lies in these a later part may have a copy; what the page keeps it takes from '#page'. */
const COPIED = ['maths', 'expressions', 'controls', 'protocol', 'views/painting', 'views/files', 'classes'];

/** Which folders a folder may import from, apart from itself. @type {Record<string, string[]>} */
const ARROWS = {
  maths: [],
  expressions: [],
  controls: [],
  protocol: [],
  text: ['maths', 'controls', 'protocol'],
  state: ['maths', 'controls', 'protocol'],
  classes: ['protocol', 'views/painting'],
  'classes/join': [...BASIS, 'classes'],
  'classes/student': [...TOOLS, 'classes'],
  'classes/teach/parts': [...TEACHING, 'views/lesson'],
  'classes/teach/course': [...TEACHING, 'classes/teach/parts', 'classes/teach/ask', 'views/lesson'],
  'classes/teach/wall': [...TEACHING, 'classes/teach/parts', 'views/lesson'],
  'classes/teach/lead': [...TEACHING, 'classes/teach/parts'],
  'classes/teach/ask': [...TEACHING, 'classes/teach/parts', 'classes/teach/lead', 'classes/teach/wall'],
  'classes/teach/together': [...TEACHING, 'classes/teach/parts', 'classes/teach/lead'],
  'classes/teach/projector': [
    ...[...TEACHING, 'classes/teach/parts', 'classes/teach/ask', 'classes/teach/wall'],
    ...['classes/teach/together', 'views/lesson'],
  ],
  'classes/teach/archive': [
    ...[...TEACHING, 'classes/archive', 'classes/teach/parts', 'classes/teach/ask', 'classes/teach/wall'],
    'classes/teach/together',
  ],
  'classes/sheet': [...TEACHING, 'classes/join', 'classes/student', 'classes/teach/parts', 'views/controls'],
  'classes/archive': ['maths', 'protocol', 'views/files'],
  'views/parts': BASIS,
  'views/painting': ['maths', 'views/parts'],
  'views/charts': TOOLS,
  'views/controls': TOOLS,
  'views/network': TOOLS,
  'views/numbers': TOOLS,
  'views/output': [...TOOLS, 'views/charts'],
  'views/editor': TOOLS,
  'views/files': TOOLS,
  'views/runs': TOOLS,
  'views/saved': [...TOOLS, 'views/files'],
  'views/gallery': [...TOOLS, 'views/files', 'views/saved'],
  'views/glossary': TOOLS,
  sweeps: [...BASIS, 'views/parts'],
  'sweeps/form': [...TOOLS, 'sweeps'],
  'sweeps/wall': [...TOOLS, 'sweeps', 'classes'],
  'sweeps/maths': ['maths', 'sweeps'],
  'sweeps/charts': [...TOOLS, 'sweeps', 'sweeps/maths'],
  'sweeps/report': [
    ...[...TOOLS, 'sweeps', 'sweeps/maths', 'sweeps/charts', 'sweeps/form'],
    ...['classes', 'views/files'],
  ],
  'sweeps/ready': [...TOOLS, 'sweeps', 'sweeps/maths', 'sweeps/charts', 'classes'],
  'sweeps/page': [
    ...[...TOOLS, 'sweeps', 'sweeps/charts', 'sweeps/form', 'sweeps/ready', 'sweeps/report', 'sweeps/wall'],
  ],
  'views/bring': TOOLS,
  'views/lesson': TOOLS,
  'views/formulas': [...TOOLS, 'views/network'],
  'views/inputs': [...TOOLS, 'views/network'],
  'views/inside/parts': TOOLS,
  'views/inside/hidden': [...TOOLS, 'views/inside/parts'],
  'views/inside/landscape': [...TOOLS, 'views/inside/parts'],
  'views/inside/lines': [...TOOLS, 'views/inside/parts'],
  'views/inside/perceptron': [...TOOLS, 'views/inside/parts'],
  'views/inside/boxes': [...TOOLS, 'views/inside/parts'],
  'views/inside/modes': [...TOOLS, 'views/inside/parts'],
  'views/inside/update': [...TOOLS, 'views/inside/parts'],
  'views/overlays': [...TOOLS, 'views/charts', 'views/controls'],
};
/** The folders whose files import all of the others. */
const ENTRANCES = ['.', 'views', 'views/inside', 'classes/teach'];

/** @param {string} folder @returns {string[]} the paths of its files */
const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
/** @param {string} path */
const lines = (path) => readFileSync(path, 'utf8').split('\n');
/** Scripts by their path in static/js, and what each one says of other files: types in comments too. */
const sources = new Map(
  readdirSync(JS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => [name, readFileSync(join(JS, name), 'utf8')]),
);
/** @param {string} name @param {string} text
 * @returns {string[]} the files named, by their path in static/js */
const filesNamed = (name, text) =>
  [...text.matchAll(/(?:from |import\(|import )'(\.{1,2}\/[^']+)'/g)].map(([, path]) =>
    posix.join(dirname(name), path),
  );
/** @param {string} text */
const withoutComments = (text) => text.replace(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

test('no line that is written by hand is longer than 110 columns', () => {
  const wide = ['static/js', 'static/css', 'templates', 'tests/js'].flatMap((folder) =>
    filesIn(new URL(`../../${folder}/`, import.meta.url).pathname)
      .filter((path) => /\.(js|css|html)$/.test(path) && !lines(path)[0].includes('make generate'))
      .flatMap((path) =>
        lines(path).map((line, i) => ({ place: `${path}:${i + 1}`, length: [...line].length })),
      )
      .filter(({ length }) => length > 110),
  );
  assert.deepEqual(wide, []);
});

test('every folder has its arrows', () => {
  const folders = new Set([...sources.keys()].map(dirname));
  assert.deepEqual([...folders].sort(), [...Object.keys(ARROWS), ...ENTRANCES].sort());
});

test('a folder imports, and takes types, only from the folders it may', () => {
  for (const [name, text] of sources) {
    const folder = dirname(name);
    if (ENTRANCES.includes(folder)) continue;
    const others = filesNamed(name, text).filter((file) => !/^(types|messages)\.(js|d\.ts)$/.test(file));
    const wrong = others.filter((file) => ![folder, ...ARROWS[folder]].includes(dirname(file)));
    assert.deepEqual(wrong, [], name);
  }
});

test('a later part has no second copy of what the page keeps', () => {
  /** @param {string} folder */
  const partOf = (folder) => LATER.find((part) => `${folder}/`.startsWith(`${part}/`));
  const parts = [...sources].filter(([name]) => partOf(dirname(name)));
  assert.ok(parts.some(([, text]) => text.includes("from '#page'")));
  for (const [name, text] of parts) {
    const code = withoutComments(text);
    const used = filesNamed(name, code).map(dirname);
    const own = partOf(dirname(name));
    const wrong = used.filter((folder) => partOf(folder) !== own && !COPIED.includes(folder));
    assert.deepEqual(wrong, [], name);
    assert.doesNotMatch(code, /from '(preact|@preact|htm)/, name);
  }
});

test('the arrows between folders go one way', () => {
  assert.deepEqual(circle(new Map(Object.entries(ARROWS))), []);
});

test('no script imports itself by way of others', () => {
  const imports = new Map(
    [...sources].map(([name, text]) => [name, filesNamed(name, withoutComments(text))]),
  );
  assert.ok([...imports.values()].flat().length > 200);
  assert.deepEqual(circle(imports), []);
});

/** The first way found from a node back to itself, empty when there is none.
 * @param {Map<string, string[]>} next */
function circle(next) {
  /** @type {Set<string>} */
  const done = new Set();
  /** @param {string} node @param {string[]} way @returns {string[]} */
  const follow = (node, way) => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return [];
    done.add(node);
    for (const each of next.get(node) ?? []) {
      const found = follow(each, [...way, node]);
      if (found.length > 0) return found;
    }
    return [];
  };
  return [...next.keys()].map((node) => follow(node, [])).find((found) => found.length > 0) ?? [];
}

test('a circle is found', () => {
  assert.deepEqual(
    circle(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
    ['b', 'c', 'b'],
  );
});
