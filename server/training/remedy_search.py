"""The search for what helps a run that has diverged, in slices of time."""

from collections.abc import Callable
from typing import NamedTuple

from engine.backends.interface import Backend
from engine.training.remedies import Remedies
from server.runs.moments import Moment
from server.runs.states import Slot
from server.training.slices import Slices

SECONDS = 5.0
"""So much of the worker's time a search may take."""


class SoughtRemedies(NamedTuple):
    """What helps from a moment on is looked for, lower learning rates than `rate` among it."""

    moment: Moment | Slot
    rate: float


class RemedySearch:
    """`found` has the fields whose change helps, and their values."""

    def __init__(self, sought: SoughtRemedies, backend: Backend, clock: Callable[[], float]) -> None:
        self.sought = sought
        state = sought.moment.state
        self._search = None if state is None else Remedies(state, sought.rate, backend)
        self._clock, self._slices, self._left = clock, Slices(), SECONDS

    @property
    def found(self) -> dict[str, float]:
        """What helps, as far as is known."""
        return {} if self._search is None else self._search.found

    def go_on(self, seconds: float) -> bool:
        """Tries remedies for so long; returns whether the search has ended."""
        began = now = self._clock()
        while self._search is not None and now < began + seconds:
            n_batches = self._slices.fitting(began + seconds - now)
            if self._search.go_on(n_batches):
                return True
            before, now = now, self._clock()
            self._slices.took(n_batches, now - before)
        self._left -= now - began
        return self._search is None or self._left <= 0
