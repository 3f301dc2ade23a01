"""The search for a lower learning rate that helps, in slices of time."""

from collections.abc import Callable
from typing import NamedTuple

from engine.backends.interface import Backend
from engine.training.lower_rate import LowerRate
from server.runs.moments import Moment
from server.runs.states import Slot
from server.training.slices import Slices

SECONDS = 5.0
"""So much of the worker's time a search may take."""


class SoughtRate(NamedTuple):
    """A lower learning rate than `rate` is looked for, that helps from a moment on."""

    moment: Moment | Slot
    rate: float


class RateSearch:
    """`found` is the rate that helps, once the search has ended and if there is one."""

    def __init__(self, sought: SoughtRate, backend: Backend, clock: Callable[[], float]) -> None:
        self.sought = sought
        state = sought.moment.state
        self._search = None if state is None else LowerRate(state, sought.rate, backend)
        self._clock, self._slices, self._left = clock, Slices(), SECONDS

    @property
    def found(self) -> float | None:
        """The rate that helps, as far as is known."""
        return None if self._search is None else self._search.found

    def go_on(self, seconds: float) -> bool:
        """Tries rates for so long; returns whether the search has ended."""
        began = now = self._clock()
        while self._search is not None and now < began + seconds:
            n_batches = self._slices.fitting(began + seconds - now)
            if self._search.go_on(n_batches):
                return True
            before, now = now, self._clock()
            self._slices.took(n_batches, now - before)
        self._left -= now - began
        return self._search is None or self._left <= 0
