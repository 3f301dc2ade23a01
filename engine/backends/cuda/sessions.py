"""A session and a population on the GPU: what `Training` does, told as interface.py asks for it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.cuda.tables import GOES_ON, IS_WHOLE, N_TOLD
from engine.backends.cuda.training import Training
from engine.backends.interface import EpochEnd, Place, PopulationResult, RunResult
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learning
from engine.learning.task import Data

KEPT = 1  # the row of the state at the last epoch's end, of a session


class CudaSession:
    """One network on the GPU."""

    def __init__(
        self, experiment: Experiment, data: Data, learning: Learning, hand: ByHand, dtype: DTypeLike
    ) -> None:
        self._training = Training([experiment], data, [learning], hand, dtype, keeps=True)

    def run(self, place: Place, n_batches: int) -> RunResult:
        """See `Session.run`."""
        training = self._training
        came = training.advance(place, n_batches, told_from=place.epoch)
        goes_on, is_whole = (bool(came.counts[0, n]) for n in (GOES_ON, IS_WHOLE))
        ended = None
        if came.n_ended:
            ended = EpochEnd(training.end_of(place, came.n_ended), training.learning(KEPT))
        finite = goes_on and (is_whole or not came.place.position)
        return RunResult(came.place, came.losses[0, : came.n_ended], ended, finite)

    def learning(self) -> Learning:
        """See `Session.learning`."""
        return self._training.learning(0)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """See `Session.outputs_at`."""
        return [layer[0] for layer in _by_layer(self._training, x)]


class CudaPopulation:
    """Many networks on the GPU, each in a block of its own."""

    def __init__(
        self,
        experiments: Sequence[Experiment],
        data: Data,
        learnings: Sequence[Learning],
        dtype: DTypeLike,
    ) -> None:
        self._training = Training(experiments, data, learnings, ByHand(), dtype, keeps=False)

    def run(self, epoch: int, n_epochs: int) -> PopulationResult:
        """See `Population.run`."""
        training = self._training
        n_batches = n_epochs * training.epochs.n_batches
        came = training.advance(Place(epoch, 0, 0), n_batches, told_from=epoch + n_epochs - 1)
        has_told = (came.counts[:, GOES_ON] != 0) & (came.counts[:, N_TOLD] != 0)
        losses = np.full((training.n_networks, 2), np.nan)
        losses[has_told] = came.losses[has_told, -1]
        return PopulationResult(losses)

    def learning(self, index: int) -> Learning:
        """See `Population.learning`."""
        return self._training.learning(index)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """See `Population.outputs_at`."""
        return _by_layer(self._training, x)


def _by_layer(training: Training, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """What the neurons say, layer by layer: (n_networks, n_neurons, n_points)."""
    ends = np.cumsum(training.blueprint.sizes[1:])[:-1]
    return [np.ascontiguousarray(layer) for layer in np.split(training.say(x), ends, axis=1)]
