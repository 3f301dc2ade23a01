/** The tables of an archive, for spreadsheets. Pure, no page. */
import { csvOf } from '../../maths/tables.js';

/** @import { ArchivedClass, ArchivedStudent, KnownClass } from './class_file.js' */

/** Everybody with their network, answer, value and place. @param {ArchivedClass} archived */
export function studentsCsv({ students, question, board, trial }) {
  const rowOf = new Map((board?.rows ?? []).map((row) => [row.person, row]));
  const names = [
    ...['name', 'epoch', 'training loss', 'test loss', 'accuracy', 'parameters', 'neurons', 'diverged'],
    ...['done', 'answer', trial ? `value of ${trial.field}` : 'value', 'place', 'score', 'link'],
  ];
  const rows = students.map((student) => {
    const { person, name, done, value, cell } = student;
    const row = rowOf.get(person);
    return [
      ...[name, cell?.epoch, cell?.train_loss, cell?.test_loss, cell?.accuracy, cell?.parameters],
      ...[cell?.n_neurons, cell ? Number(cell.diverged) : '', Number(done), answerOf(student, question)],
      ...[value, row?.place, row?.score, cell?.link],
    ].map((each) => each ?? '');
  });
  return csvOf(names, rows);
}

/** What was asked, and who has answered what. @param {ArchivedClass} archived */
export function answersCsv({ students, question }) {
  const rows = students
    .filter(({ answer }) => question !== null && answer !== null)
    .map((student) => [question?.text ?? '', student.name, answerOf(student, question)]);
  return csvOf(['question', 'name', 'answer'], rows);
}

/** The losses of everybody, a line each. @param {ArchivedClass} archived */
export function curvesCsv({ students }) {
  const rows = students.flatMap(({ name, cell }) =>
    (cell?.curve ?? []).map(([train, test], i) => [name, i + 1, train, test]),
  );
  return csvOf(['name', 'point', 'training loss', 'test loss'], rows);
}

/** Who is in which step of the lesson that is open, counted from 1; null where none is.
 * @param {KnownClass} known */
export function lessonCsv({ people, state: { lesson } }) {
  if (!lesson) return null;
  const names = ['name', 'lesson', 'step', 'step done', 'steps done', 'hints', 'solution played'];
  const rows = people
    .filter(({ waiting }) => !waiting)
    .map(({ name, lesson: place }) => {
      if (!place) return [name, lesson.lesson, '', '', '', '', ''];
      const { step, step_done: isDone, n_done: n, hints, solution } = place;
      const at = step < lesson.n_steps ? step + 1 : 'through';
      return [name, lesson.lesson, at, Number(isDone), n, hints, Number(solution)];
    });
  return csvOf(names, rows);
}

/** An answer as it was read: of choices the chosen one. @param {ArchivedStudent} student
 * @param {ArchivedClass['question']} question */
function answerOf({ answer }, question) {
  if (answer === null || question?.kind !== 'choices') return answer ?? '';
  return question.choices[Number(answer)] ?? answer;
}
