import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { html } from 'htm/preact';
import { openPage } from '../fake_elements.js';
import { FakeSocket, ROOM_STATE } from '../fakes.js';
import { open } from '../opened.js';

/** @import { RoomState } from '../../../static/js/messages.js' */
/** @import { Store } from '../../../static/js/state/store.js' */

const { Data } = await import('../../../static/js/views/controls/data.js');
const { Held } = await import('../../../static/js/views/output/axes.js');
const { useTurning } = await import('../../../static/js/views/inside/parts/turning.js');
const { Hidden } = await import('../../../static/js/views/inside/hidden/hidden.js');

beforeEach(() => {
  FakeSocket.opened = [];
});

/** A slider and its server, which answers one request after the other.
 * @param {(store: Store) => any} view with one slider @param {(place: number) => Partial<RoomState>} at */
async function sliderOf(view, at) {
  const { store } = open();
  const socket = FakeSocket.last;
  socket.welcome({ state: { ...ROOM_STATE, ...at(0) } });
  const { box, put, picture } = openPage();
  await put(view(store));
  const [slider] = box.all('input');
  let answered = socket.sent.length;
  return {
    slider,
    place: () => Number(slider.value),
    /** @param {number} place by somebody else */
    comes: (place) => {
      socket.say({ type: 'state', ...ROOM_STATE, ...at(place) });
      return picture();
    },
    /** @param {number} place that was asked for first */
    isDone: (place) => {
      socket.say({ type: 'state', ...ROOM_STATE, ...at(place) });
      socket.say({ type: 'done', id: socket.sent[answered++].id });
      return picture();
    },
    /** The connection breaks before anything is answered. */
    isLost: () => {
      socket.end(4001);
      return picture();
    },
    isRefused: () => {
      const { id } = socket.sent[answered++];
      socket.say({ type: 'error', id, code: 'invalid', message: 'no', field: null, reason: null });
      return picture();
    },
  };
}

test('a slider of the data stays where it was put when an earlier place comes back', async () => {
  const shown = (/** @type {string} */ control) => control === 'noise';
  const { slider, place, isDone, isRefused, comes } = await sliderOf(
    (store) => html`<${Data} store=${store} canEdit=${false} shown=${shown} />`,
    (noise) => ({ experiment: { ...ROOM_STATE.experiment, noise } }),
  );
  const put = async (/** @type {string} */ noise) => {
    await slider.happens('input', noise);
    await slider.happens('change', noise);
  };
  await put('10');
  await slider.happens('input', '15'); // taken again before the answer
  await isDone(10);
  assert.equal(place(), 15);
  await put('20');
  await put('25');
  await isDone(20);
  assert.equal(place(), 25);
  await isDone(25);
  await comes(30);
  assert.equal(place(), 30);
  await put('35');
  await isRefused();
  assert.equal(place(), 30);
});

test('the slider through the layers stays where it was put when an earlier place comes back', async () => {
  const { slider, place, isDone, isRefused, comes } = await sliderOf(
    (store) => html`<${Hidden} store=${store} palette=${{}} canEdit=${true} />`,
    (at) => ({ view: { ...ROOM_STATE.view, inside: ['hidden', `at:${at}`] } }),
  );
  await slider.happens('input', '0.5');
  await slider.happens('input', '1.5');
  await isDone(0.5);
  assert.equal(place(), 1.5);
  await isDone(1.5);
  await comes(2);
  assert.equal(place(), 2);
  await slider.happens('input', '2.5');
  await isRefused();
  assert.equal(place(), 2);
});

test('the slider of a held input stays where it was put when an earlier place comes back', async () => {
  const names = ['a', 'b', 'c'];
  const { slider, place, isDone, isRefused, isLost, comes } = await sliderOf(
    (store) => {
      const [ranges, medians] = [
        [-6, 6, -6, 6, -6, 6],
        [1, 1, 1],
      ].map((each) => Float32Array.from(each));
      store.points.value = /** @type {any} */ ({ ranges, medians });
      return html`<${Held} store=${store} canEdit=${true} />`;
    },
    (at) => ({
      table: /** @type {any} */ ({ names, is_on_plane: false }),
      view: { ...ROOM_STATE.view, look: ['x1', 'x2', ...(at ? [`x3:${at}`] : [])] },
    }),
  );
  assert.equal(place(), 1); // the median
  await slider.happens('input', '2');
  await slider.happens('input', '3.5');
  await isDone(2);
  assert.equal(place(), 3.5);
  await isDone(3.5);
  await comes(4);
  assert.equal(place(), 4);
  await slider.happens('input', '5');
  await isRefused();
  assert.equal(place(), 4);
  await slider.happens('input', '6');
  await isLost();
  assert.equal(place(), 4);
});

test('what is turned stays there until everybody sees it, and goes back when it is refused', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  Object.assign(globalThis, { window: globalThis });
  const { store } = open();
  const socket = FakeSocket.last;
  const at = (/** @type {number} */ turn) => ({
    ...ROOM_STATE,
    view: { ...ROOM_STATE.view, inside: ['hidden', `turn:${turn}`, 'tilt:30'] },
  });
  socket.welcome({ state: at(10) });
  const { box, put, picture } = openPage();
  const Turned = () => {
    const { eye, handlers } = useTurning(store, { turn: 0, tilt: 0 }, [5, 85], true);
    return html`<canvas ...${handlers} value=${eye.turn} />`;
  };
  await put(html`<${Turned} />`);
  const [canvas] = box.all('canvas');
  const turn = async () => {
    canvas.dispatchEvent(Object.assign(new Event('keydown', { cancelable: true }), { key: 'ArrowRight' }));
    await picture();
    mock.timers.tick(80);
    return socket.sent[socket.sent.length - 1];
  };
  const shown = () => Number(canvas.value);
  const { id: first, changes } = await turn();
  assert.deepEqual([shown(), changes], [15, { inside: ['hidden', 'turn:15', 'tilt:30'] }]);
  const { id: second } = await turn();
  socket.say({ type: 'state', ...at(15) });
  socket.say({ type: 'done', id: first });
  await picture();
  assert.equal(shown(), 20);
  socket.say({ type: 'error', id: second, code: 'too_fast', message: 'no', field: null, reason: null });
  await picture();
  assert.equal(shown(), 15);
  socket.say({ type: 'state', ...at(40) });
  await picture();
  assert.equal(shown(), 40);
  mock.timers.reset();
});
