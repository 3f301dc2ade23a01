"""All that is saved in one database: states, classes and sweeps. Everything here waits for the database.

Only `shelf.py` imports this module, in its own thread and when it is first needed: SQLAlchemy is large.
"""

from collections.abc import Callable
from pathlib import Path

from server.saved.database import Database
from server.saved.kept_classes import KeptClasses
from server.saved.kept_sweeps import KeptSweeps
from server.saved.store import Store
from server.saved.values import ClassLimits, Counts, Limits, SweepLimits


class Stores:
    """The stores of a database, which is at an address or in a data folder."""

    def __init__(
        self,
        place: str | Path,
        limits: Limits,
        class_limits: ClassLimits,
        sweep_limits: SweepLimits,
        clock: Callable[[], float],
    ) -> None:
        self._database = Database(place)
        self.states = Store(self._database, limits, clock)
        self.classes = KeptClasses(self._database, class_limits, clock)
        self.sweeps = KeptSweeps(self._database, sweep_limits, clock)

    def sweep(self) -> bool:
        """Removes what has ended, not too much; returns whether there may be more."""
        return any([self.states.sweep(), self.classes.sweep(), self.sweeps.sweep()])

    def counts(self) -> tuple[Counts, Counts, Counts]:
        """How many states, classes and sweeps there are."""
        return self.states.counts(), self.classes.counts(), self.sweeps.counts()

    def close(self) -> None:
        """Lets go of the database."""
        self._database.close()
