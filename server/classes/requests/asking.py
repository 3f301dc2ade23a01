"""What a class is asked, and what it tries together."""

from typing import Annotated

from pydantic import Field

from engine.experiment.experiment import OPTIONS
from engine.experiment.links import MAX_LINK_LENGTH, Link, parse_link, write_link
from engine.reasons import ReasonError
from server.classes import orders
from server.classes.messages import AnswerKind, Question, Trial
from server.classes.questions import MOST_CHOICES
from server.classes.reasons import ClassReason
from server.classes.requests.request import ClassRequest, LongText
from server.classes.school_class import SchoolClass, Visitor
from server.messages import BadMessage

Choice = Annotated[str, Field(min_length=1, max_length=80)]
MOST_VALUES = 64
WIDTH = "width"
"""The neurons of the only hidden layer, which is no field of an experiment by itself."""


class Ask(ClassRequest):
    """Asks the class: one of some choices, a number, or a short text."""

    text: LongText
    kind: AnswerKind = "choices"
    choices: Annotated[list[Choice], Field(max_length=MOST_CHOICES)] = Field(default_factory=list)

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        if (self.kind == "choices") != (len(self.choices) >= 2):
            sentence = "choices must be two or more where one is to be chosen, and none otherwise"
            raise BadMessage("bad_message", sentence, "choices")
        number = school_class.next_number()
        question = Question(number=number, text=self.text, kind=self.kind, choices=self.choices, is_open=True)
        school_class.questions.ask(question, school_class.people.values())


class CloseQuestion(ClassRequest):
    """Nobody answers any more, and everybody sees what was answered."""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.questions.close()


class TakeQuestionAway(ClassRequest):
    """The question is gone, with its answers."""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.questions.take_away(school_class.people.values())


class BeginTrial(ClassRequest):
    """An experiment of the class: every student gets this link with another value of one field, in turn, or
    of `width`, the neurons of a single hidden layer; it is opened in their rooms at once."""

    link: Annotated[str, Field(max_length=MAX_LINK_LENGTH)]
    field: Annotated[str, Field(max_length=40)]
    values: Annotated[list[float], Field(max_length=MOST_VALUES)]
    title: Annotated[str, Field(max_length=100)] = ""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        if not 2 <= len(self.values) <= MOST_VALUES:
            raise ReasonError(ClassReason("trial_values", most=MOST_VALUES, got=len(self.values)), "values")
        if self.field != WIDTH and (
            self.field not in OPTIONS or OPTIONS[self.field].kind not in ("number", "whole", "seed")
        ):
            raise ReasonError(ClassReason("trial_field", field=self.field), "field")
        links = [self._with(value) for value in self.values]
        number = school_class.next_number()
        values = {}
        for place, person in enumerate(school_class.people.values()):
            person.value = self.values[place % len(links)]
            values[person.id] = person.value
            school_class.order(orders.OPEN, {"number": number, "link": links[place % len(links)]}, person)
        school_class.trial = Trial(number=number, field=self.field, title=self.title, values=values)

    def _with(self, value: float) -> str:
        """Returns the link with this value. Raises ReasonError where the experiment cannot have it."""
        experiment, view = parse_link(self.link)
        if self.field == WIDTH:
            changed = experiment.fitting(hidden=(int(value),))
        elif OPTIONS[self.field].kind == "number":
            changed = experiment.fitting(**{self.field: value})
        elif OPTIONS[self.field].kind == "whole":
            changed = experiment.fitting(**{self.field: int(value)})
        else:
            changed = experiment.fitting(**{self.field: f"{value:g}"})
        return write_link(Link(changed, view))


class EndTrial(ClassRequest):
    """The experiment of the class is over; everybody keeps their network."""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.trial = None
        for each in school_class.people.values():
            each.value = None
