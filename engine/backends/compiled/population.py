"""Populations on the compiled CPU: many networks in the lanes of one kernel, or one after the other.

Together go networks that differ in their weights, learning rates and points alone and learn by plain SGD,
without anything between their layers and without chance: what a sweep over learning rates or seeds is made
of. A run is one call of the kernel for each core, however many networks there are.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends import flat
from engine.backends.compiled.bundles import (
    LINE,
    TOGETHER_PANEL,
    Each,
    KernelTask,
    PointRows,
    Reals,
    StateRows,
    Wholes,
    words_of,
    zeros,
)
from engine.backends.compiled.drawing import Drawing
from engine.backends.compiled.layout import padded, row_by_row
from engine.backends.compiled.library import kernel
from engine.backends.compiled.session import CompiledSession
from engine.backends.compiled.tasks import points_of, task_of
from engine.backends.cores import n_cores
from engine.backends.in_turn import InTurn
from engine.backends.interface import (
    DataOfAll,
    Population,
    PopulationResult,
    checked_population,
    data_of_each,
)
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
    experiments: Sequence[Experiment], data: DataOfAll, learnings: Sequence[Learning], dtype: DTypeLike
) -> Population:
    """The networks together where they can be, else one after the other."""
    checked_population(experiments, learnings)
    points = data_of_each(data, len(experiments))
    as_many = len({(len(each.train_x), len(each.test_x)) for each in points}) == 1
    if as_many and can_be_together(experiments, learnings):
        return Together(experiments, points, learnings, dtype)
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


@cache
def _other_cores() -> ThreadPoolExecutor:
    """Threads for all cores but one; kernels do not hold the interpreter's lock."""
    return ThreadPoolExecutor(n_cores() - 1, thread_name_prefix="population")


class Together:
    """Networks in groups, each in the lanes of one kernel; every core computes some of the groups."""

    def __init__(
        self,
        experiments: Sequence[Experiment],
        data: Sequence[Data],
        learnings: Sequence[Learning],
        dtype: DTypeLike,
    ) -> None:
        self._experiments, self._learnings = experiments, learnings
        self._dtype = np.dtype(dtype)
        self._lanes = LINE // self._dtype.itemsize
        self._kernel = kernel(f"run_{self._lanes}", self._dtype.name)
        self._blueprint = flat.blueprint_of(experiments[0], learnings[0].model)
        self._n_groups = -(-len(experiments) // self._lanes)
        self._rates = flat.Rates([experiments[index] for index in self._members()])
        self._state = self._first_state()
        n_shares = min(n_cores(), self._n_groups)
        self._shares = [
            range(*ends) for ends in pairwise(k * self._n_groups // n_shares for k in range(n_shares + 1))
        ]
        points = [data[index] for index in self._members()]
        self._tasks = [task for share in self._shares for task in self._tasks_of(share, points)]
        self._words = Wholes(np.stack([words_of(task).values for task in self._tasks]))
        self._diverged = np.zeros(len(experiments), np.bool_)
        self._drawing: Drawing | None = None

    def run(self, epoch: int, n_epochs: int) -> PopulationResult:
        """See `Population.run`."""
        by_group = self._rates.of(epoch, n_epochs).reshape(self._n_groups, self._lanes, n_epochs)
        rates = np.ascontiguousarray(by_group.swapaxes(1, 2), self._dtype)
        sums = np.zeros((self._n_groups, 2, self._lanes), self._dtype)
        n_words, state = self._words.values.shape[1], self._state.ctypes.data

        def train(share: range) -> None:
            first = share.start
            words, own_rates, own_sums = (
                each[first:].ctypes.data for each in (self._words.values, rates, sums)
            )
            self._kernel(words, n_words, len(share), state, own_rates, n_epochs, own_sums)

        first, *others = self._shares
        waiting = [_other_cores().submit(train, share) for share in others]
        train(first)
        for each in waiting:
            each.result()
        n = len(self._experiments)
        train_n, test_n = self._tasks[0].train.n, self._tasks[0].test.n
        losses = sums.swapaxes(1, 2).reshape(-1, 2)[:n] / [train_n, test_n]
        finite = np.isfinite(self._state).all(axis=(1, 2)).ravel()[:n] & np.isfinite(losses).all(axis=1)
        self._diverged |= ~finite
        losses[self._diverged] = np.nan
        return PopulationResult(losses)

    def learning(self, index: int) -> Learning:
        """See `Population.learning`."""
        group, lane = divmod(index, self._lanes)
        parameters, gradients = self._state[group, :, : self._blueprint.n_parameters, lane]
        n_accumulated = int(self._tasks[group].state.counts.values[0])
        packed = flat.pack(self._learnings[index])
        return flat.unpack(
            packed._replace(parameters=parameters, gradients=gradients, n_accumulated=n_accumulated),
            self._blueprint,
        )

    def answers_at(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Population.answers_at`."""
        if self._drawing is None:
            self._drawing = Drawing(self._experiments[0], self._learnings[0], ByHand(), self._blueprint, x)
        self._drawing.look_at(x)
        n_outputs, none = self._blueprint.sizes[-1], np.zeros(0)
        answers = np.empty((len(self._experiments), n_outputs, len(x)), np.float32)
        for index, parameters in enumerate(self._parameters()):
            answers[index] = self._drawing.outputs(parameters, none, none)[-n_outputs:]
        return answers

    def _parameters(self) -> NDArray[Any]:
        """The parameters of all networks, (n_networks, n_parameters)."""
        by_lane = self._state[:, 0, : self._blueprint.n_parameters].swapaxes(1, 2)
        return by_lane.reshape(-1, self._blueprint.n_parameters)[: len(self._experiments)]

    def _members(self) -> list[int]:
        """The networks in all lanes of all groups; what is too many are copies of the last."""
        last = len(self._experiments) - 1
        return [min(index, last) for index in range(self._n_groups * self._lanes)]

    def _first_state(self) -> NDArray[Any]:
        """The parameters and gradients of all networks: (n_groups, 2, n_parameters, lanes)."""
        n_places = padded(self._blueprint.n_parameters)
        shape = self._n_groups, 2, n_places, self._lanes
        state = zeros(math.prod(shape), self._dtype).reshape(shape)
        for number, index in enumerate(self._members()):
            group, lane = divmod(number, self._lanes)
            packed = flat.pack(self._learnings[index], self._dtype)
            n = len(packed.parameters)
            state[group, 0, :n, lane] = packed.parameters
            if packed.n_accumulated:
                state[group, 1, :n, lane] = packed.gradients
        return state

    def _tasks_of(self, groups: range, data: Sequence[Data]) -> list[KernelTask]:
        """What the kernel needs for groups that one core computes: they have one room to work in, and groups
        that learn from the same points have these once. `data` has those of the networks in all lanes."""
        blueprint, layout = self._blueprint, row_by_row(self._blueprint)
        task = task_of(
            self._experiments[0], data[0], self._learnings[0], ByHand(), blueprint, layout, self._dtype
        )
        room = sum(blueprint.sizes[1:]) * TOGETHER_PANEL * self._lanes
        rows = (Reals(zeros(room, self._dtype)) for _ in range(3))
        work = task.work._replace(activations=next(rows), slopes=next(rows), upstream=next(rows))
        task = task._replace(plan=task.plan._replace(pitch=0), work=work)
        tasks: list[KernelTask] = []
        known: dict[tuple[int, ...], tuple[PointRows, PointRows]] = {}
        for group in groups:
            own = data[group * self._lanes : (group + 1) * self._lanes]
            key = tuple(map(id, own))
            if key not in known:
                known[key] = self._in_lanes(own)
            train, test = known[key]
            state = self._state_of(group, task.state)
            tasks.append(task._replace(state=state, train=train, test=test))
        return tasks

    def _state_of(self, group: int, like: StateRows) -> StateRows:
        """The part of the state that is a group's, and counts of its own."""
        parameters, gradients = (Each(row.ravel()) for row in self._state[group])
        return like._replace(
            parameters=parameters, gradients=gradients, counts=Wholes(like.counts.values.copy())
        )

    def _in_lanes(self, data: Sequence[Data]) -> tuple[PointRows, PointRows]:
        """The points to train and to test with, those of each network in its lane."""
        rows = {id(each): [points_of(x, y, self._dtype) for x, y in (each[:2], each[2:])] for each in data}
        train, test = (_interleaved([rows[id(each)][half] for each in data]) for half in (0, 1))
        return train, test


def _interleaved(points: Sequence[PointRows]) -> PointRows:
    """Points of several networks, whose numbers stand side by side."""
    x, y = (
        Reals(np.stack([row.values for row in rows], axis=1).ravel())
        for rows in ([each.x for each in points], [each.y for each in points])
    )
    return PointRows(x, y, points[0].columns * len(points), points[0].n)
