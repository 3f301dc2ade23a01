"""Where a class lives, as for rooms; and the directory of codes and invitations, which lead to it.

The state of `code/CODE` and of `invitation/DIGEST` is the id of the class, whose server has their leases too:
so no two classes have one code. What is kept of a class is what the data folder would have of it alone.
"""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from contextlib import suppress

from server.classes.classes import Classes
from server.classes.codes import read_code
from server.classes.facts import facts_of, reconcile
from server.classes.requests.coming import ComeBack, First, Join
from server.classes.school_class import SchoolClass, lease_of
from server.keeping.class_file import classes_in, code_entry, invitation_entry, to_class_file
from server.keeping.class_keeper import BROKEN
from server.keeping.codec import NewerFormatError
from server.leases import Leases, LeasesFull, LeasesLost
from server.living.taking import Taking, in_a_moment
from server.logs import logger, tell
from server.messages import CloseCode, Refused

CLASS_ID = re.compile(r"[A-Za-z0-9_-]{11}")
CODE = re.compile(r"[A-Z0-9]{6}")
LOOK_SECONDS = 0.25
KEEP_SHARE = 1 / 30
"""Of the time, at most, goes into writing down one class; a small one is written whenever it has changed."""
AGAIN_SECONDS = 1.0
RENEWALS = 4  # how often what is kept is written anew until it would end
NOT_KEPT = "classes cannot be kept for other replicas; they go on, and keeping is tried again"


def entry_of(hello: Join) -> str | None:
    """Returns what the directory has of the code or invitation that somebody brings; None where there can be
    nothing."""
    if hello.invitation is not None:
        return invitation_entry(hello.invitation)
    code = read_code(hello.code)
    return code_entry(code) if CODE.fullmatch(code) else None


class LivingClasses(Taking):
    """The classes that live here; `clock` is monotonic seconds."""

    def __init__(
        self,
        classes: Classes,
        leases: Leases,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(leases)
        self._classes, self._seconds, self._clock = classes, seconds, clock
        self._entries: dict[str, dict[str, float]] = {}  # of a class: what the directory has, written when
        self._written: dict[str, tuple[int, float]] = {}  # of a class: its version, and when to write it anew
        self._next_at: dict[str, float] = {}
        self._fails = False
        leases.on_answering(self._note_answering)

    def lease_of(self, id: str) -> str:
        return lease_of(id)

    def is_one(self, id: str) -> bool:
        return id not in self._classes.forgotten and CLASS_ID.fullmatch(id) is not None

    def is_here(self, id: str) -> bool:
        return id in self._classes

    async def make(self, address: str) -> SchoolClass:
        """Returns a new class, to which its code leads from everywhere if that can be. Raises Refused."""
        made = self._classes.make(address)
        if self.leases.replica:
            with suppress(LeasesLost, LeasesFull):
                await self._look_after_entries(made)
        return made

    async def bring_for(self, hello: First, address: str) -> None:
        """Makes sure that the class is here to which somebody comes, unless there is none. Raises Refused, as
        `bring`; who typed a code has had a turn for that."""
        if not self.leases.replica:
            return
        if isinstance(hello, ComeBack):
            await self.bring(hello.school_class)
        elif isinstance(hello, Join) and (entry := entry_of(hello)) is not None:
            try:
                id = await self.leases.read(entry)
            except LeasesLost:
                if self._classes.is_invited(hello):
                    return
                raise in_a_moment() from None
            if id is not None:
                try:
                    await self.bring(id.decode(errors="replace"))
                except Refused:
                    self._classes.note_right(hello, address)
                    raise

    async def add(self, id: str, data: bytes) -> Refused | None:
        try:
            facts = classes_in(data)[id]
            await reconcile(self._classes.bus, id, facts["orders"])
        except NewerFormatError:  # a replica of a newer version can read it
            return in_a_moment()
        except BROKEN as error:
            tell("not_loaded", level=logging.WARNING, error=f"{error}"[:200])
            return None
        if not self.may_add(id):
            return in_a_moment()
        if self._classes.is_full():
            return Refused(CloseCode.FULL)
        self._forget(id)
        try:
            self._classes.bring_back(facts)
        except BROKEN as error:
            tell("not_loaded", level=logging.WARNING, error=f"{error}"[:200])
            return None
        tell("class_moved", replica=self.leases.replica, classes=len(self._classes))
        return None

    def let_go(self, id: str, replica: str) -> None:
        """Another replica has a class that was here."""
        self._classes.let_go(id, replica)
        self._forget(id)

    def let_go_entry(self, entry: str) -> None:
        """The directory does not have something any more: it is taken again, or another code is drawn."""
        for entries in self._entries.values():
            entries.pop(entry, None)

    async def work(self) -> None:
        """Keeps the classes and the directory, for ever."""
        while True:
            try:
                await self.look()
            except Exception:
                logger.exception("classes are kept again after an error of the server's own")
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, is_last: bool = False) -> None:
        """Writes what is due now, or (`is_last`) all that has changed, and ends what is no more."""
        for id in list(self._classes.forgotten):
            for entry in self._entries.get(id, {}):
                await self.leases.remove(entry)
            await self.leases.remove(lease_of(id))
            self._forget(id)
            self._classes.forgotten.discard(id)
        for each in list(self._classes):
            if not (self.leases.answering and each.lives):
                continue
            with suppress(LeasesLost, LeasesFull):  # the next round tries again
                await self._look_after_entries(each)
            if is_last or self._clock() >= self._next_at.get(each.id, 0.0):
                try:
                    await self._keep(each)
                except (LeasesLost, LeasesFull) as error:
                    self._failed(each, error)

    async def _look_after_entries(self, school_class: SchoolClass) -> None:
        """Lets the directory have the code and invitation of a class, and no others of it."""
        code, invitation = code_entry(school_class.code), invitation_entry(school_class.invitation)
        entries, now = self._entries.setdefault(school_class.id, {}), self._clock()
        for entry in entries.keys() - {code, invitation}:
            del entries[entry]
            await self.leases.remove(entry)
        for entry in (code, invitation):
            if now < entries.get(entry, 0.0):
                continue
            is_ours = await self._take_entry(entry, school_class.id)
            if is_ours:
                entries[entry] = now + self._seconds / RENEWALS
            elif is_ours is False and entry == code:
                school_class.code = school_class.new_code(school_class)
                school_class.changed()

    async def _take_entry(self, entry: str, id: str) -> bool | None:
        """Lets an entry lead to a class. False where it leads to another one, None where a server that is
        gone had it a moment ago."""
        if not self.leases.holds(entry):
            await self.leases.take(entry)
        found = await self.leases.read(entry)
        if found is not None and found != id.encode():
            await self.leases.release(entry)
            return False
        if not self.leases.holds(entry):
            return None
        return await self.leases.write(entry, id.encode(), self._seconds) or None

    async def _keep(self, school_class: SchoolClass) -> None:
        """Writes a class down, if it has changed or what is kept would end."""
        id, version, began = school_class.id, school_class.version, self._clock()
        written, until = self._written.get(id, (-1, 0.0))
        if written == version and began < until:
            return
        data = to_class_file({id: await facts_of(school_class)})
        pause = (self._clock() - began) / KEEP_SHARE
        if not await self.leases.write(school_class.lease, data, self._seconds):
            return
        now = self._clock()
        self._next_at[id] = now + pause
        self._written[id] = version, now + self._seconds / RENEWALS
        self._fails = False
        school_class.note_kept(True)

    def _failed(self, school_class: SchoolClass, error: Exception) -> None:
        if not self._fails:
            tell("not_kept", NOT_KEPT, level=logging.WARNING, error=f"{error}"[:200])
        self._fails = True
        self._next_at[school_class.id] = self._clock() + AGAIN_SECONDS
        school_class.note_kept(False)

    def _note_answering(self, answers: bool) -> None:
        """What holds what is kept does not answer any more, or does again and may have lost everything."""
        for each in self._classes:
            if not answers:
                each.note_kept(False)
        for entries in self._entries.values():
            entries.update(dict.fromkeys(entries, 0.0))
        self._written.clear()
        self._next_at.clear()

    def _forget(self, id: str) -> None:
        self._entries.pop(id, None)
        self._written.pop(id, None)
        self._next_at.pop(id, None)
