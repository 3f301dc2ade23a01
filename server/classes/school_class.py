"""A class: its people, its rules, what the teacher has asked for, and who is told of what.

Knows no sockets and no rooms. What students' rooms are to do is put on the bus, and what they look like comes
from there (orders.py).
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.reasons import ReasonError
from server.bus import Bus
from server.classes import orders
from server.classes.challenges import Challenges
from server.classes.codes import new_invitation
from server.classes.collection import Collected
from server.classes.lessons import ClassLesson
from server.classes.messages import (
    ClassRole,
    Offer,
    OnProjector,
    PaceShown,
    Presenter,
    Rules,
    Trial,
)
from server.classes.names import likeness, made_up_name, pioneer
from server.classes.person import Person, new_token
from server.classes.questions import Questions
from server.classes.reasons import ClassReason
from server.classes.wall import CellWall
from server.leases import Alone, Leases
from server.messages import CloseCode
from server.messages.outbox import Outbox

ID_BYTES = 8
MOST_PEOPLE = 1000
MOST_VISITORS = 3 * MOST_PEOPLE
MOST_TABS = 10  # of one person
LEAVE_SECONDS = 5.0
"""How long rooms can learn that they are none of the class any more; later their seat is not known."""
SHARED_ROLES: tuple[ClassRole, ...] = ("teacher", "co_teacher", "spectator")


def lease_of(id: str) -> str:
    """Returns the name of the lease of a class."""
    return f"class/{id}"


@dataclass(eq=False, slots=True)
class Visitor:
    """One page that looks at the class. `told` has what it was told last, by kind."""

    role: ClassRole
    outbox: Outbox
    person: Person | None = None
    visible: bool = True
    told: dict[str, str] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)


class SchoolClass:
    """A class, for as long as it lasts; `clock` is monotonic seconds, `wake` is called when there is news."""

    def __init__(
        self,
        bus: Bus,
        new_code: "Callable[[SchoolClass], str]",
        seconds: float,
        clock: Callable[[], float],
        wake: Callable[[], None],
        id: str | None = None,
        leases: Leases | None = None,
        replica: str = "",
    ) -> None:
        self.id = id or secrets.token_urlsafe(ID_BYTES)
        self.lease = lease_of(self.id)
        self.leases: Leases = leases or Alone()
        self.replica = replica  # of the server, that has it
        self.is_kept = True  # where another replica would find it; as far as is known
        self.new_code = new_code
        self.code = new_code(self)
        self.invitation = new_invitation()
        self.bus = bus
        self.seconds = seconds  # that it lasts after the last activity
        self.clock = clock
        self.wake = wake
        self.tokens: dict[ClassRole, str] = {role: new_token() for role in SHARED_ROLES}
        self.people: dict[str, Person] = {}
        self.visitors: list[Visitor] = []
        self.rules = Rules()
        self.paused: str | None = None
        self.ends_at: float | None = None  # of the timer
        self.presenter: Presenter | None = None
        self.offer: Offer | None = None
        self.pace: PaceShown | None = None
        self.questions = Questions()
        self.challenges = Challenges()
        self.collection = Collected()
        self.lesson = ClassLesson(clock)
        self.trial: Trial | None = None
        self.on_projector: OnProjector = "wall"
        self.number = 0  # of the last offer, question or trial
        self.active_at = clock()
        self.is_over = False
        self.version = 0  # rises with everything that is worth telling and keeping
        self.told_version = 0  # the one that everybody has been told
        self.wall = CellWall(bus, self.id, clock)

    @property
    def lives(self) -> bool:
        """Whether the class is this server's to lead, as far as is known now."""
        return self.leases.holds(self.lease)

    def note_kept(self, is_kept: bool) -> None:
        """Whether another replica would find the class; everybody gets to know if that is new."""
        if is_kept != self.is_kept:
            self.is_kept = is_kept
            self.told_version = -1
            self.wake()

    # Who is there

    def role_of(self, token: str) -> tuple[ClassRole, Person | None] | None:
        """Returns what a token opens here, and whose it is; the same time for every wrong one."""
        given = token.encode("utf-8", "replace")
        found: tuple[ClassRole, Person | None] | None = None
        for role, each in self.tokens.items():
            if secrets.compare_digest(given, each.encode()):
                found = role, None
        for person in self.people.values():
            if secrets.compare_digest(given, person.token.encode()):
                found = "student", person
        return found

    def takes_in(self) -> bool:
        """Whether somebody new may join."""
        is_full = len(self.people) >= MOST_PEOPLE or len(self.visitors) >= MOST_VISITORS
        return not (self.is_over or self.rules.locked or is_full)

    def add_person(self, name: str | None, language: str) -> Person:
        """Somebody joins, with a name of their own if that is allowed and free, else with one made up. Raises
        BusFull."""
        taken = {each.name for each in self.people.values()}
        if name is None or not self.rules.may_rename or self._is_taken(name):
            name = made_up_name(taken, language)
        person = Person(
            name,
            pioneer({each.pioneer for each in self.people.values()}),
            waiting=self.rules.lobby,
            away_since=self.clock(),
        )
        self.seat(person)
        self.people[person.id] = person
        self.changed()
        return person

    def seat(self, person: Person) -> None:
        """Makes it known to which class and person a seat belongs, once they are let in."""
        if not person.waiting:
            self.bus.put(orders.SEATS, person.seat, orders.written((self.id, person.id)), self.seconds)

    def let_in(self, person: Person) -> None:
        """Somebody who waits may come in."""
        person.waiting = False
        self.seat(person)
        self.changed()

    def person(self, id: str) -> Person:
        """Returns the person with this id. Raises ReasonError."""
        if id not in self.people:
            raise ReasonError(ClassReason("no_person"), "person")
        return self.people[id]

    def rename(self, person: Person, name: str) -> None:
        """Gives a person another name. Raises ReasonError where somebody has one like it."""
        if self._is_taken(name, person):
            raise ReasonError(ClassReason("name_taken", name=name), "name")
        person.name, person.is_nameless = name, False
        self.changed()

    def _is_taken(self, name: str, but_for: Person | None = None) -> bool:
        others = (each for each in self.people.values() if each is not but_for)
        return likeness(name) in {likeness(each.name) for each in others}

    def remove(self, person: Person) -> None:
        """Somebody has to go: their pages are closed and their room is none of the class any more."""
        del self.people[person.id]
        for visitor in list(self.visitors):
            if visitor.person is person:
                visitor.outbox.close(CloseCode.REMOVED)
        self.bus.drop(orders.SEATS, person.seat)
        self.bus.drop(orders.opened_of(self.id), person.id)
        self._let_go(person)
        self.wall.remove(person.id)
        self.challenges.forget(person.id)
        self.lesson.forget(person.id)
        if self.presenter is not None and self.presenter.person == person.id:
            self.presenter = None
        self.changed()

    def enter(self, visitor: Visitor) -> None:
        """A page has come."""
        self.visitors.append(visitor)
        person = visitor.person
        if person is not None:
            person.away_since = None
            self.seat(person)
        self.changed()

    def leave(self, visitor: Visitor) -> None:
        """A page has gone."""
        self.visitors.remove(visitor)
        self.note_presence(visitor.person)

    def note_presence(self, person: Person | None) -> None:
        """Somebody is away when none of their pages is seen."""
        if person is None:
            return
        here = any(each.person is person and each.visible for each in self.visitors)
        if here != (person.away_since is None):
            person.away_since = None if here else self.clock()
            self.changed()

    def rotate(self, by: Visitor) -> None:
        """All links of before are worth nothing any more, nor are code and invitation. Who came by one of
        them is put out, except who asks for it; students keep their places."""
        self.tokens = {role: new_token() for role in SHARED_ROLES}
        self.code, self.invitation = self.new_code(self), new_invitation()
        for visitor in self.visitors:
            if visitor.person is None and visitor is not by:
                visitor.outbox.close(CloseCode.REMOVED)

    def move(self, replica: str) -> None:
        """The class goes on at another replica, as it is."""
        for visitor in self.visitors:
            visitor.outbox.close(CloseCode.MOVED, replica)
        self.wall.move()

    def end(self) -> None:
        """The class is over: nothing is left of it."""
        self.is_over = True
        for visitor in self.visitors:
            visitor.outbox.close(CloseCode.CLASS_OVER)
        for person in self.people.values():
            self.bus.drop(orders.SEATS, person.seat)
            self.bus.drop(orders.orders_of(self.id, person.id))
        self.bus.drop(orders.opened_of(self.id))
        self._let_go()
        self.wall.close()
        self.people = {}

    def present(self, person: Person, show_name: bool) -> None:
        """Everybody follows a student's network. Raises ReasonError where the student has none yet."""
        cell = self.wall.cell(person.id)
        if cell is None:
            raise ReasonError(ClassReason("no_network", name=self.name_of(person)), "person")
        name = person.name if show_name else None
        self.presenter = Presenter(person=person.id, name=name, room=cell["room"], watch=cell["watch"])

    def _let_go(self, person: Person | None = None) -> None:
        """The room of a student, or of each, is none of the class any more; nothing else is ordered of it."""
        table = orders.orders_of(self.id, None if person is None else person.id)
        self.bus.drop(table)
        self.bus.put(table, orders.LEAVE, orders.written(True), LEAVE_SECONDS)

    def renew(self) -> None:
        """What is on the bus of a class lasts as long as the class, however long ago it was ordered."""
        people = self.people.values()
        for table in (
            orders.orders_of(self.id),
            orders.opened_of(self.id),
            orders.cells_of(self.id),
            *(orders.orders_of(self.id, each.id) for each in people),
        ):
            self.bus.renew(table, self.seconds)
        for each in people:
            self.bus.renew(orders.SEATS, self.seconds, each.seat)

    # What is ordered

    def changed(self) -> None:
        """Something has changed that somebody is to be told."""
        self.active_at = self.clock()
        self.version += 1
        self.wake()

    def order(self, key: str, value: object, person: Person | None = None) -> None:
        """Tells the rooms of all students, or of one, to do something; None takes an order back. Raises
        BusFull."""
        table = orders.orders_of(self.id, None if person is None else person.id)
        if value is None:
            self.bus.drop(table, key)
        else:
            self.bus.put(table, key, orders.written(value), self.seconds)

    def next_number(self) -> int:
        """Returns a number higher than all before."""
        self.number += 1
        return self.number

    def name_of(self, person: Person) -> str:
        """Returns what a person is called at the moment."""
        return person.pioneer if self.rules.anonymous else person.name
