"""A lesson that a class goes through together: who leads opens and paces it, students say where they are."""

from typing import Annotated

from pydantic import Field

from server.classes import orders
from server.classes.lessons import Opened, StepTaken, Told
from server.classes.requests.request import ClassRequest
from server.classes.requests.taking_part import LARGEST_NUMBER, student
from server.classes.school_class import SchoolClass, Visitor
from server.lessons.folder import LESSON_NAME, LONGEST_NAME
from server.lessons.steps import MOST_STEPS
from server.rooms.class_pace import LONGEST_EXAMPLE, MOST_SET_UPS, read_set_ups

MOST_HINTS = 100
MOST_CHOICES = 8
LessonName = Annotated[str, Field(max_length=LONGEST_NAME, pattern=f"^{LESSON_NAME.pattern}$")]
SetUp = Annotated[str, Field(max_length=LONGEST_EXAMPLE)]
StepNumber = Annotated[int, Field(ge=0, lt=MOST_STEPS)]
Number = Annotated[float, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]


class OpenLesson(ClassRequest):
    """Opens a lesson on the pages of all students, who go to networks of their own: all of its `n_steps`, or
    those up to `until` (from 0). Its `set_ups` are links that rooms may open whatever the pace has closed.
    """

    lesson: LessonName
    n_steps: Annotated[int, Field(ge=1, le=MOST_STEPS)]
    until: StepNumber | None = None
    set_ups: Annotated[list[SetUp], Field(max_length=MOST_SET_UPS)] = Field(default_factory=list)

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        read_set_ups({"set_ups": self.set_ups})  # raises for links that are none
        opened = Opened(school_class.next_number(), self.lesson, self.n_steps)
        school_class.order(orders.LESSON, {"set_ups": self.set_ups})
        school_class.lesson.open(opened)
        school_class.presenter = None
        if self.until is not None:
            school_class.lesson.open_until(min(self.until, self.n_steps - 1))


class SetLessonStep(ClassRequest):
    """Opens the steps of the lesson up to this one, from 0; null: all. Who is farther comes back to it;
    with `brings` who is behind comes on too, and who comes late begins there. What was answered in another
    step is shown no longer."""

    step: StepNumber | None
    brings: bool = False

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.lesson.open_until(self.step, self.brings)


class ShowLessonAnswers(ClassRequest):
    """Shows everybody what was answered in a step, without names; null: nothing any more."""

    step: StepNumber | None

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.lesson.show(self.step)


class CloseLesson(ClassRequest):
    """No lesson is open for everybody any more; what was answered in it is gone."""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.lesson.close()
        school_class.order(orders.LESSON, None)


class ReportLesson(ClassRequest):
    """In which step of the lesson of this number a student is (`n_steps`: through), whether it is done, what
    help was taken, the `answer` that was given (a choice, from 0, or a number), and of a prediction the
    `outcome` and the choice that was `right` (-1: none)."""

    number: int
    step: Annotated[int, Field(ge=0, le=MOST_STEPS)]
    done: bool = False
    hints: Annotated[int, Field(ge=0, le=MOST_HINTS)] = 0
    solution: bool = False
    answer: Number | None = None
    outcome: Number | None = None
    right: Annotated[int, Field(ge=-1, lt=MOST_CHOICES)] | None = None

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        taken = StepTaken(self.done, self.hints, self.solution, self.answer, self.outcome, self.right)
        school_class.lesson.report(student(visitor).id, Told(self.number, self.step, taken))
