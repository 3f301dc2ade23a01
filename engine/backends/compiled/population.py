"""Populations on the compiled CPU: many networks in the lanes of one kernel, or one after the other.

Together go networks without anything between their layers, without chance and with gradients of any length,
each with its own points and numbers. A run is one call of the kernel for each core, however many networks
there are.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends import flat
from engine.backends.compiled.bundles import (
    LINE,
    N_SUMS,
    TOGETHER_PANEL,
    Each,
    EachDouble,
    KernelTask,
    PointRows,
    Reals,
    StateRows,
    Wholes,
    address_of,
    words_of,
    zeros,
)
from engine.backends.compiled.drawing import Drawing
from engine.backends.compiled.layout import padded, row_by_row
from engine.backends.compiled.library import kernel
from engine.backends.compiled.session import CompiledSession
from engine.backends.compiled.tasks import can_count, points_of, task_of
from engine.backends.cores import n_cores
from engine.backends.flat import Flat
from engine.backends.in_turn import InTurn
from engine.backends.interface import (
    DataOfAll,
    Population,
    PopulationResult,
    checked_population,
    data_of_each,
)
from engine.backends.parted import parted
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learning
from engine.learning.task import Data

MOST_PARAMETERS = 512
"""Of a network that is trained in a lane. In full lanes one of 25 takes half of what it takes alone, one of
700 0.9, one of 3,000 1.1; in a lane with all others empty, 4 to 9 times as much."""


def population_of(
    experiments: Sequence[Experiment], data: DataOfAll, learnings: Sequence[Learning], dtype: DTypeLike
) -> Population:
    """The networks together that can be, the others one after the other."""
    checked_population(experiments, learnings)
    points = data_of_each(data, len(experiments))

    def open_part(own: list[int]) -> Population:
        chosen = [experiments[index] for index in own]
        own_points, begun = [points[index] for index in own], [learnings[index] for index in own]
        if keys[own[0]]:
            return Together(chosen, own_points, begun, dtype)
        return InTurn(partial(CompiledSession, every_end=False), chosen, own_points, begun, dtype)

    keys = [
        can_be_together(experiment, learning)
        and (len(own.train_x), len(own.test_x), learning.n_accumulated, learning.steps)
        for experiment, own, learning in zip(experiments, points, learnings, strict=True)
    ]
    return parted(keys, open_part)


def can_be_together(experiment: Experiment, learning: Learning) -> bool:
    """Whether a network is trained in a lane of a kernel, beside others of its population that have as many
    points and have come as far. This hangs on nothing but the network, so that it comes to the same bits in
    any company."""
    has_chance = experiment.shuffle or experiment.dropout
    is_plain = experiment.normalization == "none" and not experiment.clip_norm and not has_chance
    return is_plain and sum(w.size + b.size for w, b in learning.model.parameters) <= MOST_PARAMETERS


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
        self._numbers = np.array([flat.numbers_of(experiments[index]) for index in self._members()])
        self._state = self._first_state()
        n_shares = min(n_cores(), self._n_groups)
        self._shares = [
            range(*ends) for ends in pairwise(k * self._n_groups // n_shares for k in range(n_shares + 1))
        ]
        points = [data[index] for index in self._members()]
        self._tasks = [task for share in self._shares for task in self._tasks_of(share, points)]
        self._words = Wholes(np.stack([words_of(task).values for task in self._tasks]))
        self._n_points = np.array([self._tasks[0].train.n, self._tasks[0].test.n])
        self._diverged = np.zeros(len(experiments), np.bool_)
        self._counts = can_count(experiments[0], self._blueprint)
        self._drawing: Drawing | None = None

    def run(self, epoch: int, n_epochs: int) -> PopulationResult:
        """See `Population.run`."""
        sums = self._sums(epoch, n_epochs)
        losses = sums[:, :2] / self._n_points
        finite = np.isfinite(losses)
        self._diverged |= ~(finite[:, 0] & finite[:, 1])
        if self._diverged.any():
            losses[self._diverged] = np.nan
        return PopulationResult(losses)

    def n_right(self) -> NDArray[np.int64] | None:
        """See `Population.n_right`."""
        return self._sums(0, 0)[:, 2:].astype(np.int64) if self._counts else None

    def _sums(self, epoch: int, n_epochs: int) -> NDArray[np.float64]:
        """What the kernel tells of each network after so many epochs: (n_networks, N_SUMS)."""
        by_group = self._rates.of(epoch, n_epochs).reshape(self._n_groups, self._lanes, n_epochs)
        rates = np.ascontiguousarray(by_group.swapaxes(1, 2), self._dtype)
        sums = np.zeros((self._n_groups, N_SUMS, self._lanes), self._dtype)
        n_words, state = self._words.values.shape[1], address_of(self._state)

        def train(share: range) -> None:
            first = share.start
            words, own_rates, own_sums = (
                address_of(each[first:]) for each in (self._words.values, rates, sums)
            )
            self._kernel(words, n_words, len(share), state, own_rates, n_epochs, own_sums)

        first, *others = self._shares
        waiting = [_other_cores().submit(train, share) for share in others]
        train(first)
        for each in waiting:
            each.result()
        by_network = sums.swapaxes(1, 2).reshape(-1, N_SUMS)
        return by_network[: len(self._experiments)].astype(np.float64)

    def learning(self, index: int) -> Learning:
        """See `Population.learning`."""
        group, lane = divmod(index, self._lanes)
        parameters, gradients, alive, *moments = self._state[group, :, : self._blueprint.n_parameters, lane]
        n_accumulated, steps = self._tasks[group].state.counts.values.tolist()
        none = np.array([np.zeros(self._blueprint.n_hidden), np.ones(self._blueprint.n_hidden)])
        return flat.unpack(
            Flat(parameters, gradients, np.array(moments), alive == 0, none, n_accumulated, steps),
            self._blueprint,
        )

    def answers_at(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """See `Population.answers_at`."""
        if self._drawing is None:
            self._drawing = Drawing(self._experiments[0], self._learnings[0], ByHand(), self._blueprint, x)
        self._drawing.look_at(x)
        n_outputs, none = self._blueprint.sizes[-1], np.zeros(0)
        answers = np.empty((len(self._experiments), n_outputs, len(x)), np.float32)
        for index, (numbers, parameters) in enumerate(zip(self._numbers, self._parameters(), strict=False)):
            answers[index] = self._drawing.outputs(numbers, parameters, none, none)[-n_outputs:]
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
        """What changes of all networks: (n_groups, n_vectors, n_parameters, lanes), the vectors those of
        `StateRows`."""
        n_places, n_vectors = padded(self._blueprint.n_parameters), 3 + self._blueprint.n_moments
        shape = self._n_groups, n_vectors, n_places, self._lanes
        state = zeros(math.prod(shape), self._dtype).reshape(shape)
        known: dict[int, NDArray[Any]] = {}
        for number, index in enumerate(self._members()):
            group, lane = divmod(number, self._lanes)
            learning = self._learnings[index]
            if id(learning) not in known:
                known[id(learning)] = self._vectors(learning)
            state[group, :, : self._blueprint.n_parameters, lane] = known[id(learning)]
        return state

    def _vectors(self, learning: Learning) -> NDArray[Any]:
        packed = flat.pack(learning, self._dtype)
        gradients = packed.gradients if packed.n_accumulated else np.zeros_like(packed.gradients)
        moments = packed.moments[: self._blueprint.n_moments]
        return np.stack([packed.parameters, gradients, ~packed.dead, *moments])

    def _tasks_of(self, groups: range, data: Sequence[Data]) -> list[KernelTask]:
        """What the kernel needs for groups that one core computes: they have one room to work in, and groups
        that learn from the same points have these once. `data` has those of the networks in all lanes."""
        blueprint, layout = self._blueprint, row_by_row(self._blueprint)
        task = task_of(
            self._experiments[0], data[0], self._learnings[0], ByHand(), blueprint, layout, self._dtype
        )
        room = sum(blueprint.sizes[1:]) * TOGETHER_PANEL * self._lanes
        activations, slopes, upstream, deltas = (Reals(zeros(room, self._dtype)) for _ in range(4))
        work = task.work._replace(
            activations=activations, slopes=slopes, upstream=upstream, normalized=deltas
        )
        masks = task.plan.is_weight, task.plan.free
        is_weight, free = (Reals(np.repeat(row.values, self._lanes)) for row in masks)
        first = self._experiments[0]
        is_plain = first.optimizer == "sgd" and first.regularization == "none"
        n_state = self._state[0].size // self._lanes
        plan = task.plan._replace(is_weight=is_weight, free=free, is_plain=is_plain, n_state=n_state, pitch=0)
        tasks: list[KernelTask] = []
        known: dict[tuple[int, ...], tuple[PointRows, PointRows]] = {}
        for group in groups:
            own = data[group * self._lanes : (group + 1) * self._lanes]
            key = tuple(map(id, own))
            if key not in known:
                known[key] = self._in_lanes(own)
            train, test = known[key]
            numbers = EachDouble(self._numbers[group * self._lanes : (group + 1) * self._lanes].T)
            tasks.append(
                task._replace(
                    plan=plan._replace(numbers=numbers),
                    state=self._state_of(group, task.state),
                    work=work,
                    train=train,
                    test=test,
                )
            )
        return tasks

    def _state_of(self, group: int, like: StateRows) -> StateRows:
        """The part of the state that is a group's, and counts of its own."""
        parameters, gradients, alive, moments = np.split(self._state[group], [1, 2, 3])
        return like._replace(
            parameters=Each(parameters.ravel()),
            gradients=Each(gradients.ravel()),
            alive=Reals(alive.ravel()),
            moments=Reals(moments.ravel()),
            counts=Wholes(like.counts.values.copy()),
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
