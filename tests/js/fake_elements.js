import { options, render } from 'preact';

/** Elements with a memory, for views: the page's own renderer writes into them, and tests press and read. The
 * browser's next picture, before which no late effect runs, comes when a test shows it. Views that ask for
 * the document as they are read are imported after this. */

class FakeNode extends EventTarget {
  /** @type {FakeElement | null} */
  parentNode = null;
  /** @type {any[]} */
  childNodes = [];

  /** @returns {FakeNode | null} */
  get nextSibling() {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }

  get firstChild() {
    return this.childNodes[0] ?? null;
  }

  remove() {
    const siblings = this.parentNode?.childNodes ?? [];
    if (this.parentNode) siblings.splice(siblings.indexOf(this), 1);
    this.parentNode = null;
  }

  /** @returns {string} what is read in it */
  get textContent() {
    return this.childNodes.map((each) => each.textContent).join('');
  }
}

class FakeText extends FakeNode {
  nodeType = 3;

  /** @param {unknown} data */
  constructor(data) {
    super();
    this.data = data;
  }

  get textContent() {
    return String(this.data);
  }
}

export class FakeElement extends FakeNode {
  nodeType = 1;
  namespaceURI = 'http://www.w3.org/1999/xhtml';
  /** @type {Record<string, unknown>} */
  attributes = {};
  value = '';
  style = {};

  /** @param {string} localName */
  constructor(localName) {
    super();
    this.localName = localName;
  }

  /** @param {FakeNode} node @param {FakeNode | null} before */
  insertBefore(node, before) {
    node.remove();
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    this.childNodes.splice(at, 0, node);
    node.parentNode = this;
  }

  /** @param {string} name @param {unknown} value */
  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  /** @param {string} name */
  removeAttribute(name) {
    delete this.attributes[name];
  }

  /** All elements of a kind in it. @param {string} localName @returns {FakeElement[]} */
  all(localName) {
    const parts = this.childNodes.filter((each) => each instanceof FakeElement);
    return parts.flatMap((each) => [...(each.localName === localName ? [each] : []), ...each.all(localName)]);
  }

  /** Something happens to it, after which it holds this. @param {string} type @param {string} [value] */
  happens(type, value = this.value) {
    this.value = value;
    this.dispatchEvent(new Event(type, { cancelable: true }));
    return settled();
  }
}

/** What waits for the next picture. @type {(() => void)[]} */
const waiting = [];
const schedule = (/** @type {() => void} */ run) => void waiting.push(run);

options.requestAnimationFrame = schedule;
Object.assign(globalThis, {
  document: Object.assign(new EventTarget(), {
    createElementNS: (/** @type {string} */ _, /** @type {string} */ name) => new FakeElement(name),
    createTextNode: (/** @type {unknown} */ data) => new FakeText(data),
    documentElement: { lang: 'en', dataset: {} },
  }),
  requestAnimationFrame: schedule,
  devicePixelRatio: 1,
  matchMedia: () => new EventTarget(),
  ResizeObserver: class {
    observe() {}
    disconnect() {}
  },
});

/** A page that shows nothing yet. */
export function openPage() {
  waiting.length = 0;
  const box = new FakeElement('main');
  return {
    box,
    /** Puts a view into it. @param {any} view null for none */
    put: (view) => {
      render(view, /** @type {any} */ (box));
      return settled();
    },
    /** The browser's next picture. */
    picture: async () => {
      await settled();
      for (const run of waiting.splice(0)) run();
      await settled();
    },
  };
}

/** Resolves when all that was under way has come. */
export const settled = () => new Promise((end) => setImmediate(end));
