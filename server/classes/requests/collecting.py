"""Networks put aside, in an order, to be looked at by all."""

from typing import Annotated

from pydantic import Field

from engine.reasons import ReasonError
from server.classes.collection import MOST_ITEMS, MOST_SHOWN
from server.classes.messages import Item
from server.classes.reasons import ClassReason
from server.classes.requests.request import ClassRequest, PersonId
from server.classes.school_class import SchoolClass, Visitor

OF_CELL = (
    "kind",
    "picture",
    "n_outputs",
    "epoch",
    "train_loss",
    "test_loss",
    "parameters",
    "n_neurons",
    "link",
)
"""What of a student's cell is put aside."""


class Collect(ClassRequest):
    """Puts a student's network aside as it looks now; `saved` is the address under which its whole state was
    saved, if it was."""

    person: PersonId
    title: Annotated[str, Field(max_length=100)] = ""
    saved: Annotated[str, Field(pattern=r"^[\w-]{10,64}$")] | None = None

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        person = school_class.person(self.person)
        cell = school_class.wall.cell(person.id)
        if cell is None:
            raise ReasonError(ClassReason("no_network", name=school_class.name_of(person)), "person")
        of_cell = {field: cell[field] for field in OF_CELL}
        number = school_class.next_number()
        item = Item(
            number=number,
            title=self.title,
            person=person.id,
            name=person.pioneer,
            saved=self.saved,
            **of_cell,
        )
        school_class.collection.add(item)


class DropItem(ClassRequest):
    """Takes an item of the collection away."""

    number: int

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.collection.drop(self.number)


class OrderItems(ClassRequest):
    """Puts the collection into another order: all numbers, each once."""

    numbers: Annotated[list[int], Field(max_length=MOST_ITEMS)]

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.collection.put_in_order(self.numbers)


class ShowItems(ClassRequest):
    """Shows one item to everybody, two beside each other, or none."""

    numbers: Annotated[list[int], Field(max_length=MOST_SHOWN)]

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.collection.show(self.numbers)
