"""The sweeps in the database: add, get, write, remove, sweep away what has ended."""

import time
from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, not_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from server.saved.database import Database, counted, now_of
from server.saved.tables import sweeps, swept_rows
from server.saved.values import (
    FORGOTTEN_SECONDS,
    Counts,
    KeptSweep,
    KnownRow,
    Quota,
    SweepLimits,
    SweepStanding,
    SweptRow,
)

SWEPT_AT_ONCE = 10
"""Sweeps that are removed in one transaction: they have many rows."""


class KeptSweeps:
    """The sweeps of a database."""

    def __init__(
        self, database: Database, limits: SweepLimits, clock: Callable[[], float] = time.time
    ) -> None:
        self._database, self._limits, self._clock = database, limits, clock

    def add(self, sweep: KeptSweep) -> Quota | None:
        """Keeps a new sweep, or returns which quota is used up."""
        with self._database.transaction(writes=sweeps) as connection:
            there, most = counted(connection, sweeps), self._limits
            of_address = select(func.count()).where(
                sweeps.c.address == sweep.address, sweeps.c.ends_at > self._clock()
            )
            if connection.execute(of_address).scalar_one() >= most.most_of_address:
                return "of_address"
            if there.n >= most.most or there.n_bytes + len(sweep.plan) > most.most_bytes:
                return "in_all"
            self._insert(connection, sweep)
        return None

    def get(self, id: str, server: str) -> tuple[KeptSweep, list[KnownRow]] | None:
        """The sweep of this id with what is known of its rows, if it is kept (still)."""
        with self._database.transaction() as connection:
            found = connection.execute(
                select(*(sweeps.c[name] for name in KeptSweep._fields), _is_forgotten(connection)).where(
                    sweeps.c.id == id, sweeps.c.ends_at > self._clock()
                )
            ).one_or_none()
            if found is None:
                return None
            *values, is_forgotten = found
            sweep = KeptSweep(*values)
            if is_forgotten and sweep.state == "running":
                sweep = sweep._replace(server=server)
            c = swept_rows.c
            known = select(c.number, c.setting, c.repeat, c.epochs, c.value, func.length(c.content)).where(
                c.sweep == id
            )
            return sweep, [KnownRow(*row) for row in connection.execute(known.order_by(c.number))]

    def standing(self, id: str) -> SweepStanding | None:
        """How the sweep of this id stands and who wrote that, if it is kept."""
        asked = select(*(sweeps.c[name] for name in SweepStanding._fields)).where(sweeps.c.id == id)
        with self._database.transaction() as connection:
            found = connection.execute(asked).one_or_none()
        return None if found is None else SweepStanding(*found)

    def contents(self, id: str, after: int, most: int) -> list[tuple[int, bytes]]:
        """The first rows after that of a number: their numbers, and what is told of them."""
        c = swept_rows.c
        found = select(c.number, c.content).where(c.sweep == id, c.number > after)
        with self._database.transaction() as connection:
            rows = connection.execute(found.order_by(c.number).limit(most))
            return [(number, bytes(content)) for number, content in rows]

    def to_go_on(self, server: str) -> list[str]:
        """The ids of the sweeps that a server is to train: its own, and those of servers that are gone; the
        oldest first."""
        with self._database.transaction() as connection:
            found = select(sweeps.c.id).where(
                sweeps.c.state == "running",
                sweeps.c.ends_at > self._clock(),
                or_(sweeps.c.server == server, _is_forgotten(connection)),
            )
            return list(connection.execute(found.order_by(sweeps.c.made_at)).scalars())

    def write(self, sweep: KeptSweep, rows: Sequence[SweptRow]) -> bool | None:
        """Writes down how a sweep stands, and further rows; what is there already stays, and so no network is
        there twice. Returns whether there was room for the rows; None where another server trains the sweep
        meanwhile, which says how it stands."""
        n_bytes = sum(len(row.content) for row in rows)
        with self._database.transaction(writes=sweeps) as connection:
            if rows and counted(connection, sweeps).n_bytes + n_bytes > self._limits.most_bytes:
                return False
            written = self._insert_rows(connection, sweep.id, rows)
            changed = update(sweeps).where(sweeps.c.id == sweep.id)
            changed = changed.values(n_bytes=sweeps.c.n_bytes + written)
            is_anothers = and_(sweeps.c.state == "running", sweeps.c.server != sweep.server)
            taken = select(sweeps.c.id).where(
                sweeps.c.id == sweep.id, is_anothers, not_(_is_forgotten(connection))
            )
            if connection.execute(taken).one_or_none():
                connection.execute(changed)
                return None
            standing = changed.values(
                state=sweep.state, server=sweep.server, facts=sweep.facts, seen_at=now_of(connection)
            )
            if not connection.execute(standing).rowcount:  # the database was taken away and is made anew
                self._insert(connection, sweep)
        return True

    def remove(self, id: str) -> None:
        """Deletes a sweep."""
        with self._database.transaction(writes=sweeps) as connection:
            self._remove(connection, [id])

    def sweep(self) -> bool:
        """Removes sweeps that have ended, not too many; returns whether there may be more."""
        ended = select(sweeps.c.id).where(sweeps.c.ends_at <= self._clock()).limit(SWEPT_AT_ONCE)
        with self._database.transaction(writes=sweeps) as connection:
            ids = connection.execute(ended).scalars().all()
            self._remove(connection, ids)
            return len(ids) == SWEPT_AT_ONCE

    def counts(self) -> Counts:
        """How many sweeps there are and their bytes, with those that have ended and are not swept yet."""
        with self._database.transaction() as connection:
            return counted(connection, sweeps)

    def _insert(self, connection: Connection, sweep: KeptSweep) -> None:
        row = {**sweep._asdict(), "seen_at": now_of(connection), "n_bytes": len(sweep.plan)}
        connection.execute(insert(sweeps).values(row))

    def _insert_rows(self, connection: Connection, id: str, rows: Sequence[SweptRow]) -> int:
        """Returns how many bytes those have that were not there."""
        if not rows:
            return 0
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        new = dialect.insert(swept_rows).values([{"sweep": id, **row._asdict()} for row in rows])
        added = connection.execute(new.on_conflict_do_nothing().returning(func.length(swept_rows.c.content)))
        return sum(added.scalars())

    def _remove(self, connection: Connection, ids: Sequence[str]) -> None:
        if ids:
            connection.execute(delete(swept_rows).where(swept_rows.c.sweep.in_(ids)))
            connection.execute(delete(sweeps).where(sweeps.c.id.in_(ids)))


def _is_forgotten(connection: Connection) -> ColumnElement[bool]:
    """Whether the server that trains a sweep has not said so for long."""
    return sweeps.c.seen_at <= now_of(connection) - FORGOTTEN_SECONDS
