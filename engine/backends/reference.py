"""The reference: networks trained batch by batch in NumPy, as network.py, deep.py and descent.py say it.

What every other backend computes is right if it is what this one computes.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.in_turn import InTurn
from engine.backends.interface import DataOfAll, EpochEnd, Place, Population, RunResult, checked_population
from engine.experiment.experiment import Experiment
from engine.formulas.schedules import rate_in_epoch
from engine.learning.by_hand import ByHand
from engine.learning.chance import Chance
from engine.learning.epochs import Epochs
from engine.learning.learner import Learner, Learning
from engine.learning.precision import cast
from engine.learning.task import Data
from engine.network.composed import evaluate
from engine.network.network import Mask
from engine.reasons import Reason


def unavailable_reason() -> Reason | None:
    """NumPy is always there."""
    return None


def unsupported_reason(experiment: Experiment, sizes: Sequence[int]) -> Reason | None:
    """Every network fits."""
    return None


def device_name() -> str:
    """What computes, in words."""
    return "CPU, NumPy (the reference)"


def is_ready() -> bool:
    """NumPy is always ready."""
    return True


def warm_up() -> None:
    """There is nothing to load."""


class ReferenceSession:
    """One network, trained in NumPy."""

    def __init__(
        self, experiment: Experiment, data: Data, learning: Learning, hand: ByHand, dtype: DTypeLike
    ) -> None:
        self._settings = experiment
        self._off = hand.off
        self._data = cast(data, dtype)
        self._learner = Learner(experiment, cast(learning, dtype), hand)
        self._chance = Chance(experiment)
        self._epochs = Epochs(len(data.train_x), experiment.batch_size)

    def run(self, place: Place, n_batches: int) -> RunResult:
        """See `Session.run`."""
        losses: list[tuple[float, float]] = []
        ended: EpochEnd | None = None
        with np.errstate(all="ignore"):  # numbers that run away are told at the end
            self._put_in_order(place)
            for _ in range(n_batches):
                place = self._visit_batch(place)
                if place.position:
                    continue
                losses.append(self._losses())
                if not (np.isfinite(losses[-1]).all() and self._learner.is_finite()):
                    return RunResult(place, _pairs(losses[:-1]), ended, finite=False)
                ended = EpochEnd(place, self._later())
                self._put_in_order(place)
        finite = not place.position or self._learner.has_finite_parameters()
        return RunResult(place, _pairs(losses), ended, finite)

    def learning(self) -> Learning:
        """See `Session.learning`; arrays of a learning are never changed in place."""
        return self._later()()

    def _later(self) -> Callable[[], Learning]:
        return partial(cast, self._learner.learning(), np.float64)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """See `Session.outputs_at`."""
        design = self._learner.design
        with np.errstate(all="ignore"):
            model = cast(self._learner.model, np.float32)
            outputs = evaluate(model, x, design, self._off).outputs[1:]
        return [np.ascontiguousarray(a.T, dtype=np.float32) for a in outputs]

    def _put_in_order(self, place: Place) -> None:
        """Puts the training points in the order of this epoch: that of the data where nothing is shuffled."""
        x, y = self._data.train_x, self._data.train_y
        if self._settings.shuffle:
            order = self._chance.order(place.epoch, len(x))
            x, y = x[order], y[order]
        self._x, self._y = x, y

    def _visit_batch(self, place: Place) -> Place:
        """Gathers the gradients of one batch's points, and updates the parameters if the batch is full.

        The points left over at the end of an epoch are too few for an update: their gradients stay gathered
        and count in the mean of the next epoch's first update.
        """
        epoch, position, updates = place
        settings, epochs = self._settings, self._epochs
        batch = slice(position, epochs.end(position))
        dropped: tuple[Mask, ...] = ()
        if settings.dropout:
            widths = [len(b) for _, b in self._learner.model.parameters[:-1]]
            dropped = self._chance.dropped(epoch, position, widths, settings.dropout)
        self._learner.accumulate(self._x[batch], self._y[batch], dropped)
        if epochs.is_full(position):
            self._learner.update(rate_in_epoch(settings, epoch))
            updates += 1
        if batch.stop == epochs.n_points:
            return Place(epoch + 1, 0, updates)
        return Place(epoch, batch.stop, updates)

    def _losses(self) -> tuple[float, float]:
        """The mean losses (train, test), finite or not."""
        data, learner = self._data, self._learner
        return learner.mean_loss(data.train_x, data.train_y), learner.mean_loss(data.test_x, data.test_y)


def open_session(
    experiment: Experiment, data: Data, learning: Learning, hand: ByHand, dtype: DTypeLike = np.float64
) -> ReferenceSession:
    """See `Backend.open_session`."""
    return ReferenceSession(experiment, data, learning, hand, dtype)


def open_population(
    experiments: Sequence[Experiment],
    data: DataOfAll,
    learnings: Sequence[Learning],
    dtype: DTypeLike = np.float64,
) -> Population:
    """See `Backend.open_population`."""
    checked_population(experiments, learnings)
    return InTurn(open_session, experiments, data, learnings, dtype)


def _pairs(losses: list[tuple[float, float]]) -> NDArray[np.float64]:
    return np.array(losses, dtype=np.float64).reshape(-1, 2)
