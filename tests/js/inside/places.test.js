import assert from 'node:assert/strict';
import test from 'node:test';
import { beginOf, countOf, PHASES, placeAt } from '../../../static/js/views/inside/update/places.js';

const SIZES = [4, 2, 1];

test('an update goes forward through all neurons, the loss, back, and by the noise to new weights', () => {
  const places = Array.from({ length: countOf(SIZES) }, (_, i) => placeAt(i, SIZES));
  const named = places.map(({ phase, layer, neuron }) => `${phase} ${layer}.${neuron}`);
  assert.equal(new Set(named).size, 23);
  assert.deepEqual(named.slice(0, 8), [
    ...['forward 1.0', 'forward 1.1', 'forward 1.2', 'forward 1.3', 'forward 2.0', 'forward 2.1'],
    ...['forward 3.0', 'loss 3.0'],
  ]);
  assert.deepEqual(named.slice(8, 11), ['backward 3.0', 'backward 2.1', 'backward 2.0']);
  assert.deepEqual(named.slice(14, 17), ['backward 1.0', 'noise 3.0', 'update 1.0']);
  assert.equal(named[22], 'update 3.0');
});

test('each phase begins where it says', () => {
  for (const sizes of [SIZES, [1], [8, 8, 3]]) {
    for (const phase of PHASES) {
      const begin = beginOf(phase, sizes);
      assert.equal(placeAt(begin, sizes).phase, phase);
      if (begin > 0) assert.notEqual(placeAt(begin - 1, sizes).phase, phase);
    }
  }
});

test('behind the last place there is the last one, when the network has become smaller', () => {
  assert.deepEqual(placeAt(900, SIZES), placeAt(countOf(SIZES) - 1, SIZES));
});
