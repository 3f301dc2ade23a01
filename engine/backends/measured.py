"""How fast the devices train a network here and now: each one trains a copy of it for a moment.

So that a person can choose by figures of this machine and this size, not by what a device is called.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from engine.backends.computing import Opening
from engine.backends.devices import DeviceName, Devices
from engine.backends.interface import Backend, DeviceLost, Session
from engine.learning.epochs import Epochs
from engine.reasons import Reason, one_line

TRIAL_SECONDS = 0.02
"""For so long each device trains, beside what it takes to begin."""
RUN_SECONDS = 0.002
"""So long one run of a session is meant to take, about as when a room trains."""
GROWTH = 8
"""So many times as many batches at most as in the run before."""


class Measured(NamedTuple):
    """A device and how fast it trains a network: None where it cannot, or is not ready yet. `is_auto` says
    whether "auto" takes it."""

    name: DeviceName
    label: str
    unavailable_reason: Reason | None
    is_ready: bool
    is_auto: bool
    epochs_per_second: float | None


class Measuring:
    """Measures one device after the other, a little at a time, so that others get their turn in between.

    `clock` tells seconds.
    """

    def __init__(
        self,
        devices: Devices,
        opening: Opening,
        clock: Callable[[], float],
        seconds: float = TRIAL_SECONDS,
        names: Iterable[DeviceName] | None = None,
    ) -> None:
        self._devices, self._opening, self._clock, self._seconds = devices, opening, clock, seconds
        self._left = [name for name in names or devices.names if name != "auto"]
        self._trial: _Trial | None = None
        self.rows: list[Measured] = []

    def go_on(self, seconds: float) -> bool:
        """Measures for about so long; returns whether all devices are done."""
        until = self._clock() + seconds
        while self._left and self._clock() < until:
            name = self._left[0]
            if not self._can_compute(name):
                self._finish(name, None)
            elif self._trial is None:
                self._trial = _Trial(self._opening, self._devices.backend(name), self._clock)
            else:
                self._try(name, self._trial)
        return not self._left

    def _can_compute(self, name: DeviceName) -> bool:
        return self._devices.is_ready(name) and not self._devices.unavailable_reason(
            name, self._opening.experiment
        )

    def _try(self, name: DeviceName, trial: "_Trial") -> None:
        try:
            trial.run()
        except DeviceLost as error:
            self._devices.lose(name, error.reason)
            return
        except Exception as error:  # whatever it is, training on it would meet it too
            self._finish(name, None, Reason("cannot_compute", error=one_line(error)))
            return
        if trial.seconds >= self._seconds:
            self._finish(name, trial.epochs_per_second)

    def _finish(self, name: DeviceName, rate: float | None, reason: Reason | None = None) -> None:
        unavailable_reason = self._devices.unavailable_reason(name, self._opening.experiment) or reason
        is_ready = self._devices.is_ready(name)
        is_auto = self._devices.resolved("auto", self._opening.experiment) == name
        self.rows.append(
            Measured(name, self._devices.label(name), unavailable_reason, is_ready, is_auto, rate)
        )
        self._left.pop(0)
        self._trial = None


class _Trial:
    """A copy of a run on one device. The first batch counts for nothing: it opens what is opened once."""

    def __init__(self, opening: Opening, backend: Backend, clock: Callable[[], float]) -> None:
        self._opening, self._backend, self._clock = opening, backend, clock
        self._epochs = Epochs(len(opening.data.train_x), opening.experiment.batch_size)
        self._session: Session | None = None
        self._n_batches = 1
        self._batches_per_second = 0.0
        self.seconds = 0.0

    @property
    def epochs_per_second(self) -> float | None:
        """The rate of the fastest run: whatever else the machine did can only have made it slower."""
        return self._batches_per_second / self._epochs.n_batches or None

    def run(self) -> None:
        """Trains for one run, as long as is meant if it is known how many batches that are."""
        if self._session is None:
            experiment, data, learning, hand, place = self._opening
            self._session = self._backend.open_session(experiment, data, learning, hand)
            self._place = self._session.run(place, 1).place
        began = self._clock()
        result = self._session.run(self._place, self._n_batches)
        took = max(self._clock() - began, 1e-9)
        self.seconds += took
        n_batches = self._epochs.between(*self._place[:2], *result.place[:2])
        self._batches_per_second = max(self._batches_per_second, n_batches / took)
        self._n_batches = max(1, min(GROWTH * self._n_batches, int(RUN_SECONDS * self._batches_per_second)))
        self._place = result.place
        if not result.finite:  # the copy ran away; it begins again from where the run is
            self._session = None
