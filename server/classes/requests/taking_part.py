"""What a student does in a class, and what every page says of itself."""

from typing import Annotated

from pydantic import Field

from engine.reasons import ReasonError
from server.classes import orders
from server.classes.names import made_up_name, read_name
from server.classes.person import Person
from server.classes.reasons import ClassReason
from server.classes.requests.coming import Language
from server.classes.requests.request import ClassRequest, LongText, Name
from server.classes.school_class import SchoolClass, Visitor
from server.messages import BadMessage

LARGEST_NUMBER = 1e12


class SetName(ClassRequest):
    """Chooses a name; null: another one is made up."""

    name: Name | None
    language: Language = "en"

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        if not school_class.rules.may_rename:
            raise ReasonError(ClassReason("names_fixed"), "name")
        if self.name is not None:
            school_class.rename(student(visitor), read_name(self.name))
        else:
            taken = {each.name for each in school_class.people.values()}
            school_class.rename(student(visitor), made_up_name(taken, self.language))


class SetDone(ClassRequest):
    """Whether the student has done what was asked for."""

    done: bool

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        student(visitor).done = self.done


class Follow(ClassRequest):
    """Whether the student looks at the network that everybody follows, or at their own."""

    follows: bool

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        student(visitor).follows = self.follows


class TakeOffer(ClassRequest):
    """Opens what is handed out in the student's room, whatever the pace has open."""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        offer = school_class.offer
        if offer is None:
            raise ReasonError(ClassReason("no_offer"))
        school_class.order(orders.OPEN, {"number": offer.number, "link": offer.link}, student(visitor))


class GiveAnswer(ClassRequest):
    """The answer to the question that is open: the number of a choice (from 0), a number, or a text."""

    answer: LongText | Annotated[float, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.questions.answer(student(visitor), self.answer)


class ShowPage(ClassRequest):
    """Whether this page is seen."""

    visible: bool

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        visitor.visible = self.visible
        school_class.note_presence(visitor.person)


def student(visitor: Visitor) -> Person:
    """Returns whose page it is. Raises BadMessage where it is nobody's."""
    if visitor.person is None:
        raise BadMessage("forbidden", "only a student may send this")
    return visitor.person
