"""Kept classes in their database, the same with SQLite and PostgreSQL."""

import secrets
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from engine.reasons import ReasonError
from server.saved.database import Database
from server.saved.kept_classes import SWEPT_AT_ONCE, KeptClasses
from server.saved.stores import Stores
from server.saved.tables import kept, pieces
from server.saved.values import PIECE_BYTES, ClassLimits, Counts, KeptClass, Limits, SweepLimits
from tests.server.people.clock import Clock
from tests.server.servers.databases import changed

LIMITS = ClassLimits(seconds=100, most=4, most_of_address=3, most_bytes=3_000_000)


@pytest.fixture
def classes(database: Database, clock: Clock) -> KeptClasses:
    return KeptClasses(database, LIMITS, clock)


def whole(classes: KeptClasses, secret: str) -> bytes:
    """All pieces of an archive."""
    found = classes.get(secret)
    assert found is not None
    pieces = [classes.piece(secret, n) or b"" for n in range(-(-found.n_bytes // PIECE_BYTES))]
    assert all(len(each) == PIECE_BYTES for each in pieces[:-1])
    return b"".join(pieces)


@pytest.mark.parametrize("n", [0, 1, PIECE_BYTES, 2 * PIECE_BYTES + 1])
def test_what_is_kept_comes_back_in_pieces_until_it_ends(classes: KeptClasses, clock: Clock, n: int) -> None:
    content = secrets.token_bytes(n)
    assert classes.add("one", content, "10.0.0.1") == 1100
    assert classes.get("one") == KeptClass(n, 1100)
    assert whole(classes, "one") == content
    assert classes.piece("one", -(-n // PIECE_BYTES)) is None
    clock.now = 1099.9
    assert whole(classes, "one") == content
    clock.now = 1100
    assert (classes.get("one"), classes.piece("one", 0), classes.remove("one")) == (None, None, False)


def test_only_the_secret_opens_and_deletes_it(classes: KeptClasses) -> None:
    classes.add("one", b"1", "10.0.0.1")
    classes.add("two", b"2", "10.0.0.1")
    for wrong in ("", "on", "one ", "three"):
        assert (classes.get(wrong), classes.piece(wrong, 0), classes.remove(wrong)) == (None, None, False)
    assert classes.remove("one")
    assert not classes.remove("one")
    assert classes.piece("one", 0) is None
    assert (classes.get("one"), whole(classes, "two")) == (None, b"2")


def test_neither_the_secret_nor_what_was_deleted_is_in_the_file(tmp_path: Path, clock: Clock) -> None:
    database = Database(tmp_path)
    classes = KeptClasses(database, LIMITS, clock)
    classes.add("the secret", b"Ada Lovelace" + bytes(10_000), "10.0.0.1")
    (file,) = tmp_path.iterdir()
    assert b"Ada Lovelace" in file.read_bytes()
    assert b"the secret" not in file.read_bytes()
    classes.remove("the secret")
    assert b"Ada Lovelace" not in file.read_bytes()
    database.close()


def test_an_address_and_all_together_have_their_quotas_and_get_them_back(
    classes: KeptClasses, clock: Clock
) -> None:
    for n in range(3):
        classes.add(f"{n}", b"x", "10.0.0.1")
    with pytest.raises(ReasonError, match="at most 3 classes are kept for one address"):
        classes.add("3", b"x", "10.0.0.1")
    classes.add("4", b"x", "10.0.0.2")
    with pytest.raises(ReasonError, match="no room for another class"):
        classes.add("5", b"x", "10.0.0.2")
    classes.remove("0")
    classes.add("6", b"x", "10.0.0.1")
    clock.now = 1200
    assert classes.sweep() is False
    classes.add("7", b"x", "10.0.0.1")
    assert classes.counts() == Counts(1, 1)


def test_the_bytes_of_all_have_a_limit(classes: KeptClasses) -> None:
    classes.add("one", bytes(2_000_000), "10.0.0.1")
    with pytest.raises(ReasonError, match="no room for another class"):
        classes.add("two", bytes(1_000_001), "10.0.0.2")
    classes.add("two", bytes(1_000_000), "10.0.0.2")


def test_what_has_ended_is_swept_with_the_states_a_few_at_a_time(address: str, clock: Clock) -> None:
    stores = Stores(address, Limits(100, 9, 9_000_000), LIMITS, SweepLimits(9, 9, 9_000_000), clock)
    stores.classes.add("stays", b"stays", "10.0.0.1")
    stores.states.add(b"ends", "10.0.0.1")
    row = {"address": "", "made_at": 0.0, "ends_at": 1.0, "n_bytes": 1}
    with changed(address) as connection:
        secrets = [{"secret": bytes([n]) * 32} for n in range(SWEPT_AT_ONCE + 1)]
        connection.execute(insert(kept), [each | row for each in secrets])
        connection.execute(insert(pieces), [each | {"number": 0, "content": b"x"} for each in secrets])
    clock.now = 1099
    assert stores.sweep()
    assert not stores.sweep()
    assert stores.counts() == (Counts(1, 4), Counts(1, 5), Counts(0, 0))
    clock.now = 1100
    assert not stores.sweep()
    assert stores.counts() == (Counts(0, 0), Counts(0, 0), Counts(0, 0))
    with changed(address) as connection:
        for table in (kept, pieces):
            assert connection.execute(select(table.c.secret)).all() == []
    stores.close()
