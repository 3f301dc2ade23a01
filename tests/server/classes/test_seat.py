"""A room takes its seat in a class, while others do and what is ordered changes: without a server."""

import asyncio
from collections.abc import Callable

import pytest

from engine.experiment.links import parse_link
from server.bus import MemoryBus, Subscription
from server.classes import orders
from server.classes.seat import take_seat
from server.rooms.room import Room
from tests.server.servers.live import run

LONG = 1000.0
SEAT, CLASS, PERSON = "a seat", "a-class", "ada"
OPEN_FIELDS = {"fields": ["learning_rate"], "examples": {}}
SET_UPS = {"set_ups": ["dataset=xor&seed=0.5"]}


class WaitingBus(MemoryBus):
    """A bus of which nothing is had at once. `then` is called with each key that was read; `heard` has the
    tables that somebody has begun to listen to."""

    def __init__(self, then: Callable[[MemoryBus, str], None] = lambda bus, key: None) -> None:
        super().__init__()
        self._then = then
        self.heard: list[str] = []
        self.put(orders.SEATS, SEAT, orders.written((CLASS, PERSON)), LONG)

    async def get(self, table: str, key: str) -> bytes | None:
        await asyncio.sleep(0)
        found = await super().get(table, key)
        self._then(self, key)
        return found

    def subscribe(self, table: str, wake: Callable[[], None]) -> Subscription:
        self.heard.append(table)
        return super().subscribe(table, wake)


def room() -> Room:
    return Room("room", parse_link("seed=0.5"))


async def seated(room: Room, bus: MemoryBus) -> None:
    await take_seat(room, bus, SEAT, lambda: None)


def test_two_pages_of_a_student_that_come_together_have_one_seat() -> None:
    async def work() -> None:
        bus, one = WaitingBus(), room()
        await asyncio.gather(seated(one, bus), seated(one, bus))
        assert bus.heard == [orders.orders_of(CLASS), orders.orders_of(CLASS, PERSON)]
        assert one.seat is not None
        assert one.seat.seated == (CLASS, PERSON)

    run(work())


@pytest.mark.parametrize("key", [orders.PACE, orders.LESSON])
def test_what_is_taken_back_while_a_room_takes_its_seat_counts_no_more(key: str) -> None:
    def take_back(bus: MemoryBus, read: str) -> None:
        if read == key:
            bus.drop(orders.orders_of(CLASS), key)

    async def work() -> None:
        bus, one = WaitingBus(take_back), room()
        for name, order in ((orders.PACE, OPEN_FIELDS), (orders.LESSON, SET_UPS)):
            bus.put(orders.orders_of(CLASS), name, orders.written(order), LONG)
        await seated(one, bus)
        assert (one.leash.pace is None) == (key == orders.PACE)
        assert (one.leash.set_ups == ()) == (key == orders.LESSON)

    run(work())


def test_what_is_ordered_anew_while_a_room_takes_its_seat_counts() -> None:
    def order_anew(bus: MemoryBus, read: str) -> None:
        if read == orders.PACE:
            bus.drop(orders.orders_of(CLASS), orders.PACE)
            bus.put(orders.orders_of(CLASS), orders.PACE, orders.written({**OPEN_FIELDS, "fields": []}), LONG)

    async def work() -> None:
        bus, one = WaitingBus(order_anew), room()
        bus.put(orders.orders_of(CLASS), orders.PACE, orders.written(OPEN_FIELDS), LONG)
        await seated(one, bus)
        await asyncio.sleep(0)  # it is told of on the event loop
        assert one.leash.pace is not None
        assert one.leash.pace.fields == frozenset()

    run(work())
