"""What a class is asked, and how its students answer. There are no grades."""

from collections.abc import Iterable

from engine.reasons import ReasonError
from server.classes.messages import Question
from server.classes.person import Person
from server.classes.reasons import ClassReason

MOST_CHOICES = 8


class Questions:
    """The question that is open or was asked last; answers stay with the people."""

    def __init__(self) -> None:
        self.asked: Question | None = None

    def ask(self, question: Question, people: Iterable[Person]) -> None:
        """Asks something new; the answers to what was asked before are gone."""
        self.take_away(people)
        self.asked = question

    def take_away(self, people: Iterable[Person]) -> None:
        """Nothing is asked any more, and the answers are gone."""
        self.asked = None
        for each in people:
            each.answer = None

    def close(self) -> None:
        """Nobody answers any more, and everybody sees what was answered. Raises ReasonError."""
        self.asked = self._open().model_copy(update={"is_open": False})

    def answer(self, person: Person, answer: str | float) -> None:
        """Takes an answer; another one takes its place. Raises ReasonError where it is none of that kind."""
        asked = self._open()
        is_text = isinstance(answer, str)
        if is_text != (asked.kind == "text"):
            kind = "a text" if asked.kind == "text" else "a number"
            raise ReasonError(ClassReason("not_an_answer", kind=kind), "answer")
        if asked.kind == "choices" and answer not in range(len(asked.choices)):
            raise ReasonError(ClassReason("no_such_answer", n=len(asked.choices)), "answer")
        person.answer = answer

    def shown(self, people: Iterable[Person], in_full: bool) -> Question | None:
        """Returns the question as it is told; what was answered only `in_full` or when it is closed."""
        if self.asked is None:
            return None
        answers = [each.answer for each in people if each.answer is not None]
        update: dict[str, object] = {"n_answers": len(answers)}
        if in_full or not self.asked.is_open:
            if self.asked.kind == "choices":
                update["counts"] = [answers.count(k) for k in range(len(self.asked.choices))]
            else:
                update["answers"] = sorted(answers, key=str)
        return self.asked.model_copy(update=update)

    def _open(self) -> Question:
        if self.asked is None or not self.asked.is_open:
            raise ReasonError(ClassReason("no_question"))
        return self.asked
