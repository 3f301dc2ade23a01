"""When the pages of a class are told something, and when a class is over: without a server, by a clock."""

import asyncio
import json
from collections.abc import Callable
from contextlib import ExitStack

from server.bus import MemoryBus
from server.classes import orders
from server.classes.classes import Classes
from server.classes.requests.coming import BeginClass, Join
from server.classes.telling import AWAY_STEP
from server.messages.outbox import Outbox
from server.settings import Settings
from tests.server.servers.live import run

CELL = {"stuck": None, "epoch": 1, "score": None}


def classes_at(clock: Callable[[], float], **settings: float) -> Classes:
    return Classes(Settings(**settings), MemoryBus(clock), clock)  # type: ignore[arg-type]


def told(outbox: Outbox) -> list[str]:
    """The types of what a page has been told since the last time."""
    types = []
    while (text := outbox.take()) is not None:
        types.append(json.loads(text)["type"])
    return types


def test_where_nothing_changes_nothing_is_worked_out_or_told() -> None:
    async def work() -> None:
        now = [0.0]
        classes, teacher, student = classes_at(lambda: now[0]), Outbox(), Outbox()
        with ExitStack() as doors:
            made, _ = doors.enter_context(classes.entered(BeginClass(), teacher, "", classes.make()))
            doors.enter_context(classes.entered(Join(code=made.code), student, ""))
            classes.look()
            told(teacher), told(student)
            made.paused = "nobody has said that it has changed"
            for now[0] in (1.0, 2.0, AWAY_STEP - 1):
                classes.look()
                assert told(teacher) == told(student) == []
            made.changed()
            classes.look()
            assert told(teacher) == told(student) == ["class"]

    run(work())


def test_for_how_long_somebody_is_away_is_told_now_and_then() -> None:
    async def work() -> None:
        now = [0.0]
        classes, teacher = classes_at(lambda: now[0]), Outbox()
        with ExitStack() as doors:
            made, _ = doors.enter_context(classes.entered(BeginClass(), teacher, "", classes.make()))
            with classes.entered(Join(code=made.code), Outbox(), ""):
                pass
            classes.look()
            told(teacher)
            now[0] = AWAY_STEP + 1
            classes.look()
            assert told(teacher) == ["people"]

    run(work())


def test_a_class_in_which_somebody_trains_is_not_over() -> None:
    async def work() -> None:
        now = [0.0]
        classes = classes_at(lambda: now[0], class_seconds=100)
        made = classes.make()
        with classes.entered(Join(code=made.code), Outbox(), "") as (_, visitor):
            person = visitor.person
        assert person is not None
        for now[0] in (90.0, 180.0, 270.0):
            classes.bus.put(orders.cells_of(made.id), person.id, orders.written(CELL), 1000)
            await asyncio.sleep(0)
            classes.look()
            assert not made.is_over
        now[0] = 371
        classes.look()
        assert made.is_over
        assert len(classes) == 0

    run(work())
