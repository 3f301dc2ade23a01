import assert from 'node:assert/strict';
import test from 'node:test';
import { allThings, closedThings, isExampleOpen } from '../../../static/js/classes/pace.js';
import {
  asked,
  askedBy,
  PRESETS,
  paceGroups,
  presetOf,
} from '../../../static/js/classes/teach/lead/pace_groups.js';
import { CATALOGUE } from '../fakes.js';

const { options } = CATALOGUE;
const LINKS = ['dataset=xor', 'dataset=spiral'];
const NONE = { fields: [], examples: { 'dataset=xor': true, 'dataset=circle': false } };

test('what the pace does not name is closed, but new weights and points', () => {
  const closed = closedThings(options, { ...NONE, fields: ['hidden'] });
  assert.ok(closed.includes('noise') && closed.includes('layers') && closed.includes('by_hand'));
  assert.ok(!closed.includes('hidden') && !closed.includes('seed') && !closed.includes('data_seed'));
  assert.deepEqual(closedThings(options, null), []);
});

test('an example that the pace does not name is open if everything else is', () => {
  assert.deepEqual(
    ['dataset=xor', 'dataset=circle', 'dataset=gauss'].map((link) => isExampleOpen(NONE, link)),
    [true, false, false],
  );
  assert.equal(isExampleOpen(null, 'dataset=gauss'), true);
  assert.equal(isExampleOpen({ fields: null, examples: {} }, 'dataset=gauss'), true);
});

test('every thing that can be opened is in one group', () => {
  const things = paceGroups(options).flatMap((group) => group.things);
  assert.deepEqual(things.toSorted(), allThings(options).toSorted());
  assert.ok(paceGroups(options).every((group) => group.things.length > 0));
});

for (const name of /** @type {(keyof typeof PRESETS)[]} */ (Object.keys(PRESETS))) {
  test(`a class that was given the usual choice ${name} has it`, () => {
    const { fields, examples = {} } = askedBy(options, name, LINKS);
    assert.equal(presetOf(options, { fields, examples }, LINKS), name);
  });
}

test('a class with everything open has no pace, and one with a choice of its own no usual one', () => {
  assert.deepEqual(askedBy(options, 'all', LINKS), { type: 'set_pace', fields: null, examples: {} });
  assert.equal(presetOf(options, null, LINKS), 'all');
  const { fields, examples = {} } = asked(options, new Set(['noise']), { 'dataset=xor': false });
  assert.deepEqual([fields, examples], [['noise'], { 'dataset=xor': false }]);
  assert.equal(presetOf(options, { fields, examples }, LINKS), undefined);
});
