"""The database of what is saved: how it is reached, and transactions in it. Everything here waits for it.

Only `shelf.py` has this module, and those that import SQLAlchemy beside it, imported: in its own thread and
when they are first needed, since SQLAlchemy is large.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    Float,
    Table,
    cast,
    create_engine,
    delete,
    event,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy.pool import NullPool

from server.saved.tables import bring_up_to_date
from server.saved.values import FILE, Counts

DAYS_BEFORE_1970 = 2_440_587.5  # of SQLite's days
SECONDS = 4
"""How long a database may let us wait."""


class Database:
    """The database at an address, or in a data folder; what it refuses is an error of SQLAlchemy or of the
    system."""

    def __init__(self, place: str | Path) -> None:
        self.engine = engine_of(place if isinstance(place, str) else address_in(place))

    @contextmanager
    def transaction(self, writes: Table | None = None) -> Iterator[Connection]:
        """A transaction in a database of the present version, also where it was taken away and is made anew.
        None other `writes` to this table meanwhile, or two could use up one quota."""
        with self.engine.begin() as connection:
            bring_up_to_date(connection)
            if writes is not None and self.engine.dialect.name == "postgresql":
                connection.execute(text(f"LOCK TABLE {writes.name} IN SHARE ROW EXCLUSIVE MODE"))
            yield connection

    def close(self) -> None:
        """Lets go of it."""
        self.engine.dispose()


def counted(connection: Connection, table: Table) -> Counts:
    """How many rows a table has and their bytes, with those that have ended and are not swept yet."""
    n, n_bytes = connection.execute(select(func.count(), func.coalesce(func.sum(table.c.n_bytes), 0))).one()
    return Counts(int(n), int(n_bytes))


def swept(connection: Connection, table: Table, now: float, most: int) -> bool:
    """Removes rows that have ended, not more than so many; returns whether there may be more."""
    (key,) = table.primary_key
    ended = select(key).where(table.c.ends_at <= now).limit(most)
    keys = connection.execute(ended).scalars().all()
    if keys:
        connection.execute(delete(table).where(key.in_(keys)))
    return len(keys) == most


def now_of(connection: Connection) -> ColumnElement[float]:
    """The seconds since 1970 by the database's own clock, in which all servers agree that share it."""
    if connection.dialect.name == "postgresql":
        return cast(func.extract("epoch", func.clock_timestamp()), Float(53))
    return (func.julianday("now") - DAYS_BEFORE_1970) * 86_400.0


def digest_of(secret: str) -> bytes:
    """What is kept of a secret: who reads the database cannot use it."""
    return hashlib.sha256(secret.encode()).digest()


def address_in(folder: Path) -> str:
    """The address of the database in a data folder."""
    return str(URL.create("sqlite", database=str(folder / FILE)).render_as_string())


def engine_of(address: str) -> Engine:
    """The engine of a database, which gives up after `SECONDS`. It opens SQLite's file anew each time, so
    that one that was taken away is noticed; of PostgreSQL it keeps one connection."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url, poolclass=NullPool, connect_args={"timeout": SECONDS, "isolation_level": None}
        )
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        return engine
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    milliseconds = 1000 * SECONDS
    options: dict[str, Any] = {
        "connect_timeout": SECONDS,
        "tcp_user_timeout": milliseconds,
        "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}",
        "application_name": "playground",
    }
    return create_engine(url, pool_size=1, max_overflow=0, pool_pre_ping=True, connect_args=options)


def _set_up(connection: Any, _: object) -> None:
    """A transaction is on the disk when it ends, and what was deleted is not in the file any more."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()
