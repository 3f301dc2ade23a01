"""The saved states in their database: add, get, remove, sweep."""

import secrets
import time
from collections.abc import Callable

from sqlalchemy import delete, func, insert, select

from engine.reasons import ReasonError
from server.messages.reasons import RoomReason
from server.saved.database import Database, counted, digest_of, swept
from server.saved.tables import saved
from server.saved.values import Counts, Limits, SavedPlace

ID_BYTES = 16  # 128 random bits, so that nobody finds one by trying
SECRET_BYTES = 16
SWEPT_AT_ONCE = 200
"""States that are removed in one transaction."""


class Store:
    """The saved states of a database."""

    def __init__(self, database: Database, limits: Limits, clock: Callable[[], float] = time.time) -> None:
        self._database, self._limits, self._clock = database, limits, clock

    def add(self, content: bytes, address: str) -> SavedPlace:
        """Keeps a state, whole or not at all. Raises ReasonError where a quota is used up."""
        now, limits = self._clock(), self._limits
        made = SavedPlace(
            secrets.token_urlsafe(ID_BYTES), secrets.token_urlsafe(SECRET_BYTES), now + limits.seconds
        )
        with self._database.transaction(writes=saved) as connection:
            of_address = select(func.count()).where(saved.c.address == address, saved.c.ends_at > now)
            if connection.execute(of_address).scalar_one() >= limits.most_of_address:
                raise ReasonError(RoomReason("saved_of_address", most=limits.most_of_address))
            if counted(connection, saved).n_bytes + len(content) > limits.most_bytes:
                raise ReasonError(RoomReason("saved_in_all", most=limits.most_bytes // 1_000_000))
            row = {"id": made.id, "secret": digest_of(made.secret), "address": address, "made_at": now}
            row |= {"ends_at": made.ends_at, "n_bytes": len(content), "content": content}
            connection.execute(insert(saved).values(row))
        return made

    def get(self, id: str) -> bytes | None:
        """The state at an address, if it is kept (still)."""
        with self._database.transaction() as connection:
            found = select(saved.c.content).where(saved.c.id == id, saved.c.ends_at > self._clock())
            content = connection.execute(found).scalar_one_or_none()
            return None if content is None else bytes(content)

    def remove(self, id: str, secret: str) -> bool:
        """Deletes a state; returns whether there was one with this secret."""
        with self._database.transaction(writes=saved) as connection:
            found = delete(saved).where(
                saved.c.id == id, saved.c.secret == digest_of(secret), saved.c.ends_at > self._clock()
            )
            return bool(connection.execute(found).rowcount)

    def sweep(self) -> bool:
        """Removes states that have ended, not too many; returns whether there may be more."""
        with self._database.transaction(writes=saved) as connection:
            return swept(connection, saved, self._clock(), SWEPT_AT_ONCE)

    def counts(self) -> Counts:
        """How many states there are and their bytes, with those that have ended and are not swept yet."""
        with self._database.transaction() as connection:
            return counted(connection, saved)
