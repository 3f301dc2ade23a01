/** The file class.json: a class as its teacher saw it, without anything that opens a room. Pure, no page. */
import { fields, flag, list, maybe, number, oneOf, orNumber, record, text, whole, wrong } from './shape.js';
import { WrongArchive } from './wrong.js';

/** @import { Board, Cell, Challenge, Collection, Item, PersonShown } from '../../messages.js' */
/** @import { LessonShown, Question, Trial } from '../../messages.js' */
/** @import { Reader } from './shape.js' */

export const PATH = 'class.json';
const FORMAT = 'neural-network-playground class';
/** Rises when what is written could not be read by what was there before. */
export const VERSION = 1;

const MOST_PEOPLE = 1000;
const MOST_ITEMS = 60;
const MOST_CLASSES = 10;
const MOST_LOSSES = 200;
const LONGEST = { id: 64, name: 60, field: 100, title: 500, link: 100_000 };
/** Signs that are not seen, or turn the text around them. */
const NO_SIGNS = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]+$/u;
/** The cells of a picture; of several classes it has who wins, then how clearly. */
const PICTURE_BYTES = 32 * 32;
export const STATE_PATH = /^states\/[^/]+\.nnp$/;

/**
 * @typedef {Omit<Cell, 'room' | 'watch' | 'stuck' | 'stuck_seconds' | 'playing'>} ArchivedCell
 * @typedef {Pick<PersonShown, 'person' | 'name' | 'done' | 'answer' | 'value'>
 *   & { cell: ArchivedCell | null, state: string | null }} ArchivedStudent
 *   state: the path of the whole network
 * @typedef {Omit<Item, 'saved'> & { state: string | null }} ArchivedItem
 * @typedef {{ made: string, code: string, anonymous: boolean, students: ArchivedStudent[],
 *   question: Question | null, trial: Trial | null, challenge: Challenge | null,
 *   board: Pick<Board, 'number' | 'n_scored' | 'rows'> | null, collection: ArchivedItem[] }} ArchivedClass
 * @typedef {{ people: readonly PersonShown[], cells: ReadonlyMap<string, Cell>,
 *   state: { code: string, rules: { anonymous: boolean }, question: Question | null, trial: Trial | null,
 *     challenge: Challenge | null, lesson?: LessonShown | null },
 *   board: Board | null, collection: Collection | null }} KnownClass  what the page of a teacher knows
 */

const id = text(LONGEST.id, /^[\w-]+$/);
const name = text(LONGEST.name, NO_SIGNS);
const title = text(LONGEST.title);
const link = maybe(text(LONGEST.link));
const value = maybe(orNumber(title));
const base64 = text(4 * PICTURE_BYTES, /^[A-Za-z0-9+/]+={0,2}$/);
const statePath = maybe(text(200, STATE_PATH));

const pictured = {
  kind: oneOf(/** @type {const} */ (['signed', 'classes'])),
  picture: base64,
  n_outputs: whole(1, MOST_CLASSES),
};

/** A picture with its bytes: as many as its kind has.
 * @template {{ kind: string, picture: string, n_outputs: number }} T
 * @param {Reader<T>} read @returns {Reader<T>} */
const withPicture = (read) => (given, at) => {
  const found = read(given, at);
  const bytes = decoded(found.picture) ?? wrong(`${at}.picture`);
  const isSigned = found.kind === 'signed';
  if (bytes.length !== (isSigned ? 1 : 2) * PICTURE_BYTES) wrong(`${at}.picture`);
  for (let i = 0; !isSigned && i < PICTURE_BYTES; i += 1)
    if (bytes.charCodeAt(i) >= Math.max(2, found.n_outputs)) wrong(`${at}.picture`);
  return found;
};

/** @param {string} picture */
function decoded(picture) {
  try {
    return atob(picture);
  } catch {
    return null;
  }
}

/** @type {Reader<[number, number]>} */
const losses = (given, at) => {
  const pair = list(number, 2)(given, at);
  return pair.length === 2 ? [pair[0], pair[1]] : wrong(at);
};

const cell = withPicture(
  fields({
    person: id,
    ...pictured,
    epoch: whole(),
    train_loss: number,
    test_loss: number,
    accuracy: maybe(number),
    curve: list(losses, MOST_LOSSES),
    parameters: whole(),
    n_neurons: whole(),
    diverged: flag,
    link,
  }),
);

const student = fields({
  person: id,
  name,
  done: flag,
  answer: value,
  value,
  cell: maybe(cell),
  state: statePath,
});

const item = withPicture(
  fields({
    number: whole(),
    title,
    person: id,
    name,
    link,
    ...pictured,
    epoch: whole(),
    train_loss: number,
    test_loss: number,
    parameters: whole(),
    n_neurons: whole(),
    state: statePath,
  }),
);

const row = withPicture(
  fields({
    place: whole(1),
    person: id,
    name,
    score: number,
    parameters: whole(),
    neurons: whole(),
    epoch: whole(),
    at_seconds: number,
    tries: whole(),
    ...pictured,
  }),
);

const choices = list(title, MOST_ITEMS);
/** @type {Reader<Question>} */
const question = (given, at) => {
  const found = fields({
    number: whole(),
    text: title,
    kind: oneOf(/** @type {const} */ (['choices', 'number', 'text'])),
    choices,
    is_open: flag,
    n_answers: whole(),
    counts: maybe(list(whole(), MOST_ITEMS)),
    answers: maybe(list(orNumber(title), MOST_PEOPLE)),
  })(given, at);
  if (found.counts && found.counts.length !== found.choices.length) wrong(`${at}.counts`);
  return found;
};

const field = text(LONGEST.field);
const CLASS = fields({
  made: text(40, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  code: text(12, /^[A-Z0-9]+$/),
  anonymous: flag,
  students: list(student, MOST_PEOPLE),
  question: maybe(question),
  trial: maybe(fields({ number: whole(), field, title, values: maybe(record(id, number, MOST_PEOPLE)) })),
  challenge: maybe(
    fields({
      number: whole(),
      title,
      link: text(LONGEST.link),
      neurons: maybe(whole()),
      epochs: maybe(whole()),
      features: maybe(list(field, LONGEST.field)),
      is_open: flag,
    }),
  ),
  board: maybe(fields({ number: whole(), n_scored: whole(), rows: list(row, MOST_PEOPLE) })),
  collection: list(item, MOST_ITEMS),
});

/** A class as class.json has it. @param {KnownClass} known @param {Date} now
 * @param {(key: string) => string | null} stateOf the path of the state of a person, or of an item's number
 * @returns {ArchivedClass} */
export function archivedClass({ people, cells, state, board, collection }, now, stateOf) {
  const students = people
    .filter(({ waiting }) => !waiting)
    .map(({ person, ...each }) => ({
      ...{ person, name: each.name, done: each.done, answer: each.answer, value: each.value },
      cell: cells.get(person) ?? null,
      state: stateOf(person),
    }));
  const items = (collection?.items ?? []).map((each) => ({ ...each, state: stateOf(itemKey(each)) }));
  const { question, trial, challenge } = state;
  return CLASS(
    {
      ...{ made: now.toISOString(), code: state.code, anonymous: state.rules.anonymous },
      ...{ students, question, trial, challenge, board, collection: items },
    },
    '',
  );
}

/** What an item of the collection is called beside the people. @param {{ number: number }} item */
export const itemKey = ({ number }) => `item ${number}`;

/** @param {ArchivedClass} archived */
export const writeClass = (archived) => JSON.stringify({ format: FORMAT, version: VERSION, ...archived });

/** Throws WrongArchive. @param {string} written @returns {ArchivedClass} */
export function readClass(written) {
  /** @type {any} */
  let found;
  try {
    found = JSON.parse(written);
  } catch {
    throw new WrongArchive('shape', { place: PATH });
  }
  if (found?.format !== FORMAT) throw new WrongArchive('shape', { place: 'format' });
  if (found.version !== VERSION) {
    const got = Number.isInteger(found.version) ? found.version : '?';
    throw new WrongArchive('version', { known: VERSION, got });
  }
  const archived = CLASS(found, '');
  const ids = archived.students.map(({ person }) => person);
  if (new Set(ids).size !== ids.length) wrong('students');
  return archived;
}
