import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sweepCommand, trainCommand } from '../../../static/js/sweeps/report/commands.js';
import { reportFile } from '../../../static/js/sweeps/report/document.js';
import { tableOf } from '../../../static/js/sweeps/report/facts.js';
import { rowsOf, status } from './rows.js';

const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'&';

/** @param {string} text that stands wherever text may stand */
const report = (text) =>
  reportFile({
    ...{ language: 'en', title: text, lead: text, facts: [[text, [[text, text]]]], chartsTitle: text },
    best: { title: text, text, link: text, linkText: text, picture: text },
    charts: '<svg class="ours"></svg>',
    wall: { title: text, pictures: [{ picture: text, text, short: text, link: text }] },
    table: { title: text, note: text, names: [text], rows: [[{ text, link: text }, { text }]] },
    again: { title: text, commands: [[text, text]] },
    ...{ made: text, styles: 'p { color: red; }' },
  });

test('whatever people wrote is text in the report, and never an element', () => {
  const file = report(HOSTILE);
  assert.ok(!file.includes('<script'));
  assert.ok(!file.includes('<img src=x'));
  assert.ok(!file.includes(HOSTILE));
  assert.ok(file.includes('<svg class="ours"></svg>'));
  const elements = (/** @type {string} */ html) => html.match(/<[a-z]+/g);
  assert.deepEqual(elements(file), elements(report('plain')));
});

test('a report asks for nothing, and runs nothing', () => {
  const file = report('plain');
  assert.match(file, /default-src 'none'/);
  for (const asking of ['<script', '<link', 'url(', '@import', '://'])
    assert.ok(!file.includes(asking), asking);
});

test('the command of a sweep repeats all that was asked for', () => {
  const order = {
    ...status().order,
    ...{ link: '#dataset=xor&seed=a', vary: ['learning_rate=0.001..1:log', "dataset=it's"], seeds: 3 },
  };
  const command = "playground sweep '#dataset=xor&seed=a' --vary 'learning_rate=0.001..1:log'";
  const rest = "--vary 'dataset=it'\\''s' --seeds 3 --epochs 100 --strategy grid --measure test_loss";
  assert.equal(sweepCommand(order), `${command} ${rest}`);
  assert.match(sweepCommand({ ...order, strategy: 'tpe', trials: 40 }), / --trials 40$/);
  assert.equal(trainCommand({ link: '#seed=a', epochs: 9 }), "playground train '#seed=a' --epochs 9");
});

test('the table has a line for each setting, the best first, which opens its network in the middle', () => {
  const rows = rowsOf([0.5, 0.4, 0.3, null, 0.1, 0.2], (i) => ({
    ...{ setting: i < 3 ? 0 : 1, repeat: i % 3, values: { noise: i < 3 ? '5' : '10' }, link: `#${i}` },
  }));
  const fields = [{ name: 'noise', values: ['5', '10'], range: null }];
  const { rows: lines, note } = tableOf(rows, status({ fields }), ({ link }) => `http://here/${link}`);
  assert.equal(note, '');
  assert.deepEqual(
    lines.map((cells) => [cells[0].text, cells[3].text, cells.at(-1)?.link]),
    [
      ['10', '0.200', 'http://here/#5'],
      ['5', '0.400', 'http://here/#1'],
    ],
  );
});
