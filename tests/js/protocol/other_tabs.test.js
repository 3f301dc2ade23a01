import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OtherTabs } from '../../../static/js/protocol/other_tabs.js';

/** Tabs of one browser: each hears what the others say. */
class Tabs {
  /** @type {import('../../../static/js/protocol/other_tabs.js').Channel[]} */
  #channels = [];
  open() {
    /** @type {import('../../../static/js/protocol/other_tabs.js').Channel} */
    const channel = {
      onmessage: null,
      postMessage: (/** @type {unknown} */ data) => {
        const others = /** @type {any[]} */ (this.#channels.filter((each) => each !== channel));
        for (const other of others) other.onmessage?.({ data });
      },
      close: () => {
        this.#channels = this.#channels.filter((each) => each !== channel);
      },
    };
    this.#channels.push(channel);
    const tab = { found: 0 };
    const others = new OtherTabs(() => (tab.found += 1), channel);
    return { tab, others };
  }
}

test('the second tab in a room finds the first, and the first is not disturbed', () => {
  const tabs = new Tabs();
  const [first, second, elsewhere] = [tabs.open(), tabs.open(), tabs.open()];
  first.others.hold('r1');
  elsewhere.others.hold('r2');
  second.others.hold('r1');
  second.others.hold('r1');
  assert.deepEqual([first.tab.found, second.tab.found, elsewhere.tab.found], [0, 1, 0]);
});

test('a tab that was closed is not found', () => {
  const tabs = new Tabs();
  const first = tabs.open();
  first.others.hold('r1');
  first.others.close();
  const second = tabs.open();
  second.others.hold('r1');
  assert.equal(second.tab.found, 0);
});

test('a browser without channels finds nobody', () => {
  const others = new OtherTabs(assert.fail, null);
  others.hold('r1');
  others.close();
});
