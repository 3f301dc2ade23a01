"""The lesson that a class goes through together: how far it is open, where everybody is, what they answered.

A class reads no lessons. Who leads it says how many steps there are; the pages of the students say what was
done in them, by the numbers of their own rooms.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, NamedTuple

from engine.reasons import ReasonError
from server.classes.lesson_parts import LessonPlace, LessonShown, MyAnswer, MyLesson, StepAnswers
from server.classes.reasons import ClassReason

IN_STEP_STEP = 10
"""How exactly it is told for how long somebody is in a step, in seconds."""


@dataclass(slots=True)
class Opened:
    """A lesson that is open for everybody; steps count from 0. All were brought to `start`, so often as
    `brought` says, and may go as far as `until` (None: to the end); `shown` is the step whose answers
    everybody sees."""

    number: int
    lesson: str
    n_steps: int
    start: int = 0
    brought: int = 0
    until: int | None = None
    shown: int | None = None

    @property
    def last(self) -> int:
        """The step that nobody goes beyond: `n_steps`, which is the end, where the last one is open."""
        return self.n_steps if self.until in (None, self.n_steps - 1) else self.until


@dataclass(slots=True)
class StepTaken:
    """What one student did in one step."""

    done: bool = False
    hints: int = 0
    solution: bool = False
    answer: float | None = None
    outcome: float | None = None
    right: int | None = None
    first: float | None = None
    """The first answer: to a question more may follow, until one is right."""


@dataclass(slots=True)
class Walked:
    """Where one student is, since when, and what they did in each step."""

    step: int
    since: float
    steps: dict[int, StepTaken] = field(default_factory=dict)

    def go(self, step: int, now: float) -> None:
        """Is in this step from now on, if not already."""
        if step != self.step:
            self.step, self.since = step, now


class Told(NamedTuple):
    """What a student's page says of a step, as `StepTaken`; what it leaves out it does not take back."""

    number: int
    step: int
    taken: StepTaken


class ClassLesson:
    """The lesson that is open, if one is; `clock` is that of the class."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.opened: Opened | None = None
        self._clock = clock
        self._progress: dict[str, Walked] = {}

    def open(self, opened: Opened) -> None:
        """Opens a lesson; what was done in the one before is gone."""
        self.opened = opened
        self._progress = {}

    def close(self) -> None:
        """No lesson is open any more."""
        self.opened = None
        self._progress = {}

    def open_until(self, step: int | None, brings: bool = False) -> None:
        """Opens the steps up to this one, or (None) all; who is farther comes back to it, and if it `brings`
        everybody, who is behind comes on. What was answered in another step is shown no longer. Raises
        ReasonError."""
        opened = self._checked(step)
        opened.until = step
        if step is not None:
            opened.shown = opened.shown if opened.shown == step else None
            opened.start = step if brings else min(opened.start, step)
            opened.brought += brings
        for each in self._progress.values():
            each.go(max(opened.start if brings else 0, min(each.step, opened.last)), self._clock())

    def show(self, step: int | None) -> None:
        """Shows everybody what was answered in a step, or (None) nothing. Raises ReasonError."""
        self._checked(step).shown = step

    def _checked(self, step: int | None) -> Opened:
        if self.opened is None:
            raise ReasonError(ClassReason("no_lesson"))
        if step is not None and step >= self.opened.n_steps:
            raise ReasonError(ClassReason("no_step", n=self.opened.n_steps), "step")
        return self.opened

    def report(self, person: str, told: Told) -> None:
        """A student is in a step. Raises ReasonError where it is none of this lesson, or not open yet."""
        opened = self.opened
        if opened is None or told.number != opened.number:
            raise ReasonError(ClassReason("no_lesson"))
        if told.step > opened.n_steps:
            raise ReasonError(ClassReason("no_step", n=opened.n_steps), "step")
        if told.step > opened.last:
            raise ReasonError(ClassReason("step_closed", step=opened.last + 1), "step")
        progress = self._progress.setdefault(person, Walked(told.step, self._clock()))
        progress.go(told.step, self._clock())
        if told.step < opened.n_steps:
            taken = progress.steps.setdefault(told.step, StepTaken())
            progress.steps[told.step] = _joined(taken, told.taken)

    def forget(self, person: str) -> None:
        """Somebody has gone."""
        self._progress.pop(person, None)

    # What is told

    def told(self) -> LessonShown | None:
        """Returns the lesson as everybody sees it."""
        opened = self.opened
        if opened is None:
            return None
        shown = None if opened.shown is None else self.answers_of(opened.shown)
        return LessonShown(
            number=opened.number,
            lesson=opened.lesson,
            n_steps=opened.n_steps,
            start=opened.start,
            brought=opened.brought,
            until=opened.until,
            shown=shown,
        )

    def answers(self) -> list[StepAnswers]:
        """Returns what was answered in each step in which somebody has."""
        asked = {n for each in self._progress.values() for n, taken in each.steps.items()}
        return [found for step in sorted(asked) if (found := self.answers_of(step)).n_answers]

    def answers_of(self, step: int) -> StepAnswers:
        """Returns what was answered in a step."""
        taken = [each.steps[step] for each in self._progress.values() if step in each.steps]
        given = Counter(each.first for each in taken if each.first is not None)
        outcomes = [each.outcome for each in taken if each.outcome is not None]
        right = Counter(each.right for each in taken if each.right is not None)
        return StepAnswers(
            step=step,
            n_answers=given.total(),
            answers=sorted(given.items()),
            n_seen=right.total(),
            outcome=median(outcomes) if outcomes else None,
            right=right.most_common(1)[0][0] if right else None,
        )

    def place_of(self, person: str) -> LessonPlace | None:
        """Returns where somebody is; None where no lesson is open, or they have not opened it."""
        found = self._progress.get(person)
        if found is None:
            return None
        taken = found.steps.get(found.step, StepTaken())
        return LessonPlace(
            step=found.step,
            seconds=(self._clock() - found.since) // IN_STEP_STEP * IN_STEP_STEP,
            step_done=taken.done,
            n_done=sum(each.done for each in found.steps.values()),
            hints=taken.hints,
            solution=taken.solution,
        )

    def mine(self, person: str) -> MyLesson | None:
        """Returns what somebody's own page goes on from."""
        found = self._progress.get(person)
        if self.opened is None or found is None:
            return None
        return MyLesson(
            number=self.opened.number,
            step=found.step,
            done=[step for step, taken in found.steps.items() if taken.done],
            answers=[
                MyAnswer(step=step, answer=taken.answer, outcome=taken.outcome, right=taken.right)
                for step, taken in found.steps.items()
                if taken.answer is not None
            ],
        )

    # What is kept

    def facts(self) -> dict[str, Any] | None:
        """Returns what JSON can carry of it; moments as seconds from now."""
        if self.opened is None:
            return None
        now = self._clock()
        return {
            "opened": asdict(self.opened),
            "progress": {
                person: {
                    "step": each.step,
                    "seconds": now - each.since,
                    "steps": [[step, asdict(taken)] for step, taken in each.steps.items()],
                }
                for person, each in self._progress.items()
            },
        }

    def restore(self, facts: Mapping[str, Any] | None) -> None:
        """Becomes what these facts tell of. Raises KeyError, TypeError or ValueError for facts that are
        none."""
        self.close()
        if facts is None:
            return
        self.opened = Opened(**facts["opened"])
        now = self._clock()
        for person, each in facts["progress"].items():
            steps = {step: StepTaken(**taken) for step, taken in each["steps"]}
            self._progress[person] = Walked(each["step"], now - each["seconds"], steps)


def _joined(before: StepTaken, told: StepTaken) -> StepTaken:
    """What is known of a step: a page that was loaded anew knows of no hints that were taken before."""
    if told.answer is None:  # what it came to goes with the answer
        told.answer, told.outcome, told.right = before.answer, before.outcome, before.right
    return StepTaken(
        done=before.done or told.done,
        hints=max(before.hints, told.hints),
        solution=before.solution or told.solution,
        answer=told.answer,
        outcome=told.outcome,
        right=told.right,
        first=told.answer if before.first is None else before.first,
    )
