"""The classes that their teachers keep, in the database: add, get, remove, sweep.

A class is an archive, whose bytes are not looked into here: the page that opens it checks them, as it does
those of a file.
"""

import time
from collections.abc import Callable

from sqlalchemy import ColumnElement, delete, func, insert, select

from engine.reasons import ReasonError
from server.classes.reasons import ClassReason
from server.saved.database import Database, counted, digest_of, swept
from server.saved.tables import kept, pieces
from server.saved.values import PIECE_BYTES, ClassLimits, Counts, KeptClass

SWEPT_AT_ONCE = 10
"""Classes that are removed in one transaction: they are large."""


class KeptClasses:
    """The kept classes of a database."""

    def __init__(
        self, database: Database, limits: ClassLimits, clock: Callable[[], float] = time.time
    ) -> None:
        self._database, self._limits, self._clock = database, limits, clock

    def add(self, secret: str, content: bytes, address: str) -> float:
        """Keeps a class, whole or not at all; returns until when. Raises ReasonError where a quota is used
        up."""
        now, limits = self._clock(), self._limits
        with self._database.transaction(writes=kept) as connection:
            of_address = select(func.count()).where(kept.c.address == address, kept.c.ends_at > now)
            if connection.execute(of_address).scalar_one() >= limits.most_of_address:
                raise ReasonError(ClassReason("kept_of_address", most=limits.most_of_address))
            there = counted(connection, kept)
            if there.n >= limits.most or there.n_bytes + len(content) > limits.most_bytes:
                raise ReasonError(ClassReason("kept_in_all"))
            row = {"secret": digest_of(secret), "address": address, "made_at": now}
            row |= {"ends_at": now + limits.seconds, "n_bytes": len(content)}
            connection.execute(insert(kept).values(row))
            for number, start in enumerate(range(0, len(content), PIECE_BYTES)):
                piece = {"secret": digest_of(secret), "number": number}
                piece["content"] = content[start : start + PIECE_BYTES]
                connection.execute(insert(pieces).values(piece))
        return now + limits.seconds

    def get(self, secret: str) -> KeptClass | None:
        """The class that a secret opens, if it is kept (still)."""
        with self._database.transaction() as connection:
            found = select(kept.c.n_bytes, kept.c.ends_at).where(*self._opened_by(secret))
            row = connection.execute(found).one_or_none()
            return None if row is None else KeptClass(*row)

    def piece(self, secret: str, number: int) -> bytes | None:
        """One of the pieces of its archive, of `PIECE_BYTES` but the last; None where there is none such (any
        more)."""
        found = select(pieces.c.content).where(pieces.c.secret == digest_of(secret))
        is_kept = select(kept.c.secret).where(*self._opened_by(secret)).exists()
        with self._database.transaction() as connection:
            piece = connection.execute(found.where(pieces.c.number == number, is_kept)).scalar_one_or_none()
            return None if piece is None else bytes(piece)

    def remove(self, secret: str) -> bool:
        """Deletes the class that a secret opens; returns whether there was one."""
        with self._database.transaction(writes=kept) as connection:
            found = bool(connection.execute(delete(kept).where(*self._opened_by(secret))).rowcount)
            if found:
                connection.execute(delete(pieces).where(pieces.c.secret == digest_of(secret)))
            return found

    def _opened_by(self, secret: str) -> tuple[ColumnElement[bool], ...]:
        """What holds of the class that a secret opens."""
        return kept.c.secret == digest_of(secret), kept.c.ends_at > self._clock()

    def sweep(self) -> bool:
        """Removes classes that have ended, not too many; returns whether there may be more."""
        with self._database.transaction(writes=kept) as connection:
            may_be_more = swept(connection, kept, self._clock(), SWEPT_AT_ONCE)
            connection.execute(delete(pieces).where(pieces.c.secret.not_in(select(kept.c.secret))))
            return may_be_more

    def counts(self) -> Counts:
        """How many classes there are and their bytes, with those that have ended and are not swept yet."""
        with self._database.transaction() as connection:
            return counted(connection, kept)
