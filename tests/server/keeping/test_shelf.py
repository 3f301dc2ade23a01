"""What is kept is what somebody was told is kept, however the database answers and whoever still waits."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.reasons import ReasonError
from server.saved import shelf as shelf_module
from server.saved import stores as stores_module
from server.saved.shelf import Shelf
from server.saved.stores import Stores
from server.saved.values import Counts
from server.settings import Settings
from tests.server.servers.live import SECONDS, run

ADDRESS = "10.0.0.1"


class UncountedStores(Stores):
    """Stores in which nothing can be counted."""

    def counts(self) -> tuple[Counts, Counts, Counts]:
        raise OSError("no answer")


class HeldStores(Stores):
    """Stores that are held when they are opened or, where `at_counting`, when they are counted, until they
    may go on."""

    at_counting = False
    begun: threading.Event
    may_go_on: threading.Event

    def __init__(self, *what: Any) -> None:
        if not self.at_counting:
            self.hold()
        super().__init__(*what)

    def counts(self) -> tuple[Counts, Counts, Counts]:
        if self.at_counting:
            self.hold()
        return super().counts()

    def hold(self) -> None:
        self.begun.set()
        assert self.may_go_on.wait(SECONDS)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> type[HeldStores]:
    return hold(monkeypatch)


def hold(monkeypatch: pytest.MonkeyPatch) -> type[HeldStores]:
    """Has all stores held that are opened from now on."""

    class Held(HeldStores):
        begun, may_go_on = threading.Event(), threading.Event()

    monkeypatch.setattr(stores_module, "Stores", Held)
    return Held


async def found_in(shelf: Shelf) -> tuple[int, int]:
    """How many states and classes there are, once all is done that was begun before."""
    await shelf.sweep()  # it comes behind what was begun, and before that is taken back
    await shelf.sweep()
    assert shelf.counts is not None
    assert shelf.class_counts is not None
    return shelf.counts.n, shelf.class_counts.n


def test_what_is_kept_is_told_also_where_nothing_can_be_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        shelf = Shelf(Settings(data=str(tmp_path)))
        made, kept = await shelf.add(b"x", ADDRESS), await shelf.keep_class(b"archive", ADDRESS)
        assert await shelf.get(made.id) == b"x"
        assert (await shelf.kept_class(kept.secret)).n_bytes == len(b"archive")
        await shelf.remove(made.id, made.secret)
        await shelf.remove_class(kept.secret)
        await shelf.close()

    monkeypatch.setattr(stores_module, "Stores", UncountedStores)
    run(scene())


@pytest.mark.parametrize("keep", [Shelf.add, Shelf.keep_class])
@pytest.mark.parametrize("at_counting", [False, True])
def test_of_what_somebody_does_not_wait_for_any_more_nothing_is_kept(
    tmp_path: Path, held: type[HeldStores], keep: Callable[..., Any], at_counting: bool
) -> None:
    async def scene() -> None:
        shelf = Shelf(Settings(data=str(tmp_path)))
        asker = asyncio.create_task(keep(shelf, b"x", ADDRESS))
        assert await asyncio.to_thread(held.begun.wait, SECONDS)
        asker.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asker
        held.may_go_on.set()
        assert await found_in(shelf) == (0, 0)
        await shelf.close()

    held.at_counting = at_counting
    run(scene())


@pytest.mark.parametrize("keep", [Shelf.add, Shelf.keep_class])
def test_of_what_takes_too_long_nothing_is_kept(
    tmp_path: Path, held: type[HeldStores], keep: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        shelf = Shelf(Settings(data=str(tmp_path)))
        with monkeypatch.context() as impatient:
            impatient.setattr(shelf_module, "WAIT_SECONDS", 0.2)
            with pytest.raises(ReasonError, match="the database does not answer"):
                await keep(shelf, b"x", ADDRESS)
        held.may_go_on.set()
        assert await found_in(shelf) == (0, 0)
        await shelf.close()

    run(scene())


@pytest.mark.parametrize("n_waiting", [0, 2])
def test_a_database_that_is_opened_while_the_server_stops_is_let_go_of(
    tmp_path: Path, held: type[HeldStores], monkeypatch: pytest.MonkeyPatch, n_waiting: int
) -> None:
    is_open = []

    def count(stores: Stores, *what: Any) -> None:
        opened(stores, *what)
        is_open.append(True)

    def close(stores: Stores) -> None:
        is_open.pop()

    async def scene() -> None:
        shelf = Shelf(Settings(data=str(tmp_path)))
        asking = [asyncio.create_task(shelf.get("unknown")) for _ in range(1 + n_waiting)]
        assert await asyncio.to_thread(held.begun.wait, SECONDS)
        await shelf.close()
        held.may_go_on.set()
        for each in asking:
            with pytest.raises(ReasonError):
                await each
        await asyncio.to_thread(shelf._worker.shutdown)

    opened = held.__init__
    monkeypatch.setattr(held, "__init__", count)
    monkeypatch.setattr(held, "close", close)
    run(scene())
    assert is_open == []
