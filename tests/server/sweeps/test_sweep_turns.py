"""A sweep whose turn it is, as the event loop hears of it."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from engine.experiment.experiment import Experiment
from server.saved.values import SweptRow
from server.sweeps.executors import SweepPlace, Workers
from server.sweeps.live.orders import Order, planned_order
from server.sweeps.live.sweep import LiveSweep, SweepOrigin
from server.sweeps.live.turns import Turns
from tests.server.servers.live import SECONDS, run

ORDER = Order(link="", vary=("learning_rate=0.001..1:log:5",), seeds=3, epochs=2, device="numpy")


def waiting(id: str) -> LiveSweep:
    """A sweep that waits for its turn."""
    plan = planned_order(ORDER, Experiment(n_points=60))
    return LiveSweep(SweepOrigin(id, b"", "", ORDER, 0, 1), plan, 0)


async def until(heard: asyncio.Event, is_so: Callable[[], object]) -> None:
    """Waits until something is so, looking whenever the loop has heard of a sweep."""
    while not is_so():
        await heard.wait()
        heard.clear()


def begun(turns: Turns, sweep: LiveSweep) -> threading.Thread:
    """Lets a sweep be trained; returns the thread that does that."""
    turns.join(sweep)
    (trains,) = [each for each in threading.enumerate() if each.name == f"sweep {sweep.id}"]
    return trains


def test_a_sweep_that_is_over_has_the_rows_that_came_while_others_were_taken() -> None:
    async def scene() -> None:
        trains = begun(turns, sweep)
        driver = sweep.driver
        assert driver
        taken = driver.taken

        def then_comes_all() -> list[SweptRow]:
            rows = taken()
            trains.join(SECONDS)
            return rows

        driver.taken = then_comes_all  # type: ignore[method-assign]
        await until(heard, lambda: sweep.state == "done")
        assert len(sweep.rows) == sweep.plan.n_trials == 15

    sweep, heard = waiting("one"), asyncio.Event()
    with Workers(processes=1) as workers:
        turns = Turns(1, 1, workers, False, lambda _: heard.set())
        run(scene())


def test_a_sweep_of_which_nothing_trains_has_the_rows_of_all_that_did() -> None:
    async def scene() -> None:
        trains = begun(turns, sweep)
        await until(heard, lambda: sweep.n_training)
        trains.join(SECONDS)
        assert sweep.n_training, "the event loop has not heard of the last rows yet"
        await until(heard, lambda: not sweep.n_training)
        assert len(sweep.rows) == sweep.plan.n_trials == 15

    sweep, heard = waiting("one"), asyncio.Event()
    with Workers(processes=1) as workers:
        turns = Turns(1, 1, workers, False, lambda _: heard.set())
        run(scene())


class Endless(Executor):
    """Begins with what it is given, and never comes to an end."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        return future


class EndlessWorkers(Workers):
    """One worker, who is at large networks."""

    def executor(self, device: str = "auto") -> SweepPlace:
        return SweepPlace(Endless(), lambda: 1, "cores")


def test_a_sweep_that_waits_for_its_last_networks_is_ended_at_once_and_another_has_its_turn() -> None:
    async def scene() -> None:
        trains = begun(turns, first)
        turns.join(second)
        await until(heard, lambda: first.n_training)
        first.change("paused")
        turns.halt(first)
        first.change("stopped")
        turns.halt(first, at_once=True)
        await until(heard, lambda: second.n_training)
        assert turns.n_running == 1
        assert first not in turns
        turns.close()
        await until(heard, lambda: not turns.n_running)
        trains.join(SECONDS)
        assert not trains.is_alive()

    first, second, heard = waiting("one"), waiting("two"), asyncio.Event()
    with EndlessWorkers() as workers:
        turns = Turns(1, 1, workers, False, lambda _: heard.set())
        run(scene())
