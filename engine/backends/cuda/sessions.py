"""A session and a population on the GPU: `Training` behind the protocols of interface.py."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.cuda.tables import EPOCHS_FINITE, N_REPORTED, PARAMETERS_FINITE
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
        result = training.advance(place, n_batches, report_from=place.epoch)
        epochs_finite, parameters_finite = (
            bool(result.counts[0, n]) for n in (EPOCHS_FINITE, PARAMETERS_FINITE)
        )
        epoch_end = None
        if result.n_ended:
            epoch_end = EpochEnd(training.end_of(place, result.n_ended), training.learning(KEPT))
        finite = epochs_finite and (parameters_finite or not result.place.position)
        return RunResult(result.place, result.losses[0, : result.n_ended], epoch_end, finite)

    def learning(self) -> Learning:
        """See `Session.learning`."""
        return self._training.learning(0)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """See `Session.outputs_at`."""
        return [layer[0] for layer in self._training.outputs_at(x)]


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
        result = training.advance(Place(epoch, 0, 0), n_batches, report_from=epoch + n_epochs - 1)
        has_losses = (result.counts[:, EPOCHS_FINITE] != 0) & (result.counts[:, N_REPORTED] != 0)
        losses = np.full((training.n_networks, 2), np.nan)
        losses[has_losses] = result.losses[has_losses, -1]
        return PopulationResult(losses)

    def learning(self, index: int) -> Learning:
        """See `Population.learning`."""
        return self._training.learning(index)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """See `Population.outputs_at`."""
        return self._training.outputs_at(x)
