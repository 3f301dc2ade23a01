"""Databases with nothing in them, and time that passes when a test says so."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from server.saved.database import engine_of
from server.saved.tables import metadata
from tests.server.servers.postgres import postgresql


@contextmanager
def changed(address: str) -> Iterator[Connection]:
    """A transaction in the database by way of nobody."""
    engine = engine_of(address)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def a_postgresql() -> Iterator[str]:
    """The address of a PostgreSQL of one's own."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder, postgresql(Path(folder)) as address:
        yield address


def emptied(address: str) -> str:
    """The same database without any of our tables."""
    with changed(address) as connection:
        metadata.drop_all(connection)
    return address
