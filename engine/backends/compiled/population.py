"""Populations on the compiled CPU: many networks in the lanes of one kernel, or one after the other.

Together go networks that differ in their weights and learning rates alone and learn by plain SGD, without
anything between their layers and without chance: what a sweep over learning rates or first weights is made
of.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends import flat
from engine.backends.compiled.bundles import (
    TOGETHER_PANEL,
    Each,
    PointRows,
    Reals,
    StateRows,
    words_of,
    zeros,
)
from engine.backends.compiled.layout import row_by_row
from engine.backends.compiled.library import kernel
from engine.backends.compiled.session import CompiledSession, state_of, task_of
from engine.backends.in_turn import InTurn
from engine.backends.interface import Population, PopulationResult, checked_population
from engine.experiment.experiment import Experiment
from engine.formulas.activations import ACTIVATIONS
from engine.formulas.functions import numbers_in
from engine.formulas.losses import LOSSES
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learning
from engine.learning.task import Data

SHARED = frozenset(number.name for table in (ACTIVATIONS, LOSSES) for number in numbers_in(table))
"""In what networks may not differ that are trained together, though those of a population may: the kernel
reads these numbers once for all."""


def population_of(
    experiments: Sequence[Experiment], data: Data, learnings: Sequence[Learning], dtype: DTypeLike
) -> Population:
    """The networks together where they can be, else one after the other."""
    checked_population(experiments, learnings)
    if can_be_together(experiments, learnings):
        return Together(experiments, data, learnings, dtype)
    return InTurn(CompiledSession, experiments, data, learnings, dtype)


def can_be_together(experiments: Sequence[Experiment], learnings: Sequence[Learning]) -> bool:
    """Whether the networks can be trained in the lanes of one kernel."""
    first = experiments[0]
    return (
        first.optimizer == "sgd"
        and first.regularization == "none"
        and first.normalization == "none"
        and not first.shuffle
        and not any(each.dropout or each.clip_norm for each in experiments)
        and not any(SHARED.intersection(first.differences(each)) for each in experiments)
        and len({learning.n_accumulated for learning in learnings}) == 1
    )


class Together:
    """Networks in the lanes of one kernel, so many at a time."""

    def __init__(
        self, experiments: Sequence[Experiment], data: Data, learnings: Sequence[Learning], dtype: DTypeLike
    ) -> None:
        self._experiments, self._learnings = experiments, learnings
        self._data, self._dtype = data, np.dtype(dtype)
        self._lanes = 64 // self._dtype.itemsize
        self._kernel = kernel(f"run_{self._lanes}", self._dtype.name)
        self._blueprint = flat.blueprint_of(experiments[0], learnings[0].model)
        task = task_of(
            experiments[0], data, learnings[0], ByHand(), self._blueprint, row_by_row(self._blueprint), dtype
        )
        room = sum(self._blueprint.sizes[1:]) * TOGETHER_PANEL * self._lanes
        rows = (Reals(zeros(room, dtype)) for _ in range(3))
        work = task.work._replace(activations=next(rows), slopes=next(rows), upstream=next(rows))
        train, test = (self._repeated(points) for points in (task.train, task.test))
        plan = task.plan._replace(pitch=0)
        self._tasks = [
            task._replace(plan=plan, work=work, train=train, test=test, state=self._state(at))
            for at in range(0, len(experiments), self._lanes)
        ]
        self._words = [words_of(task) for task in self._tasks]
        self._diverged = np.zeros(len(experiments), np.bool_)

    def run(self, epoch: int, n_epochs: int) -> PopulationResult:
        """See `Population.run`."""
        losses = np.empty((len(self._experiments), 2))
        for number, (task, words) in enumerate(zip(self._tasks, self._words, strict=True)):
            members = self._members(number * self._lanes)
            rates = flat.rates_of([self._experiments[index] for index in members], epoch, n_epochs)
            by_epoch = np.ascontiguousarray(rates.T, dtype=self._dtype)
            sums = np.zeros((2, self._lanes), self._dtype)
            self._kernel(
                words.address, task.state.parameters.address, by_epoch.ctypes.data, n_epochs, sums.ctypes.data
            )
            own = slice(members[0], members[-1] + 1)
            counts = [[task.train.n], [task.test.n]]
            pairs = sums / counts
            kept = np.stack([task.state.parameters.values, task.state.gradients.values])
            finite = np.isfinite(kept.reshape(-1, self._lanes)).all(axis=0) & np.isfinite(pairs).all(axis=0)
            n = own.stop - own.start
            losses[own] = pairs.T[:n]
            self._diverged[own] |= ~finite[:n]
        losses[self._diverged] = np.nan
        return PopulationResult(losses)

    def learning(self, index: int) -> Learning:
        """See `Population.learning`."""
        state = self._tasks[index // self._lanes].state
        n, lane = self._blueprint.n_parameters, index % self._lanes
        packed = flat.pack(self._learnings[index])
        parameters, gradients = (
            row.values.reshape(-1, self._lanes)[:n, lane] for row in (state.parameters, state.gradients)
        )
        return flat.unpack(
            packed._replace(
                parameters=parameters, gradients=gradients, n_accumulated=int(state.counts.values[0])
            ),
            self._blueprint,
        )

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """See `Population.outputs_at`."""
        of_each = [
            CompiledSession(experiment, self._data, self.learning(index), ByHand(), self._dtype).outputs_at(x)
            for index, experiment in enumerate(self._experiments)
        ]
        return [np.stack(layer) for layer in zip(*of_each, strict=True)]

    def _members(self, first: int) -> list[int]:
        """The networks in the lanes from this one on; what is too many are copies of the last."""
        last = len(self._experiments) - 1
        return [min(first + lane, last) for lane in range(self._lanes)]

    def _state(self, first: int) -> StateRows:
        """The parameters and gradients of the networks from this one on, lane by lane."""
        layout = row_by_row(self._blueprint)
        states = [
            state_of(flat.pack(self._learnings[index], self._dtype), 0, layout, self._dtype)
            for index in self._members(first)
        ]
        parameters, gradients = (
            Each(np.stack([getattr(state, name).values for state in states], axis=1).ravel())
            for name in ("parameters", "gradients")
        )
        return states[0]._replace(parameters=parameters, gradients=gradients)

    def _repeated(self, points: PointRows) -> PointRows:
        """Points with every number in all lanes."""
        x, y = (Reals(np.repeat(row.values, self._lanes)) for row in (points.x, points.y))
        return PointRows(x, y, points.columns * self._lanes, points.n)
