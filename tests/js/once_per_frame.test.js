import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { oncePerFrame, withRests } from '../../static/js/views/parts/once_per_frame.js';

/** What the browser was asked to run with its next picture. @type {(() => void)[]} */
let asked = [];
/** @type {unknown[]} */
let reported = [];

const show = () => {
  const now = asked;
  asked = [];
  for (const run of now) run();
};

beforeEach(() => {
  [asked, reported] = [[], []];
  globalThis.requestAnimationFrame = (run) => asked.push(() => run(0));
  globalThis.reportError = (error) => reported.push(error);
  mock.timers.enable({ apis: ['setTimeout'] });
});
afterEach(() => mock.timers.reset());

test('whatever is drawn with a picture, the browser is asked once for it', () => {
  /** @type {string[]} */
  const drawn = [];
  const [plane, network] = ['plane', 'network'].map((name) => oncePerFrame(() => drawn.push(name)));
  for (const ask of [plane, network, plane]) ask();
  assert.equal(asked.length, 1);
  show();
  assert.deepEqual(drawn, ['plane', 'network']);
  plane();
  show();
  assert.deepEqual(drawn, ['plane', 'network', 'plane']);
});

test('a drawing that fails is reported, and the others are drawn', () => {
  /** @type {string[]} */
  const drawn = [];
  oncePerFrame(() => {
    throw new Error('no canvas');
  })();
  oncePerFrame(() => drawn.push('network'))();
  show();
  assert.deepEqual([drawn, reported.map(String)], [['network'], ['Error: no canvas']]);
});

test('what rests is drawn at once, then with what asks after the rest, and when no rest is asked for', () => {
  const clock = mock.method(performance, 'now', () => 1000);
  let n = 0;
  let rest = 100;
  const ask = withRests(
    () => (n += 1),
    () => rest,
  );
  ask();
  show();
  assert.equal(n, 1);
  clock.mock.mockImplementation(() => 1040);
  ask();
  ask();
  assert.equal(asked.length, 0);
  clock.mock.mockImplementation(() => 1100);
  mock.timers.tick(60);
  assert.equal(asked.length, 0); // it is not drawn alone
  ask();
  show();
  assert.equal(n, 2);
  ask();
  mock.timers.tick(99);
  assert.equal(asked.length, 0);
  mock.timers.tick(1); // nothing else asks
  show();
  assert.equal(n, 3);
  ask();
  rest = 0; // the run has ended
  ask();
  show();
  assert.equal(n, 4);
  mock.timers.tick(1000);
  assert.equal(asked.length, 0);
  clock.mock.restore();
});
