"""What goes on in a school: rooms with a host and somebody who watches, and a class of students with rooms of
their own, spread over all replicas."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from server.messages import CloseCode
from tests.server.people.in_class import page as page_of_class
from tests.server.people.staying import InClass, InRoom, staying, together
from tests.server.servers.replicas import Replicas

COMES_WITHIN = 30.0
NAMES = ("Ada Lovelace", "Alan Turing", "Grace Hopper", "Emmy Noether", "Sofja Kowalewskaja", "Carl Gauss")
QUESTION = "What did it learn first?"


class Lesson:
    """A class with its teacher, its students, and their rooms."""

    def __init__(self, teacher: InClass, students: Sequence[InClass], rooms: Sequence[InRoom]) -> None:
        self.teacher, self.students, self.rooms = teacher, students, rooms

    @property
    def pages(self) -> list[InClass]:
        return [self.teacher, *self.students]

    @property
    def replica(self) -> str:
        """The one that has the class."""
        return self.teacher.replica

    def marks(self) -> dict[str, Any]:
        """What the teacher knows of everybody: name → whether they are done, and are on the wall."""
        page = self.teacher.known
        return {
            each["name"]: (each["done"], each["person"] in page.cells)
            for each in page.told.get("people", {"people": []})["people"]
        }

    def answers(self) -> list[Any]:
        question = self.teacher.known.told.get("class", {}).get("question") or {"answers": []}
        return sorted(question["answers"])


@asynccontextmanager
async def rooms(replicas: Replicas, n: int) -> AsyncIterator[list[InRoom]]:
    """So many rooms that train, spread over the replicas; each with a host and somebody who watches, first
    all hosts and then all who watch."""
    names = list(replicas.each)
    hosts = [InRoom(replicas, f"{names[number % len(names)]}/") for number in range(n)]
    async with staying(*hosts):
        watching = [InRoom(replicas, **each.watch) for each in hosts]
        async with staying(*watching):
            await together([*hosts, *watching], lambda page: page.epoch > 0, COMES_WITHIN)
            yield [*hosts, *watching]


async def until_code_is_known(replicas: Replicas, name: str, code: str) -> None:
    """Waits until a replica knows where the class of a code is: what nobody can type is faster than that."""
    told: dict[str, Any] = {}
    async with asyncio.timeout(COMES_WITHIN):
        while told.get("code") != CloseCode.MOVED:
            async with page_of_class(replicas.at(f"{name}/"), "join", code=code) as page:
                told = page.told["goodbye"]


@asynccontextmanager
async def lesson(replicas: Replicas, n: int) -> AsyncIterator[Lesson]:
    """A class whose students have come by different replicas, have rooms at all of them, have answered a
    question and said, every second of them, that they are done."""
    names = list(replicas.each)
    teacher = InClass(replicas, f"{names[0]}/", "begin_class")
    async with AsyncExitStack() as doors:
        await doors.enter_async_context(staying(teacher))
        page = teacher.known
        await teacher.until(lambda: "class" in page.told, COMES_WITHIN)
        await until_code_is_known(replicas, names[-1], page.state["code"])
        students = [
            InClass(replicas, f"{names[number % len(names)]}/", "join", code=page.state["code"], name=name)
            for number, name in enumerate(NAMES[:n])
        ]
        await doors.enter_async_context(staying(*students))
        await together(students, lambda each: "me" in each.known.told, COMES_WITHIN)
        own = [
            InRoom(replicas, f"{names[number % len(names)]}/", seat=each.known.me["seat"])
            for number, each in enumerate(students)
        ]
        await doors.enter_async_context(staying(*own))
        await together(own, lambda each: each.epoch > 0, COMES_WITHIN)
        made = Lesson(teacher, students, own)
        await page.send("ask", text=QUESTION, kind="text")
        await together(students, lambda each: each.known.state["question"], COMES_WITHIN)
        for number, each in enumerate(students):
            await each.known.send("give_answer", answer=f"Number {number}")
            await each.known.send("set_done", done=number % 2 == 0)
        await teacher.until(lambda: len(made.answers()) == n, COMES_WITHIN)
        await teacher.until(lambda: all(cell for _, cell in made.marks().values()), COMES_WITHIN)
        n_done = len(students[::2])  # which is told apart from the answers
        await teacher.until(lambda: sum(done for done, _ in made.marks().values()) == n_done, COMES_WITHIN)
        yield made
