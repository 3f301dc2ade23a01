"""Kept sweeps in their database, the same with SQLite and PostgreSQL."""

import pytest
from sqlalchemy import update

from server.saved import tables
from server.saved.database import Database
from server.saved.kept_sweeps import SWEPT_AT_ONCE, KeptSweeps
from server.saved.values import FORGOTTEN_SECONDS, Counts, KeptSweep, KnownRow, SweepLimits, SweptRow
from tests.server.people.clock import Clock
from tests.server.servers.databases import changed

LIMITS = SweepLimits(most=SWEPT_AT_ONCE + 3, most_of_address=2, most_bytes=1_000)


@pytest.fixture
def sweeps(database: Database, clock: Clock) -> KeptSweeps:
    return KeptSweeps(database, LIMITS, clock)


def a_sweep(id: str, address: str = "10.0.0.1", ends_at: float = 5000.0, server: str = "one") -> KeptSweep:
    return KeptSweep(id, b"digest", address, 1000.0, ends_at, "running", server, b"plan", b"{}")


def a_row(number: int, setting: int = 0, content: bytes = b"told") -> SweptRow:
    return SweptRow(number, setting, 0, 5, 0.25, content)


def test_a_network_is_there_once_after_each_number_of_epochs(sweeps: KeptSweeps) -> None:
    sweep = a_sweep("a")
    assert sweeps.add(sweep) is None
    assert sweeps.write(sweep, [a_row(1), a_row(2, 1)])
    assert sweeps.write(sweep, [a_row(2, 1), a_row(3, 1, b"other"), a_row(4, 2)._replace(value=None)])
    found = sweeps.get("a", "one")
    assert found is not None
    assert found[1] == [
        KnownRow(1, 0, 0, 5, 0.25, 4),
        KnownRow(2, 1, 0, 5, 0.25, 4),
        KnownRow(4, 2, 0, 5, None, 4),
    ]
    assert sweeps.contents("a", 1, 9) == [(2, b"told"), (4, b"told")]
    assert sweeps.contents("a", 0, 1) == [(1, b"told")]
    assert sweeps.counts() == Counts(1, len(b"plan") + 3 * 4)


def test_each_quota_is_told_and_nothing_is_kept_past_it(sweeps: KeptSweeps) -> None:
    assert [sweeps.add(a_sweep(id)) for id in "abc"] == [None, None, "of_address"]
    assert sweeps.get("c", "one") is None
    assert not sweeps.write(a_sweep("a"), [a_row(1, content=bytes(1_000))])
    assert sweeps.contents("a", 0, 9) == []
    assert sweeps.write(a_sweep("a"), [a_row(1, content=bytes(900))])
    assert sweeps.add(a_sweep("d", "10.0.0.2")._replace(plan=bytes(200))) == "in_all"
    sweeps.remove("a")
    assert sweeps.contents("a", 0, 9) == []
    assert sweeps.add(a_sweep("d", "10.0.0.2")) is None


def test_a_server_goes_on_with_its_own_and_with_what_a_lost_one_trained(
    sweeps: KeptSweeps, address: str
) -> None:
    sweeps.add(a_sweep("a", server="one"))
    sweeps.add(a_sweep("b", server="two"))
    assert (sweeps.to_go_on("one"), sweeps.to_go_on("two")) == (["a"], ["b"])
    found = sweeps.get("b", "one")
    assert found is not None
    assert found[0].server == "two"
    with changed(address) as connection:  # nobody has seen any of them for so long
        connection.execute(update(tables.sweeps).values(seen_at=tables.sweeps.c.seen_at - FORGOTTEN_SECONDS))
    sweeps.write(a_sweep("a", server="one"), [])
    assert (sweeps.to_go_on("one"), sweeps.to_go_on("two")) == (["a", "b"], ["b"])
    found = sweeps.get("b", "one")
    assert found is not None
    assert found[0].server == "one"
    sweeps.write(a_sweep("a")._replace(state="paused"), [])
    assert sweeps.to_go_on("two") == ["b"]
    with changed(address) as connection:
        connection.execute(update(tables.sweeps).values(seen_at=tables.sweeps.c.seen_at - FORGOTTEN_SECONDS))
    found = sweeps.get("a", "two")
    assert found is not None
    assert found[0].server == "one", "of what nobody trains it stays the one that wrote it"


def test_a_server_that_was_silent_says_no_more_how_a_sweep_stands_that_another_trains(
    sweeps: KeptSweeps, address: str
) -> None:
    sweeps.add(a_sweep("a", server="one"))
    assert sweeps.write(a_sweep("a", server="two"), []) is None
    with changed(address) as connection:
        connection.execute(update(tables.sweeps).values(seen_at=tables.sweeps.c.seen_at - FORGOTTEN_SECONDS))
    assert sweeps.write(a_sweep("a", server="two"), [])
    assert sweeps.write(a_sweep("a", server="one")._replace(state="done"), [a_row(1)]) is None
    found = sweeps.standing("a")
    assert found is not None
    assert (found.server, found.state) == ("two", "running")
    assert sweeps.contents("a", 0, 9) == [(1, b"told")], "what was trained counts all the same"
    assert sweeps.write(a_sweep("a", server="two")._replace(state="paused"), [])
    assert sweeps.write(a_sweep("a", server="one"), []), "who goes on with a paused one trains it"


def test_servers_whose_clocks_are_a_day_apart_leave_each_other_their_sweeps(
    sweeps: KeptSweeps, database: Database, clock: Clock
) -> None:
    later = KeptSweeps(database, LIMITS, lambda: clock() + 86_400)
    for first, other, id in ((sweeps, later, "a"), (later, sweeps, "b")):
        first.add(a_sweep(id, server=id, ends_at=1e9))
        first.write(a_sweep(id, server=id, ends_at=1e9), [])
        assert id not in other.to_go_on("other")
        found = other.get(id, "other")
        assert found is not None
        assert found[0].server == id


def test_what_has_ended_is_removed_with_its_rows_a_few_at_a_time(sweeps: KeptSweeps, clock: Clock) -> None:
    for n in range(SWEPT_AT_ONCE + 1):
        sweeps.add(a_sweep(f"s{n}", f"10.0.0.{n}", ends_at=2000))
        sweeps.write(a_sweep(f"s{n}"), [a_row(1)])
    sweeps.add(a_sweep("stays", "10.0.1.0"))
    clock.now = 2000
    assert sweeps.get("s0", "one") is None
    assert (sweeps.sweep(), sweeps.sweep()) == (True, False)
    assert sweeps.counts() == Counts(1, 4)
    assert sweeps.contents("s0", 0, 9) == []


def test_a_database_that_was_taken_away_gets_the_sweep_again(database: Database, clock: Clock) -> None:
    sweeps = KeptSweeps(database, LIMITS, clock)
    assert sweeps.write(a_sweep("a"), [a_row(7)])
    assert sweeps.to_go_on("one") == ["a"]
    assert sweeps.contents("a", 0, 9) == [(7, b"told")]
