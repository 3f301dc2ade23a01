// The lesson that the class goes through, as the panel beside the student's own network has it.
import { effect, led, signal } from '#page';
import { UNHEARD } from '../class_store.js';
import { LessonAnswers } from './lesson_answers.js';
import { isHome } from './place.js';

/** @import { Signal } from '@preact/signals' */
/** @import { ReportLessonRequest } from '../../messages.js' */
/** @import { LessonKept } from '../../types.js' */
/** @import { ClassStore } from '../class_store.js' */
/** @import { Place } from './place.js' */

export class ClassLesson {
  /** The number of the lesson that is put aside; 0 for none. */
  aside = signal(0);
  #school;
  #place;
  /** What was said last, and is said again when the class has been out of reach.
   * @type {ReportLessonRequest | null} */
  #said = null;
  /** The newest of each step that the class has not answered. @type {Map<number, ReportLessonRequest>} */
  #unanswered = new Map();

  /** @param {ClassStore} school @param {Signal<Place>} place where the page is */
  constructor(school, place) {
    this.#school = school;
    this.#place = place;
  }

  /** @returns {(() => void)[]} what ends it */
  begin() {
    return [effect(this.#show), effect(this.#sayAgain), () => (led.value = null)];
  }

  /** Shows it, or puts it aside. */
  flip() {
    const number = this.#school.state.peek()?.lesson?.number ?? 0;
    this.aside.value = this.aside.peek() === number ? 0 : number;
  }

  #show = () => {
    const lesson = this.#school.state.value?.lesson;
    const isOpen = lesson && this.#school.me.value && this.aside.value !== lesson.number;
    if (!isOpen || !isHome(this.#place.value)) return void (led.value = null);
    const { lesson: name, number, start, brought, until, n_steps: steps, shown } = lesson;
    led.value = {
      ...{ name, number, start, brought, shown },
      last: until === null || until === steps - 1 ? steps : until,
      begun: () => this.#begun(number, start),
      report: (standing) => this.#say({ type: 'report_lesson', number, ...standing }),
      putAside: () => this.flip(),
      Answers: LessonAnswers,
    };
  };

  /** @param {ReportLessonRequest} report */
  async #say(report) {
    const { step } = report;
    this.#said = report;
    this.#unanswered.delete(step); // the newest is the last of all
    this.#unanswered.set(step, report);
    const answer = await this.#school.ask(report);
    if (answer !== UNHEARD && this.#unanswered.get(step) === report) this.#unanswered.delete(step);
  }

  #sayAgain = () => {
    if (!this.#school.welcome.value || !this.#said) return;
    const number = this.#school.state.peek()?.lesson?.number;
    for (const report of new Set([...this.#unanswered.values(), this.#said]))
      if (report.number === number) this.#say(report);
  };

  /** @param {number} number of the lesson @param {number} start @returns {LessonKept} */
  #begun(number, start) {
    const mine = this.#school.me.peek()?.lesson;
    if (mine?.number !== number) return { at: start, done: [], answers: {} };
    const answers = mine.answers.map(({ step, answer, outcome, right }) => [
      step,
      { given: answer, outcome, ...(right !== null && { right }) },
    ]);
    return { at: mine.step, done: mine.done, answers: Object.fromEntries(answers) };
  }
}
