"""Sweeps outlive the server, however that ends, and whatever becomes of their database meanwhile."""

import asyncio
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from engine.experiment.experiment import Experiment
from server.saved.shelf import Shelf
from server.saved.tables import sweeps, swept_rows
from server.saved.values import FILE, FORGOTTEN_SECONDS, SweptRow
from server.settings import Settings
from server.sweeps.live.orders import Order, planned_order
from server.sweeps.live.sweep import MOST_HELD, LiveSweep, SweepOrigin
from server.sweeps.live.writing import AT_ONCE, SweepWriter
from tests.server.keeping.test_shelf import hold
from tests.server.people.sweeping import Swept, asked, begun, losses, unbroken_losses, until_it_trains
from tests.server.servers.databases import changed, emptied
from tests.server.servers.live import SECONDS, run, serving
from tests.server.servers.process import process

MANY = {"vary": ["learning_rate=0.001..1:log:50"], "seeds": 20, "epochs": 30}
"""A thousand networks."""


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def place(request: pytest.FixtureRequest) -> Iterator[tuple[str, ...]]:
    """Where a server keeps sweeps, as its options."""
    if request.param == "postgresql":
        yield ("--database", emptied(request.getfixturevalue("postgres")))
    else:
        with tempfile.TemporaryDirectory(prefix="sweeps") as folder:
            yield ("--data", folder)


def n_written(place: tuple[str, ...], id: str) -> int:
    """How many rows of a sweep are in the database."""
    kind, where = place
    with changed(where if kind == "--database" else f"sqlite:///{where}/{FILE}") as connection:
        return connection.execute(select(func.count()).where(swept_rows.c.sweep == id)).scalar_one()


@pytest.mark.parametrize(
    "order",
    [MANY, {"strategy": "hyperband", "trials": 300, "epochs": 81, "seeds": 2}],
    ids=["grid", "hyperband"],
)
def test_a_sweep_goes_on_after_its_server_was_killed_and_no_network_counts_twice(
    place: tuple[str, ...], order: dict[str, Any]
) -> None:
    with process(*place) as (running, http):
        sweep = begun(http, **order)
        _, before = sweep.rows(enough=lambda n: n >= 200 and n_written(place, sweep.id) > 0)
        running.send_signal(signal.SIGKILL)
        running.wait(SECONDS)
    with process(*place) as (_, http):
        sweep = Swept(http, sweep.id, sweep.secret)
        status, rows = sweep.rows()
        assert losses(rows) == unbroken_losses(**order)
        assert status["n_done"] == status["n_trials"]
        assert len({(each["setting"], each["repeat"], each["epochs"]) for each in rows}) == len(rows)
        kept = [each for each in rows if each["number"] <= before[-1]["number"]]
        assert 0 < len(kept) < len(rows)
        assert kept == before[: len(kept)]
        page = [*before, *(each for each in rows if each["number"] > before[-1]["number"])]
        assert losses(page) == losses(rows), "a page that goes on asking lacks something"
        numbers = [each["number"] for each in rows]
        assert numbers == sorted(numbers)


def test_a_paused_sweep_is_there_again_and_stays_paused(place: tuple[str, ...]) -> None:
    with process(*place) as (running, http):
        sweep = begun(http, **{**MANY, "seeds": 100})
        sweep.rows(enough=bool)
        sweep.lead("pause")
        status, _ = sweep.rows("paused")
        while status["n_training"]:
            status = sweep.ask(f"/rows?after={2**40}&seen={status['version']}")["status"]
        running.send_signal(signal.SIGTERM)
        running.wait(SECONDS)
    with process(*place) as (_, http):
        again = Swept(http, sweep.id, sweep.secret)
        told = again.ask()
        assert told["state"] == "paused"
        assert told["n_done"] == status["n_done"] < 5000
        assert told["seconds"] == pytest.approx(status["seconds"], rel=0.5)
        assert told["version"] > status["version"]
        assert told["ends_at"] > told["made_at"]
        code, answer = asked(http, f"sweeps/{sweep.id}/go_on", b"", "wrong")
        assert (code, answer["reason"]["code"]) == (403, "sweep_of_others")
        again.lead("stop")


def test_a_sweep_that_is_done_is_there_again_whole_and_can_be_given_more_seeds(
    place: tuple[str, ...],
) -> None:
    with process(*place) as (running, http):
        sweep = begun(http)
        _, rows = sweep.rows()
        table = sweep.ask("/csv")
        running.send_signal(signal.SIGTERM)
        running.wait(SECONDS)
    with process(*place) as (_, http):
        again = Swept(http, sweep.id, sweep.secret)
        status, found = again.rows()
        assert (status["state"], found) == ("done", rows)
        assert again.ask("/csv") == table
        again.lead("more_seeds", {"n": 1})
        status, found = again.rows()
        assert len(found) == len(rows) + 5
        assert again.ask(method="DELETE") == {"status": "done"}
    with process(*place) as (_, http):
        assert asked(http, f"sweeps/{sweep.id}")[0] == 404


def test_few_rows_stay_in_memory_and_all_are_told(tmp_path: Path) -> None:
    with serving(data=str(tmp_path)) as live:
        sweep = begun(live.http, **{**MANY, "epochs": 1})
        _, rows = sweep.rows()
        assert len(rows) == 1000
        while live.playground.sweeps.n_unwritten:
            sweep.ask()
        assert len(sweep.on(live).rows) == MOST_HELD
        assert sweep.rows()[1] == rows
        assert len(sweep.ask("/csv").splitlines()) == 1001


def test_a_database_that_is_gone_for_a_while_ends_no_sweep(tmp_path: Path) -> None:
    with serving(data=str(tmp_path)) as live:
        sweep = begun(live.http, **MANY)
        with changed(f"sqlite:///{tmp_path / FILE}"):  # nobody else writes meanwhile
            sweep.rows(enough=bool)
            code, answer = asked(live.http, "sweeps", {**MANY, "link": "seed=1"})
            assert (code, answer["reason"]["code"]) == (409, "sweep_unreachable")
            _, rows = sweep.rows()
        assert losses(rows) == unbroken_losses(**MANY)
    with serving(data=str(tmp_path)) as live:
        status, rows = Swept(live.http, sweep.id, sweep.secret).rows()
        assert status["n_done"] == len(rows) == 1000


def test_all_rows_are_written_at_the_end_also_where_that_comes_while_some_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        shelf = Shelf(Settings(data=str(tmp_path)))
        writer = SweepWriter(shelf, "one", *[lambda *news: None] * 3)
        order = Order(link="", vary=("noise=0|10",), device="numpy")
        sweep = LiveSweep(SweepOrigin("a", b"", "", order, 0, 1e12), planned_order(order, Experiment()), 0)
        sweep.add([SweptRow(n, n, 0, 5, 0.25, b"told") for n in range(1, AT_ONCE + 101)], is_kept=True)
        writer.note(sweep)
        writing = asyncio.create_task(writer.write_all())
        assert await asyncio.to_thread(held.begun.wait, SECONDS)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        held.may_go_on.set()
        assert await writer.write_all()
        found = await shelf.of_sweeps(lambda sweeps: sweeps.get("a", "one"))
        assert found is not None
        assert len(found[1]) == AT_ONCE + 100
        await shelf.close()

    held = hold(monkeypatch)
    run(scene())


def test_a_sweep_that_goes_on_at_another_server_of_the_database_stands_there_as_it_does_here(
    tmp_path: Path,
) -> None:
    database = f"sqlite:///{tmp_path / 'shared.db'}"
    with (
        serving(database=database, data=str(tmp_path / "one")) as one,
        serving(database=database, data=str(tmp_path / "other")) as other,
    ):
        here = begun(one.http, **MANY)
        there = Swept(other.http, here.id, here.secret)
        one.waited(here.pauses_at_first(one))
        while here.ask()["n_training"] or one.playground.sweeps.n_unwritten:
            pass
        n_before = here.ask()["n_done"]
        assert there.lead("go_on")["n_done"] == n_before < 1000
        _, rows = there.rows()
        while other.playground.sweeps.n_unwritten:
            there.ask()
        assert losses(rows) == unbroken_losses(**MANY)
        version = here.ask()["version"]
        status, found = here.rows()
        assert (status["state"], status["n_done"], status["version"]) == ("done", 1000, version)
        assert found == rows


def test_a_sweep_that_another_replica_trains_is_led_to_by_its_name(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'shared.db'}"
    with (
        serving(replica="r1", database=database, data=str(tmp_path / "one")) as one,
        serving(replica="r2", database=database, data=str(tmp_path / "other")) as other,
    ):
        here = begun(one.http, **MANY)
        code, answer = asked(other.http, f"sweeps/{here.id}")
        assert (code, answer["replica"], answer["reason"]["code"]) == (421, "r1", "sweep_elsewhere")
        assert asked(one.http, f"sweeps/{here.id}")[0] == 200


def test_a_sweep_whose_server_stands_still_goes_on_at_another_which_has_it_from_then_on(
    tmp_path: Path,
) -> None:
    database = f"sqlite:///{tmp_path / 'shared.db'}"
    stands_still, goes_on = threading.Event(), threading.Event()
    with (
        serving(replica="r1", database=database, data=str(tmp_path / "one")) as one,
        serving(replica="r2", database=database, data=str(tmp_path / "other")) as other,
    ):
        here = begun(one.http, **MANY)
        asyncio.run_coroutine_threadsafe(stand_still(here.on(one), stands_still, goes_on), one._loop)
        try:
            assert stands_still.wait(SECONDS)
            while asked(other.http, f"sweeps/{here.id}")[0] != 200:
                with changed(database) as connection:
                    connection.execute(update(sweeps).values(seen_at=sweeps.c.seen_at - FORGOTTEN_SECONDS))
            while not server_of(database, here.id).endswith("@r2"):
                pass
        finally:
            goes_on.set()
        while (found := asked(one.http, f"sweeps/{here.id}"))[0] == 200:
            pass
        code, answer = found
        assert (code, answer["replica"], answer["reason"]["code"]) == (421, "r2", "sweep_elsewhere")
        while one.playground.sweeps.n_running:
            pass
        _, rows = Swept(other.http, here.id, here.secret).rows()
        assert losses(rows) == unbroken_losses(**MANY)


async def stand_still(known: LiveSweep, stands_still: threading.Event, goes_on: threading.Event) -> None:
    """Holds the event loop of the server that trains a sweep, as soon as that has begun."""
    await until_it_trains(known)
    stands_still.set()
    goes_on.wait(SECONDS)


def server_of(database: str, id: str) -> str:
    """Which server the database says to train a sweep."""
    with changed(database) as connection:
        found: str = connection.execute(select(sweeps.c.server).where(sweeps.c.id == id)).scalar_one()
        return found


def test_rows_and_sweeps_that_cannot_be_read_any_more_are_left_out_and_nothing_else(tmp_path: Path) -> None:
    with serving(data=str(tmp_path)) as live:
        part, strange, whole = (begun(live.http) for _ in range(3))
        rows = [each.rows()[1] for each in (part, strange, whole)]
        while live.playground.sweeps.n_unwritten:
            whole.ask()
    with changed(f"sqlite:///{tmp_path / FILE}") as connection:
        c = swept_rows.c
        junk = update(swept_rows).values(content=b"junk").where(c.sweep == part.id, c.number == 1)
        connection.execute(junk)
        facts = b'{"more_seeds": null, "seconds": "long"}'
        values = {"facts": facts, "state": "running"}
        connection.execute(update(sweeps).values(values).where(sweeps.c.id == strange.id))
    with serving(data=str(tmp_path)) as live:
        part, strange, whole = (Swept(live.http, each.id, each.secret) for each in (part, strange, whole))
        assert part.rows()[1] == rows[0][1:]
        assert len(part.ask("/csv").splitlines()) == len(rows[0])
        path = f"sweeps/{part.id}/trials/{rows[0][0]['setting']}/{rows[0][0]['repeat']}/room"
        code, answer = asked(live.http, path, b"")
        assert (code, answer["reason"]["code"]) == (409, "sweep_unreachable")
        assert asked(live.http, f"sweeps/{strange.id}")[0] == 404
        assert whole.rows()[1] == rows[2]
        assert begun(live.http).rows()[0]["state"] == "done"


def test_the_quotas_count_what_is_kept(tmp_path: Path) -> None:
    with serving(data=str(tmp_path), max_sweeps=3, max_sweeps_per_address=2) as live:
        first = begun(live.http)
        begun(live.http)
        code, answer = asked(live.http, "sweeps", {"link": "", "vary": ["noise=0|10"]})
        assert code == 409, answer
        assert answer["reason"]["code"] == "sweeps_of_address", answer
        first.ask(method="DELETE")
        begun(live.http)
    with serving(data=str(tmp_path), max_sweeps_mb=0) as live:
        code, answer = asked(live.http, "sweeps", {"link": "", "vary": ["noise=0|10"]})
        assert code == 409, answer
        assert answer["reason"]["code"] == "sweeps_in_all", answer
