"""What the messages of a class say of the lesson that it goes through together."""

from server.messages.parts import Part


class StepAnswers(Part):
    """What was answered to the question or prediction of a step, without names: `answers` has how many gave
    each first, a choice (from 0) or a number. Of a prediction `n_seen` runs have come to their end: `outcome`
    is the value in the middle of theirs, `right` the choice that held in most (-1: none)."""

    step: int
    n_answers: int
    answers: list[tuple[float, int]]
    n_seen: int
    outcome: float | None
    right: int | None


class LessonShown(Part):
    """The lesson that is open for everybody; `number` rises with each. Steps count from 0; `start` is the one
    that everybody was brought to, where who comes late begins, `brought` how often they were; `until` is the
    last one that is open (null: all are), `shown` what was answered in a step, once everybody may see it."""

    number: int
    lesson: str
    n_steps: int
    start: int
    brought: int
    until: int | None
    shown: StepAnswers | None


class LessonPlace(Part):
    """Where a student is: for how long in which step (`n_steps` of the lesson: through), how many steps are
    done, and in this one the hints that were taken and whether its solution was played."""

    step: int
    seconds: float
    step_done: bool
    n_done: int
    hints: int
    solution: bool


class MyAnswer(Part):
    """What a student answered in a step, and of a prediction what it came to."""

    step: int
    answer: float
    outcome: float | None
    right: int | None


class MyLesson(Part):
    """How far a student has come with the lesson of this number."""

    number: int
    step: int
    done: list[int]
    answers: list[MyAnswer]
