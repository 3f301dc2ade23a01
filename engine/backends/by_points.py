"""A population whose networks learn from different points, on a way to compute that trains those with the
same points together."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.interface import Population, PopulationResult
from engine.experiment.experiment import Experiment
from engine.learning.learner import Learning
from engine.learning.task import Data

Open = Callable[[Sequence[Experiment], Data, Sequence[Learning], DTypeLike], Population]
"""See `Backend.open_population`."""


class ByPoints:
    """One population for each set of points."""

    def __init__(
        self,
        open_population: Open,
        experiments: Sequence[Experiment],
        data: Sequence[Data],
        learnings: Sequence[Learning],
        dtype: DTypeLike,
    ) -> None:
        members: dict[int, list[int]] = {}
        for index, points in enumerate(data):
            members.setdefault(id(points), []).append(index)
        self._members = list(members.values())
        self._populations = [
            open_population(
                [experiments[index] for index in own],
                data[own[0]],
                [learnings[index] for index in own],
                dtype,
            )
            for own in self._members
        ]
        self._place = {
            index: (population, place)
            for population, own in zip(self._populations, self._members, strict=True)
            for place, index in enumerate(own)
        }

    def run(self, epoch: int, n_epochs: int) -> PopulationResult:
        """See `Population.run`."""
        losses = np.empty((len(self._place), 2))
        for own, population in zip(self._members, self._populations, strict=True):
            losses[own] = population.run(epoch, n_epochs).losses
        return PopulationResult(losses)

    def learning(self, index: int) -> Learning:
        """See `Population.learning`."""
        population, place = self._place[index]
        return population.learning(place)

    def answers_at(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Population.answers_at`."""
        parts = [population.answers_at(x) for population in self._populations]
        answers = np.empty((len(self._place), *parts[0].shape[1:]), np.float32)
        for own, part in zip(self._members, parts, strict=True):
            answers[own] = part
        return answers
