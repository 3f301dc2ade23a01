"""A population whose networks are trained one after the other, each in a session of its own."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.interface import DataOfAll, OpenSession, Place, PopulationResult, data_of_each
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.epochs import Epochs
from engine.learning.learner import Learning


class InTurn:
    """The networks of a population on any backend, which opens their sessions."""

    def __init__(
        self,
        open_session: OpenSession,
        experiments: Sequence[Experiment],
        data: DataOfAll,
        learnings: Sequence[Learning],
        dtype: DTypeLike,
    ) -> None:
        points = data_of_each(data, len(experiments))
        self._batches = [
            Epochs(len(own.train_x), experiment.batch_size).n_batches
            for experiment, own in zip(experiments, points, strict=True)
        ]
        self._sessions = [
            open_session(experiment, own, learning, ByHand(), dtype)
            for experiment, own, learning in zip(experiments, points, learnings, strict=True)
        ]
        self._finite = [True] * len(self._sessions)

    def run(self, epoch: int, n_epochs: int) -> PopulationResult:
        """See `Population.run`."""
        losses = np.full((len(self._sessions), 2), np.nan)
        for index, session in enumerate(self._sessions):
            if self._finite[index]:
                result = session.run(Place(epoch, 0, 0), n_epochs * self._batches[index])
                self._finite[index] = result.finite
                if result.finite:
                    losses[index] = result.losses[-1]
        return PopulationResult(losses)

    def learning(self, index: int) -> Learning:
        """See `Population.learning`."""
        return self._sessions[index].learning()

    def n_right(self) -> None:
        """See `Population.n_right`."""

    def answers_at(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Population.answers_at`."""
        return np.stack([session.outputs_at(x)[-1] for session in self._sessions])
