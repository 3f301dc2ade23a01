"""What who leads a class does with it: rules, people, and what all of them see or do."""

from typing import Annotated

from pydantic import Field

from engine.experiment.experiment import OPTIONS
from engine.experiment.links import MAX_LINK_LENGTH, parse_link
from server.classes import orders
from server.classes.messages import Offer, OnProjector, PaceShown, Presenter
from server.classes.names import read_name
from server.classes.requests.request import ClassRequest, LongText, Name, PersonId
from server.classes.school_class import SchoolClass, Visitor
from server.classes.telling import welcome
from server.messages import BadMessage
from server.rooms.class_pace import LONGEST_EXAMPLE, MOST_EXAMPLES, OPENED, read_pace

TABLE_KEY = f"{OPTIONS['table'].link}="
LONGEST_TIMER = 4 * 3600.0
Link = Annotated[str, Field(max_length=MAX_LINK_LENGTH)]
MOST_OPENED = 2 * len(OPENED)
ExampleLink = Annotated[str, Field(max_length=LONGEST_EXAMPLE)]
RoomId = Annotated[str, Field(max_length=64)]


class SetRules(ClassRequest):
    """Changes the rules that are named."""

    locked: bool | None = None
    lobby: bool | None = None
    may_rename: bool | None = None
    anonymous: bool | None = None
    kept: bool | None = None

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        changes = {name: value for name, value in self if name != "id" and value is not None}
        school_class.rules = school_class.rules.model_copy(update=changes)


class LetIn(ClassRequest):
    """Lets in a person who waits, or (null) all who do."""

    person: PersonId | None = None

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        people = school_class.people.values() if self.person is None else [school_class.person(self.person)]
        for each in people:
            school_class.let_in(each)


class Rename(ClassRequest):
    """Gives a student another name."""

    person: PersonId
    name: Name

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.rename(school_class.person(self.person), read_name(self.name))


class Remove(ClassRequest):
    """A student has to go."""

    person: PersonId

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.remove(school_class.person(self.person))


class RotateLinks(ClassRequest):
    """The links of all roles are worth nothing any more; the sender comes back with the new ones."""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.rotate(visitor)
        visitor.outbox.put(welcome(school_class, visitor))


class EndClass(ClassRequest):
    """The class is over, and everything of it is deleted."""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.end()


class Present(ClassRequest):
    """Whom everybody follows: the teacher's room (`room` and `watch`), or that of a student, whose name is
    shown only if that is asked for; all null: nobody."""

    room: RoomId | None = None
    watch: Annotated[str, Field(max_length=128)] | None = None
    person: PersonId | None = None
    show_name: bool = False

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        if self.person is not None:
            school_class.present(school_class.person(self.person), self.show_name)
        elif self.room is not None and self.watch is not None:
            school_class.presenter = Presenter(person=None, name=None, room=self.room, watch=self.watch)
        elif self.room is None and self.watch is None:
            school_class.presenter = None
        else:
            raise BadMessage("bad_message", "room and watch must come together", "watch")


class ShowOnProjector(ClassRequest):
    """What the projector shows: the wall, all boundaries in one picture, the network that everybody follows,
    the question with its answers as they come, or the experiment of the class."""

    what: OnProjector

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.on_projector = self.what


class HandOut(ClassRequest):
    """Hands out an experiment as a link: as an offer, or opened at once in all rooms."""

    link: Link
    title: Annotated[str, Field(max_length=100)] = ""
    at_once: bool = False

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        if TABLE_KEY not in self.link:  # rooms know the tables, and say if it is none of theirs
            parse_link(self.link)
        number = school_class.next_number()
        school_class.offer = Offer(number=number, link=self.link, title=self.title, at_once=self.at_once)
        if self.at_once:
            school_class.order(orders.OPEN, {"number": number, "link": self.link})


class PauseAll(ClassRequest):
    """Pauses all rooms of the class, with a sentence that everybody reads."""

    sentence: LongText = ""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.paused = self.sentence
        school_class.order(orders.PAUSE, self.sentence)


class ResumeAll(ClassRequest):
    """Those who trained before the pause train on, and everybody may."""

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.paused = None
        school_class.order(orders.PAUSE, None)


class SetPace(ClassRequest):
    """What students may change; null: everything. These are fields of an experiment, `layers` (how many there
    are; `hidden` is how many neurons they have), `formulas` (features that are typed) and `by_hand` (weights,
    neurons off, what is frozen, weights from a file).

    `examples` has links that may be opened whatever is closed (true), or not at all (false).
    """

    fields: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=MOST_OPENED)] | None
    examples: Annotated[dict[ExampleLink, bool], Field(max_length=MOST_EXAMPLES)] = Field(
        default_factory=dict
    )

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        for each in self.fields or ():
            if each not in OPENED:
                sentence = f"fields must be some of {', '.join(sorted(OPENED))}, got {each}"
                raise BadMessage("bad_message", sentence, "fields")
        pace = PaceShown(fields=self.fields, examples=self.examples)
        read_pace(pace.model_dump())  # raises for links that are none
        is_closed = pace.fields is not None or bool(pace.examples)
        school_class.order(orders.PACE, pace.model_dump() if is_closed else None)
        school_class.pace = pace if is_closed else None


class SetTimer(ClassRequest):
    """Begins a timer of so many seconds, or (null) takes it away."""

    seconds: Annotated[float, Field(ge=1, le=LONGEST_TIMER)] | None

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.ends_at = None if self.seconds is None else school_class.clock() + self.seconds


class SendNote(ClassRequest):
    """A note to one student; an empty one takes it back."""

    person: PersonId
    text: LongText

    def handle(self, school_class: SchoolClass, visitor: Visitor) -> None:
        school_class.person(self.person).note = self.text
