"""Three replicas at work while everything goes wrong that may: `python -m benchmarks.soak --replicas 3`.

Rooms with a host, who changes something every now and then, and somebody who watches, and a class, are spread
over real servers with a real Valkey between them and a real Caddy in front. Faults happen one after another,
drawn at random from `FAULTS`. After each every page must be back by itself, at one replica with all others of
its room; what a host was told is done may be missing only for the seconds before a fault that nobody is told
of before; and the class has all its names, answers and marks.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tests.server.people.decode import Frame
from tests.server.people.school_day import Lesson, lesson
from tests.server.people.staying import InRoom, staying, together
from tests.server.servers.cable import Cable
from tests.server.servers.live import Client
from tests.server.servers.replicas import Replica, Replicas, replicas
from tests.server.servers.valkey import Valkey, valkey

LOST_AT_MOST = 6.0  # five seconds between two writings, and one for the writing itself
BACK_WITHIN = 25.0
LONGEST = 12.0  # of a fault that passes: more than twice as long as a lease lasts
GROWN_BYTES = 80_000_000
STEP = 0.0001  # by which each change raises the learning rate, so that it tells how many there were
N_STUDENTS = 4


class Host(InRoom):
    """Who holds a room. `changes` are those that it was told are done, with the time of it."""

    def __init__(self, made: Replicas, base: str, chance: random.Random) -> None:
        super().__init__(made, base)
        self._chance = chance
        self._asked: dict[int, int] = {}
        self._due = 0.0
        self.sent = 0
        self.changes: list[tuple[float, int]] = [(0.0, 0)]
        self.found = 0  # changes that the room had when it was last welcomed

    async def heard(self, client: Client, told: dict[str, Any] | Frame) -> None:
        await super().heard(client, told)
        if isinstance(told, Frame):
            if time.monotonic() > self._due:
                self.sent += 1
                id = await client.send("change", changes={"learning_rate": self.sent * STEP})
                self._asked[id] = self.sent
                self._due = time.monotonic() + self._chance.uniform(0.2, 1.5)
        elif told["type"] == "welcome":
            self._asked.clear()
            self.found = round(told["state"]["experiment"]["learning_rate"] / STEP) if self.sent else 0
        elif told["type"] == "done" and told["id"] in self._asked:
            self.changes.append((time.monotonic(), self._asked.pop(told["id"])))

    def least(self, until: float) -> int:
        """Returns how many changes were done until a moment."""
        return max(n for at, n in self.changes if at <= until)


class Chaos:
    """The replicas with their school, and what befalls them."""

    def __init__(self, made: Replicas, cables: dict[str, Cable], seed: int, n_rooms: int) -> None:
        self.made, self.cables = made, cables
        self.chance = random.Random(seed)
        names = list(made.each)
        self.hosts = [
            Host(made, f"{names[number % len(names)]}/", random.Random(f"{seed} {number}"))
            for number in range(n_rooms)
        ]
        self.befell = "the beginning"
        self.watching: list[InRoom] = []
        self.lesson: Lesson | None = None

    @property
    def store(self) -> Valkey:
        return self.made.store

    def one(self) -> Replica:
        return self.chance.choice(list(self.made.each.values()))

    async def a_while(self) -> None:
        await asyncio.sleep(self.chance.uniform(0.5, LONGEST))

    # What may happen. What returns True may cost the last seconds.

    async def one_was_killed(self) -> bool:
        one = self.one()
        await asyncio.to_thread(one.kill)
        await self.a_while()
        await asyncio.to_thread(one.start)
        return True

    async def all_but_one_were_killed(self) -> bool:
        lost = self.chance.sample(list(self.made.each.values()), len(self.made.each) - 1)
        for one in lost:
            await asyncio.to_thread(one.kill)
        await self.a_while()
        for one in lost:
            await asyncio.to_thread(one.start)
        return True

    async def one_was_killed_and_another_stood_still(self) -> bool:
        lost, still = self.chance.sample(list(self.made.each.values()), 2)
        still.stand_still()
        await asyncio.to_thread(lost.kill)
        await self.a_while()
        still.go_on()
        await asyncio.to_thread(lost.start)
        return True

    async def one_was_stopped(self) -> bool:
        one = self.one()
        await asyncio.to_thread(one.stop)
        await asyncio.to_thread(one.start)
        return False

    async def one_stood_still(self) -> bool:
        one = self.one()
        one.stand_still()
        await self.a_while()
        one.go_on()
        return True

    async def one_did_not_reach_valkey(self) -> bool:
        cable = self.chance.choice(list(self.cables.values()))
        cable.cut()
        await self.a_while()
        cable.mend()
        return True

    async def valkey_was_lost_and_came_back_empty(self) -> bool:
        self.store.stop()
        await self.a_while()
        await asyncio.to_thread(self.store.start)
        return False

    async def valkey_stood_still(self) -> bool:
        with self.store.standing_still():
            await self.a_while()
        return False

    async def valkey_was_full(self) -> bool:
        await asyncio.to_thread(self.store.ask, "CONFIG", "SET", "maxmemory", "1mb")
        await self.a_while()
        await asyncio.to_thread(self.store.ask, "CONFIG", "SET", "maxmemory", "0")
        return False

    # What must hold afterwards

    async def check(self, begun: float, may_cost: bool) -> None:
        """Everybody is back and nothing is lost but what may be."""
        assert self.lesson is not None
        everybody = [*self.hosts, *self.watching, *self.lesson.rooms]
        await together(everybody, lambda page: page.seen[-1].at > time.monotonic() - 1, BACK_WITHIN)
        await asyncio.gather(*(page.trains(BACK_WITHIN) for page in everybody))
        await together(self.hosts, lambda host: not host.client.state["unkept"], BACK_WITHIN)  # type: ignore[union-attr]
        for host, watching in zip(self.hosts, self.watching, strict=True):
            await host.until(lambda a=host, b=watching: a.replica == b.replica, BACK_WITHIN)  # type: ignore[misc]
            least = host.least(begun - LOST_AT_MOST if may_cost else begun)
            if host.came[-1][0] > begun:
                assert host.found >= least, f"{least - host.found} changes were lost"
        n_rooms = sum(
            [await asyncio.to_thread(each.number, "playground_rooms") for each in self.made.each.values()]
        )
        assert n_rooms == len(self.hosts) + len(self.lesson.rooms), f"there are {n_rooms:g} rooms"
        await self.lesson.teacher.until(self._class_is_whole, BACK_WITHIN)

    def _class_is_whole(self) -> bool:
        assert self.lesson is not None
        marks = self.lesson.marks()
        return (
            len(marks) == len(self.lesson.answers()) == N_STUDENTS
            and all(is_on_wall for _, is_on_wall in marks.values())
            and sum(is_done for is_done, _ in marks.values()) == N_STUDENTS / 2
        )


FAULTS: list[Callable[[Chaos], Awaitable[bool]]] = [
    Chaos.one_was_killed, Chaos.one_was_killed, Chaos.one_was_stopped, Chaos.one_stood_still,
    Chaos.one_did_not_reach_valkey, Chaos.valkey_was_lost_and_came_back_empty, Chaos.valkey_stood_still,
    Chaos.valkey_was_full, Chaos.all_but_one_were_killed, Chaos.one_was_killed_and_another_stood_still,
]  # fmt: skip


async def soak(chaos: Chaos, seconds: float) -> None:
    """Lets one fault after another happen for so long; each at least once, if there is time."""
    waiting: list[Callable[[Chaos], Awaitable[bool]]] = []
    memory: dict[str, int] = {}
    async with staying(*chaos.hosts):
        chaos.watching = [InRoom(chaos.made, **host.watch) for host in chaos.hosts]
        async with staying(*chaos.watching), lesson(chaos.made, N_STUDENTS) as chaos.lesson:
            await asyncio.sleep(LOST_AT_MOST)  # until all that has been made is written down
            begun = time.monotonic()
            while time.monotonic() - begun < seconds:
                waiting = waiting or chaos.chance.sample(FAULTS, len(FAULTS))
                fault = waiting.pop()
                at, chaos.befell = time.monotonic(), fault.__name__.replace("_", " ")
                may_cost = await fault(chaos)
                over = time.monotonic()
                await chaos.check(at, may_cost)
                for name, each in chaos.made.each.items():
                    memory.setdefault(name, each.memory)
                    assert each.memory < memory[name] + GROWN_BYTES, f"{name} grew to {each.memory:,} bytes"
                print(f"{at - begun:6.1f} s  {chaos.befell:36} {over - at:4.1f} s, "
                      f"all is well after {time.monotonic() - over:4.1f} s", flush=True)  # fmt: skip


@contextmanager
def beginning(n_replicas: int, n_rooms: int, seed: int) -> Iterator[Chaos]:
    """Everything that runs, for as long as the block lasts."""
    with ExitStack() as stack:
        store = stack.enter_context(valkey())
        names = tuple(f"r{number + 1}" for number in range(n_replicas))
        cables = {name: Cable(store.port) for name in names}
        for cable in cables.values():
            stack.callback(cable.close)
        made = stack.enter_context(replicas("--frame-rate=5", names=names, store=store, cables=cables))
        yield Chaos(made, cables, seed, n_rooms)


def run(n_replicas: int, n_rooms: int, seconds: float, seed: int) -> int:
    """Returns 0 when nobody came to harm."""
    try:
        with beginning(n_replicas, n_rooms, seed) as chaos:
            try:
                asyncio.run(soak(chaos, seconds))
            except (AssertionError, TimeoutError, OSError) as harm:
                print(f"HARM after {chaos.befell}: {harm!r}")
                for name, each in chaos.made.each.items():
                    print(f"--- {name}", *each.said().splitlines()[-40:], sep="\n")
                return 1
    except AssertionError as harm:  # something of what a replica said
        print(f"HARM: {harm}")
        return 1
    print(f"{sum(host.sent for host in chaos.hosts)} changes, none lost that should not")
    return 0
