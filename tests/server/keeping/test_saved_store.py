"""Saved states in their database, the same with SQLite and PostgreSQL; how one comes to this version."""

import json
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, event, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

from engine.reasons import ReasonError
from server.saved import store as module
from server.saved.database import Database
from server.saved.state import from_bytes
from server.saved.store import SWEPT_AT_ONCE, Store
from server.saved.stores import Stores
from server.saved.tables import STEPS, NewerDatabaseError, bring_up_to_date, kept, saved, version
from server.saved.values import FILE, ClassLimits, Counts, Limits, SavedPlace, SweepLimits
from tests.paths import GOLDEN
from tests.server.people.clock import Clock
from tests.server.servers.databases import changed

OLD = GOLDEN / "database"
LIMITS = Limits(seconds=100, most_of_address=3, most_bytes=1_000_000)


@pytest.fixture
def store(database: Database, clock: Clock) -> Store:
    return Store(database, LIMITS, clock)


def test_what_is_kept_is_found_at_its_address_until_it_ends(store: Store, clock: Clock) -> None:
    kept = store.add(b"\0all of it\xff", "10.0.0.1")
    assert (len(kept.id), len(kept.secret), kept.ends_at) == (22, 22, 1100)
    assert store.get(kept.id) == b"\0all of it\xff"
    clock.now = 1099.9
    assert store.get(kept.id) is not None
    clock.now = 1100
    assert store.get(kept.id) is None
    assert store.get("x" * 22) is None


def test_addresses_and_secrets_have_128_bits_and_nothing_in_common(store: Store) -> None:
    made = [store.add(b"x", f"10.0.0.{n}") for n in range(20)]
    assert len({text for kept in made for text in (kept.id, kept.secret)}) == 40
    assert module.ID_BYTES * 8 == module.SECRET_BYTES * 8 == 128


def test_only_who_has_the_secret_deletes(store: Store) -> None:
    kept, other = store.add(b"one", "10.0.0.1"), store.add(b"two", "10.0.0.1")
    assert not store.remove(kept.id, "")
    assert not store.remove(kept.id, other.secret)
    assert not store.remove("x" * 22, kept.secret)
    assert store.remove(kept.id, kept.secret)
    assert not store.remove(kept.id, kept.secret)
    assert (store.get(kept.id), store.get(other.id)) == (None, b"two")


def test_the_secret_itself_is_not_in_the_database(store: Store, address: str) -> None:
    kept = store.add(b"one", "10.0.0.1")
    with changed(address) as connection:
        (row,) = connection.execute(select(saved)).all()
    assert kept.secret not in repr(row)


def test_an_address_has_its_quota_and_gets_it_back(store: Store, clock: Clock) -> None:
    made = [store.add(b"x", "10.0.0.1") for _ in range(3)]
    with pytest.raises(ReasonError, match="at most 3 states are kept for one address"):
        store.add(b"x", "10.0.0.1")
    store.add(b"x", "10.0.0.2")
    store.remove(made[0].id, made[0].secret)
    store.add(b"x", "10.0.0.1")
    clock.now = 1200
    store.add(b"x", "10.0.0.1")


def test_all_together_have_a_quota(store: Store) -> None:
    store.add(bytes(600_000), "10.0.0.1")
    with pytest.raises(ReasonError, match="at most 1 MB of saved states"):
        store.add(bytes(400_001), "10.0.0.2")
    store.add(bytes(400_000), "10.0.0.2")
    assert store.counts() == Counts(2, 1_000_000)


def test_two_servers_share_one_quota(address: str, clock: Clock) -> None:
    databases = [Database(address) for _ in range(4)]
    stores = [Store(each, LIMITS, clock) for each in databases]
    made: list[SavedPlace | ReasonError] = []

    def add(store: Store) -> None:
        for _ in range(2):
            try:
                made.append(store.add(b"x", "10.0.0.1"))
            except ReasonError as error:
                made.append(error)

    threads = [threading.Thread(target=add, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(each, SavedPlace) for each in made) == 3
    assert len(made) == 8
    for database in databases:
        database.close()


def test_what_has_ended_is_swept_a_few_at_a_time(store: Store, address: str, clock: Clock) -> None:
    store.add(b"stays", "10.0.0.1")
    row = {"secret": b"", "address": "", "made_at": 0.0, "ends_at": 1.0, "n_bytes": 1, "content": b"x"}
    with changed(address) as connection:
        connection.execute(insert(saved), [{"id": f"{n:022}", **row} for n in range(SWEPT_AT_ONCE + 1)])
    assert store.sweep()
    assert store.counts().n == 2
    assert not store.sweep()
    assert store.counts() == Counts(1, 5)


def test_a_state_that_cannot_be_written_whole_is_not_there(store: Store, database: Database) -> None:
    kept = store.add(b"x", "10.0.0.1")
    row = {"secret": b"", "address": "", "made_at": 0.0, "ends_at": 1e9, "n_bytes": 1, "content": b"x"}

    def write_twice() -> None:
        with database.transaction(writes=saved) as connection:
            connection.execute(insert(saved).values({"id": "y" * 22, **row}))
            connection.execute(insert(saved).values({"id": kept.id, **row}))

    with pytest.raises(IntegrityError):
        write_twice()
    assert store.get("y" * 22) is None
    assert store.counts().n == 1


def test_a_database_goes_through_the_steps_that_it_lacks_once(address: str) -> None:
    done: list[int] = []
    ours = len(STEPS)
    steps = [*STEPS, lambda _: done.append(1), lambda _: done.append(2)]
    for n in (1, ours, ours + 1, ours + 1, ours + 2):
        with changed(address) as connection:
            bring_up_to_date(connection, steps[:n])
    assert done == [1, 2]
    with changed(address) as connection:
        assert connection.execute(select(version.c.version)).scalars().all() == [ours + 2]


def test_a_database_of_before_classes_were_kept_has_its_states_and_gets_the_table(
    store: Store, address: str
) -> None:
    with changed(address) as connection:
        bring_up_to_date(connection, STEPS[:1])
        assert not inspect(connection).has_table(kept.name)
        row = {"secret": b"", "address": "", "made_at": 0.0, "ends_at": 1e9, "n_bytes": 1, "content": b"x"}
        connection.execute(insert(saved).values({"id": "y" * 22, **row}))
    assert store.get("y" * 22) == b"x"
    with changed(address) as connection:
        assert inspect(connection).has_table(kept.name)


def test_a_step_that_fails_leaves_the_database_as_it_was(address: str) -> None:

    def half(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (n INTEGER)"))
        raise RuntimeError("no further")

    with changed(address) as connection:
        bring_up_to_date(connection)
    with pytest.raises(RuntimeError, match="no further"), changed(address) as connection:
        bring_up_to_date(connection, [*STEPS, half])
    with changed(address) as connection:
        bring_up_to_date(connection)
        assert not inspect(connection).has_table("half")


def test_a_database_of_a_newer_version_is_left_alone(store: Store, address: str) -> None:
    kept = store.add(b"x", "10.0.0.1")
    with changed(address) as connection:
        connection.execute(update(version).values(version=len(STEPS) + 1))
    told = f"is of version {len(STEPS) + 1}, this playground knows {len(STEPS)}"
    with pytest.raises(NewerDatabaseError, match=told):
        store.get(kept.id)
    with changed(address) as connection:
        connection.execute(update(version).values(version=len(STEPS)))
        connection.execute(delete(saved))


def test_a_full_disk_keeps_what_there_is_and_nothing_by_halves(tmp_path: Path, clock: Clock) -> None:
    database = Database(tmp_path)
    store = Store(database, LIMITS, clock)
    kept = store.add(b"x", "10.0.0.1")
    file = tmp_path / "saved.sqlite3"

    @event.listens_for(database.engine, "connect")
    def grows_no_more(connection: sqlite3.Connection, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    size = file.stat().st_size
    with pytest.raises(Exception, match="full"):
        store.add(bytes(500_000), "10.0.0.1")
    assert file.stat().st_size == size
    assert (store.get(kept.id), store.counts().n) == (b"x", 1)
    database.close()


def test_a_database_that_was_taken_away_is_made_anew(tmp_path: Path, clock: Clock) -> None:
    database = Database(tmp_path)
    store = Store(database, LIMITS, clock)
    kept = store.add(b"x", "10.0.0.1")
    (tmp_path / "saved.sqlite3").unlink()
    assert store.get(kept.id) is None
    again = store.add(b"y", "10.0.0.1")
    assert store.get(again.id) == b"y"
    database.close()


def test_a_database_that_an_earlier_server_wrote_has_everything_that_it_had(
    tmp_path: Path, clock: Clock
) -> None:
    """what_is_in_it.json has the epoch of its state, and the losses after three more on that server."""
    (tmp_path / FILE).write_bytes((OLD / FILE).read_bytes())
    told = json.loads((OLD / "what_is_in_it.json").read_text())
    assert told["version"] <= len(STEPS)
    stores = Stores(tmp_path, LIMITS, ClassLimits(100, 4, 3, 1_000_000), SweepLimits(9, 9, 9_000_000), clock)
    try:
        _, trainer = from_bytes(stores.states.get(told["state"]) or b"")
        assert stores.classes.piece(told["class_secret"], 0) == told["archive"].encode()
    finally:
        stores.close()
    assert trainer.epoch == told["epoch"]
    for losses in told["losses"]:
        trainer.run_epoch()
        assert [trainer.train_loss, trainer.test_loss] == losses
