"""All classes: made, found by their code, told what is new, and forgotten after a time without activity."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from engine.reasons import ReasonError
from server.bus import Bus
from server.classes.codes import new_code, read_code
from server.classes.facts import restore
from server.classes.messages import ClassRole
from server.classes.names import read_name
from server.classes.person import Person
from server.classes.requests.coming import ComeBack, First, Join
from server.classes.school_class import MOST_TABS, MOST_VISITORS, SchoolClass, Visitor
from server.classes.telling import AWAY_STEP, flush, show_wall, welcome
from server.classes.telling import tell as tell_all
from server.classes.tries import Tries
from server.classes.wall import SECONDS
from server.leases import Alone, Leases, LeasesFull
from server.logs import tell
from server.messages import CloseCode, Refused
from server.messages.outbox import Outbox
from server.settings import Settings

log = logging.getLogger("playground")

TOGETHER_SECONDS = 0.05
"""What changes within so long is told together."""


class Classes:
    """The classes of a server; `clock` is monotonic seconds."""

    def __init__(
        self,
        settings: Settings,
        bus: Bus,
        clock: Callable[[], float] = time.monotonic,
        leases: Leases | None = None,
    ) -> None:
        self._settings, self.bus, self._clock = settings, bus, clock
        self._leases: Leases = leases or Alone()
        self.forgotten: set[str] = set()  # whose leases are still to be given up; empty where there are none
        self._classes: dict[str, SchoolClass] = {}
        self._made_from: dict[str, str] = {}
        self._tries = Tries(clock)
        self._news = asyncio.Event()
        self._wall_at = self._ages_at = self._renewed_at = 0.0

    def __iter__(self) -> Iterator[SchoolClass]:
        return iter(self._classes.values())

    def __len__(self) -> int:
        return len(self._classes)

    def __contains__(self, id: object) -> bool:
        return id in self._classes

    def get(self, id: str) -> SchoolClass | None:
        """Returns the class with this id, if there is one; only for who needs no token."""
        return self._classes.get(id)

    def is_full(self) -> bool:
        """Whether there are as many classes as there may be."""
        return len(self._classes) >= self._settings.max_classes

    def may_try(self, hello: First, address: str) -> bool:
        """Returns whether this page may be let in or refused at once: who types a code waits at times."""
        return not isinstance(hello, Join) or hello.invitation is not None or self._tries.take(address)

    def share_tries(self, n_servers: int) -> None:
        """So many servers have the classes together, and allow codes to be tried as often as one alone."""
        self._tries.share(n_servers)

    async def turn(self, address: str) -> None:
        """Waits until a code may be tried. Raises Refused."""
        await self._tries.turn(address)

    @contextmanager
    def entered(
        self, hello: First, outbox: Outbox, address: str, made: SchoolClass | None = None
    ) -> Iterator[tuple[SchoolClass, Visitor]]:
        """A page is in the class that its first message names, for as long as the block lasts; who begins one
        is in the one that was `made`. Who types a code `may_try`, or has had a `turn`. Raises Refused,
        ReasonError (for a name) or BusFull."""
        school_class, role, person = self._found(hello, address) if made is None else (made, "teacher", None)
        if len(school_class.visitors) >= MOST_VISITORS or (
            person is not None and sum(each.person is person for each in school_class.visitors) >= MOST_TABS
        ):
            raise Refused(CloseCode.FULL, "Too many pages are in this class; please close some.")
        visitor = Visitor(role, outbox, person)
        school_class.enter(visitor)
        outbox.put(welcome(school_class, visitor, hello.id))
        tell_all(school_class, visitor)
        try:
            yield school_class, visitor
        finally:
            school_class.leave(visitor)

    def _found(self, hello: First, address: str) -> tuple[SchoolClass, ClassRole, Person | None]:
        match hello:
            case Join():
                name = None if hello.name is None else read_name(hello.name)
                school_class = self._invited(hello, address)
                return school_class, "student", school_class.add_person(name, hello.language)
            case ComeBack():
                opened = self.opened(hello.school_class, hello.token)
                if opened is None:
                    raise Refused(CloseCode.REMOVED)
                school_class, _, person = opened
                _call_by_name(school_class, person, hello.name)
                return opened
        raise Refused(CloseCode.BAD_HELLO)

    def opened(self, id: str, token: str) -> tuple[SchoolClass, ClassRole, Person | None] | None:
        """Returns the class that a token opens, as what, and whose it is; None where it opens none."""
        found = self._classes.get(id)
        role = None if found is None or found.is_over else found.role_of(token)
        return None if found is None or role is None else (found, *role)

    def make(self, address: str = "") -> SchoolClass:
        """Returns a new class. Raises Refused when there are too many."""
        of_address = [id for id, each in self._made_from.items() if address and each == address]
        if len(of_address) >= self._settings.max_classes_per_address:
            self._make_way(of_address)
        elif self.is_full():
            self._make_way(list(self._classes))
        made = self._begun()
        try:
            self._leases.claim(made.lease)
        except LeasesFull as error:
            raise Refused(CloseCode.FULL) from error
        self._classes[made.id] = made
        self._made_from[made.id] = address
        tell("class_made", classes=len(self._classes))
        return made

    def _make_way(self, ids: list[str]) -> None:
        """Forgets the one of these classes that nobody is in or ever was, but who began it. Raises Refused
        where there is none."""
        unused = [each for each in map(self._classes.__getitem__, ids) if not (each.people or each.visitors)]
        if not unused:
            raise Refused(CloseCode.FULL, "There are too many classes; please try again later.")
        self._forget(min(unused, key=lambda each: each.active_at))

    def bring_back(self, facts: Mapping[str, Any]) -> None:
        """Adds a class as it was kept, unless it is over by now. Raises what `restore` does."""
        is_over = facts["idle_seconds"] >= self._settings.class_seconds
        if not is_over and not self.is_full():
            made = self._begun(facts["id"])
            restore(made, facts)
            self._classes[made.id] = made
            self._made_from[made.id] = ""

    def _begun(self, id: str | None = None) -> SchoolClass:
        """Returns a class that nobody knows of yet."""
        settings, wake = self._settings, self._news.set
        return SchoolClass(
            self.bus,
            self._new_code,
            settings.class_seconds,
            self._clock,
            wake,
            id,
            self._leases,
            settings.replica,
        )

    def _new_code(self, school_class: SchoolClass) -> str:
        return new_code({each.code for each in self if each is not school_class})

    def _invited(self, hello: Join, address: str) -> SchoolClass:
        """Returns the class that can be joined by an invitation, or else by a code. The same answer in the
        same time for one that nobody has, and for a class that is locked or full. Raises Refused."""
        given = read_code(hello.code) if hello.invitation is None else hello.invitation
        found, as_bytes = None, given.encode("utf-8", "replace")
        for each in self:
            wanted = each.code if hello.invitation is None else each.invitation
            if secrets.compare_digest(as_bytes, wanted.encode()) and each.takes_in():
                found = each
        if found is None:
            raise Refused(CloseCode.NO_SUCH_CLASS)
        self.note_right(hello, address)
        return found

    def is_invited(self, hello: Join) -> bool:
        """Whether somebody brings the code or invitation of a class that is here."""
        if hello.invitation is not None:
            return any(each.invitation == hello.invitation for each in self)
        return any(each.code == read_code(hello.code) for each in self)

    def note_right(self, hello: First, address: str) -> None:
        """Who typed a code has typed that of a class: it does not count as a try."""
        if isinstance(hello, Join) and hello.invitation is None:
            self._tries.was_right(address)

    async def work(self) -> None:
        """Tells everybody what is new, twenty times a second at most, shows the walls and forgets classes
        that are over, for ever."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(SECONDS):
                    await self._news.wait()
            self._news.clear()
            try:
                self.look()
            except Exception:
                log.exception("the classes go on after an error of the server's own")
            await asyncio.sleep(TOGETHER_SECONDS)

    def look(self) -> None:
        """Does what is due now."""
        now = self._clock()
        shows_wall, ages = now >= self._wall_at, now >= self._ages_at
        if shows_wall:
            self._wall_at = now + SECONDS
        renews = now >= self._renewed_at
        if renews:
            self._renewed_at = now + self._settings.class_seconds / 4
        if ages:  # who is away is so for longer
            self._ages_at = now + AWAY_STEP
        for each in list(self):
            if each.is_over or (each.lives and now - each.active_at > each.seconds):
                self._forget(each)
            if each.is_over or not each.lives:
                continue
            try:
                if renews:
                    each.renew()
                if shows_wall:
                    show_wall(each)
                if ages or each.version != each.told_version:
                    flush(each)
            except Exception:
                log.exception("the other classes go on after an error of the server's own in one")
        if ages:
            self.bus.expire()

    def _forget(self, school_class: SchoolClass) -> None:
        if not school_class.is_over:
            school_class.end()
        del self._classes[school_class.id], self._made_from[school_class.id]
        if self._leases.replica:
            self.forgotten.add(school_class.id)
        tell("class_forgotten", classes=len(self._classes))

    def let_go(self, id: str, replica: str) -> None:
        """A class is at another replica now, if it was here."""
        found = self._classes.pop(id, None)
        if found is not None:
            del self._made_from[id]
            found.move(replica)
            tell("class_moved", replica=replica, classes=len(self._classes))


def _call_by_name(school_class: SchoolClass, person: Person | None, name: str | None) -> None:
    """Somebody whose name the class does not know any more has come back, and says what it was."""
    if person is not None and person.is_nameless and name is not None:
        with suppress(ReasonError):  # then they keep their pioneer's name
            school_class.rename(person, read_name(name))
