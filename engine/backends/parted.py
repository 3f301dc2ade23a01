"""A population in parts, where not all of its networks can be computed together."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.interface import Population, PopulationResult
from engine.experiment.experiment import Experiment
from engine.learning.learner import Learning
from engine.learning.task import Data

Open = Callable[[Sequence[Experiment], Data, Sequence[Learning], DTypeLike], Population]
"""See `Backend.open_population`."""


def parted(keys: Sequence[Hashable], open_part: Callable[[list[int]], Population]) -> Population:
    """Those networks in one part that have the same key. `open_part` gets the indices of its networks."""
    parts: dict[Hashable, list[int]] = {}
    for index, key in enumerate(keys):
        parts.setdefault(key, []).append(index)
    if len(parts) == 1:
        return open_part(list(range(len(keys))))
    return Parted([(own, open_part(own)) for own in parts.values()])


def by_points(
    open_population: Open,
    experiments: Sequence[Experiment],
    data: Sequence[Data],
    learnings: Sequence[Learning],
    dtype: DTypeLike,
) -> Population:
    """Those networks in one part that learn from the same points, on a way to compute that has no other."""

    def open_part(own: list[int]) -> Population:
        chosen = [experiments[index] for index in own]
        return open_population(chosen, data[own[0]], [learnings[index] for index in own], dtype)

    return parted([id(each) for each in data], open_part)


class Parted:
    """Populations, with the indices that their networks have in this one."""

    def __init__(self, parts: Sequence[tuple[Sequence[int], Population]]) -> None:
        self._parts = parts
        self._place = {index: (part, place) for own, part in parts for place, index in enumerate(own)}

    def run(self, epoch: int, n_epochs: int) -> PopulationResult:
        """See `Population.run`."""
        losses = np.empty((len(self._place), 2))
        for own, part in self._parts:
            losses[own] = part.run(epoch, n_epochs).losses
        return PopulationResult(losses)

    def learning(self, index: int) -> Learning:
        """See `Population.learning`."""
        part, place = self._place[index]
        return part.learning(place)

    def n_right(self) -> NDArray[np.int64] | None:
        """See `Population.n_right`."""
        together = np.empty((len(self._place), 2), np.int64)
        for own, part in self._parts:
            n_right = part.n_right()
            if n_right is None:
                return None
            together[own] = n_right
        return together

    def answers_at(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Population.answers_at`."""
        answers = [part.answers_at(x) for _, part in self._parts]
        together = np.empty((len(self._place), *answers[0].shape[1:]), np.float32)
        for (own, _), of_part in zip(self._parts, answers, strict=True):
            together[own] = of_part
        return together
