/** A class as the page of its teacher knows it, for tests. */

const base64 = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64');
export const SIGNED = base64(new Uint8Array(1024).fill(90));
export const OF_CLASSES = base64(new Uint8Array(2048).fill(2));

/** @param {string} person @param {object} [more] */
export const cell = (person, more = {}) => ({
  ...{ person, kind: /** @type {const} */ ('signed'), picture: SIGNED, n_outputs: 1 },
  ...{
    epoch: 12,
    train_loss: 0.25,
    test_loss: 0.5,
    accuracy: 0.9,
    curve: [
      [1, 1.5],
      [0.25, 0.5],
    ],
  },
  ...{ parameters: 17, n_neurons: 6, playing: true, diverged: false, stuck: null, stuck_seconds: 0 },
  ...{ link: 'dataset=xor', room: `room-${person}`, watch: `watch-${person}`, ...more },
});

/** @param {string} person @param {string} name @param {object} [more] */
export const student = (person, name, more = {}) => ({
  ...{ person, name, here: true, away_seconds: 0, waiting: false, done: false, follows: false },
  ...{ note: 'only for you', answer: null, value: null, ...more },
});

const PICTURE = { kind: /** @type {const} */ ('classes'), picture: OF_CLASSES, n_outputs: 3 };
const FIGURES = { epoch: 9, train_loss: 0.1, test_loss: 0.2, parameters: 30, n_neurons: 8 };

/** Three students, one without a network, and one who waits. @returns {any} */
export const known = () => ({
  people: [
    student('p1', 'teal otter', { done: true, answer: 1, value: 0.03 }),
    student('p2', '=cmd()<b>', { answer: 0, value: 0.3 }),
    student('p3', 'late lynx'),
    student('p4', 'who waits', { waiting: true }),
  ],
  cells: new Map([
    ['p1', cell('p1')],
    ['p2', cell('p2', PICTURE)],
  ]),
  state: {
    ...{ type: 'class', code: 'K7M2QX', rules: { anonymous: false }, paused: null },
    question: {
      ...{ number: 3, text: 'Will it, "really"?', kind: 'choices', choices: ['Yes', 'No'] },
      ...{ is_open: false, n_answers: 2, counts: [1, 1], answers: null },
    },
    trial: { number: 4, field: 'learning_rate', title: '', values: { p1: 0.03, p2: 0.3 } },
    challenge: {
      ...{ number: 5, title: 'Spiral', link: 'dataset=spiral', neurons: 8, epochs: null },
      ...{ features: ['x', 'y'], is_open: true },
    },
  },
  board: {
    ...{ type: 'board', number: 5, n_scored: 1 },
    rows: [
      {
        ...{ place: 1, person: 'p2', name: '=cmd()<b>', score: 0.875, parameters: 30, neurons: 8, epoch: 9 },
        ...{ at_seconds: 61.5, tries: 2, ...PICTURE },
      },
    ],
  },
  collection: {
    type: 'collection',
    items: [
      {
        ...{ number: 6, title: 'The best', person: 'p1', name: 'teal otter', saved: 'SAVED', link: null },
        ...PICTURE,
        ...FIGURES,
      },
      {
        number: 7,
        title: '',
        person: 'p2',
        name: '=cmd()<b>',
        saved: null,
        link: null,
        ...PICTURE,
        ...FIGURES,
      },
    ],
    shown: [],
  },
});

/** What a page does for an archive: here every state says whose it is. @returns {any} */
export const ways = () => ({
  say: (/** @type {string} */ key, values = {}) => `${key} ${Object.values(values).join(' ')}`.trim(),
  paint: async () => new Uint8Array([137, 80, 78, 71]),
  now: new Date('2026-03-04T10:11:12Z'),
  fetchState: async (/** @type {string} */ room, /** @type {string} */ watch) =>
    new TextEncoder().encode(`${room} ${watch}`),
  fetchSaved: async (/** @type {string} */ saved) => new TextEncoder().encode(`saved ${saved}`),
});
