"""Sessions of the compiled CPU: a state as the kernels need it, and the results of their runs."""

from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends import flat
from engine.backends.compiled.bundles import (
    EVALUATED,
    LINE,
    PADDED_TO,
    Doubles,
    Each,
    KernelTask,
    Layers,
    Plan,
    PointRows,
    Reals,
    Row,
    StateRows,
    Wholes,
    Words,
    Workspace,
    words_of,
    zeros,
)
from engine.backends.compiled.layout import (
    NOTHING_BETWEEN,
    Arrangement,
    column_by_column,
    padded,
    row_by_row,
    rows_of_gradients,
    stand_by_column,
)
from engine.backends.compiled.library import kernel
from engine.backends.flat import Blueprint, Flat
from engine.backends.interface import EpochEnd, Place, RunResult
from engine.experiment.experiment import Experiment
from engine.formulas.chance import ROUNDS
from engine.formulas.losses import SOFTMAX
from engine.formulas.schedules import rate_in_epoch
from engine.learning.by_hand import ByHand
from engine.learning.chance import Chance, half_bits
from engine.learning.epochs import Epochs
from engine.learning.learner import Learning, descends_plainly
from engine.learning.task import Data
from engine.network.outputs import output_activation

FEW_POINTS = 2
"""Up to so many points in a batch are computed one by one, with neurons as lanes where that can be."""


JOINED = 512
"""Up to so many parameters have their gradients summed together."""

MAX_FIXED = 32
"""So many sets of points that cannot be changed are kept as rows."""

_fixed: dict[int, tuple[NDArray[np.float32], PointRows]] = {}


class Drawing(NamedTuple):
    """All that the kernel needs for outputs that are drawn, and the same as words."""

    task: KernelTask
    words: Row


class CompiledSession:
    """One network, trained by the kernels."""

    def __init__(
        self, experiment: Experiment, data: Data, learning: Learning, hand: ByHand, dtype: DTypeLike
    ) -> None:
        self._experiment = experiment
        self._hand = hand
        self._blueprint = flat.blueprint_of(experiment, learning.model)
        is_single = experiment.batch_size <= FEW_POINTS and stand_by_column(self._blueprint)
        self._layout = (column_by_column if is_single else row_by_row)(self._blueprint)
        self._task = task_of(experiment, data, learning, hand, self._blueprint, self._layout, dtype)
        self._words = words_of(self._task)
        self._kernel = kernel("run_singly" if is_single else "run_tiles", np.dtype(dtype).name)
        self._drawing: Drawing | None = None
        # Of several outputs that share no softmax the greatest may be others than the greatest sums: where
        # two are as large as numbers can tell.
        is_alone = self._blueprint.sizes[-1] == 1 or output_activation(experiment) == SOFTMAX
        self._counts = experiment.n_classes is not None and is_alone

    def run(self, place: Place, n_batches: int) -> RunResult:
        """See `Session.run`."""
        n_epochs = Epochs(self._task.train.n, self._experiment.batch_size).ended(place.position, n_batches)
        losses = np.empty((n_epochs, 2))
        rates = np.array([rate_in_epoch(self._experiment, place.epoch + n) for n in range(n_epochs + 1)])
        now, result = np.array(place, dtype=np.int64), np.zeros(7, dtype=np.int64)
        self._kernel(
            self._words.address, self._task.state.parameters.address, rates.ctypes.data, now.ctypes.data,
            n_batches, losses.ctypes.data, result.ctypes.data,
        )  # fmt: skip
        *last, n_ended, finite, train_right, test_right = result.tolist()
        epoch_end = None
        if n_ended:
            n_right = (train_right, test_right) if self._counts else None
            epoch_end = EpochEnd(Place(*last), self._unpacked(self._task.epoch_end), n_right)
        return RunResult(Place(*now.tolist()), losses[:n_ended], epoch_end, bool(finite))

    def learning(self) -> Learning:
        """See `Session.learning`."""
        return self._unpacked(self._task.state)

    def outputs_at(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """See `Session.outputs_at`."""
        n_inputs, *n_neurons = self._blueprint.sizes
        if x.ndim != 2 or x.shape[1] != n_inputs:
            raise ValueError(f"x must have shape (n_points, {n_inputs}), got {x.shape}")
        drawing = self._drawing_at(x)
        drawn, own = drawing.task.state, self._task.state
        places = self._layout.places
        drawn.parameters.values[: len(places)] = own.parameters.values[places]
        for name in ("means", "variances"):
            getattr(drawn, name).values[:] = getattr(own, name).values
        columns = padded(len(x))
        activations = np.empty((sum(n_neurons), columns), dtype=np.float32)
        parameters = drawing.task.state.parameters.address
        kernel("outputs", "float32")(drawing.words.address, parameters, activations.ctypes.data, columns)
        ends = accumulate(n_neurons, initial=0)
        return [activations[start:end, : len(x)] for start, end in pairwise(ends)]

    def _drawing_at(self, x: NDArray[np.float32]) -> "Drawing":
        """What the kernel needs for the outputs at x."""
        drawing, points = self._drawing, _points_to_draw(x)
        if drawing is None:
            learning, none = self.learning(), np.zeros((0, 0))
            data = Data(np.zeros((1, x.shape[1])), np.zeros((1, 1)), none, none)
            layout = row_by_row(self._blueprint)
            task = task_of(self._experiment, data, learning, self._hand, self._blueprint, layout, np.float32)
        elif drawing.task.test is points:
            return drawing
        else:
            task = drawing.task
        task = task._replace(test=points)
        self._drawing = Drawing(task, words_of(task))
        return self._drawing

    def _unpacked(self, state: StateRows) -> Learning:
        """A state of the kernels as a learning."""
        places, n_hidden = self._layout.places, self._blueprint.n_hidden
        moments = state.moments.values.reshape(-1, padded(self._layout.length))
        n_accumulated, steps = state.counts.values.tolist()
        return flat.unpack(
            Flat(
                parameters=state.parameters.values[places],
                gradients=state.gradients.values[places],
                moments=moments[:, places],
                dead=state.alive.values[places] == 0,
                remembered=np.array([state.means.values[:n_hidden], state.variances.values[:n_hidden]]),
                n_accumulated=n_accumulated,
                steps=steps,
            ),
            self._blueprint,
        )


def task_of(
    experiment: Experiment,
    data: Data,
    learning: Learning,
    hand: ByHand,
    blueprint: Blueprint,
    layout: Arrangement,
    dtype: DTypeLike,
) -> KernelTask:
    """Everything that the kernels need, in memory of its own."""
    train = _points(data.train_x, data.train_y, dtype)
    batch = min(experiment.batch_size, train.n)
    plan = _plan(experiment, learning, hand, blueprint, layout, train.n, dtype)
    room = _room(blueprint, batch)
    slopes, upstream, normalized, inverses = (Reals(zeros(room, dtype)) for _ in range(4))
    activations = Reals(zeros(room + (blueprint.sizes[0] + 2) * plan.pitch, dtype))
    activations.values[room + blueprint.sizes[0] * plan.pitch :][: plan.pitch] = 1
    gates, order, keys = plan.off.values.copy(), np.zeros(train.n, np.int64), np.zeros(ROUNDS, np.uint64)
    work = Workspace(
        activations, slopes, upstream, normalized, inverses, Reals(gates), Wholes(order), Words(keys),
        shuffled=_points(data.train_x, data.train_y, dtype) if experiment.shuffle else train,
    )  # fmt: skip
    packed = flat.pack(learning, dtype)
    state, epoch_end = (state_of(packed, blueprint.n_moments, layout, dtype) for _ in range(2))
    return KernelTask(plan, state, epoch_end, work, train, _points(data.test_x, data.test_y, dtype))


def _plan(
    experiment: Experiment,
    learning: Learning,
    hand: ByHand,
    blueprint: Blueprint,
    layout: Arrangement,
    n_train: int,
    dtype: DTypeLike,
) -> Plan:
    """What does not change."""
    chance = Chance(experiment)
    frozen = flat.frozen_of(hand, learning.model)
    is_free_sgd = experiment.optimizer == "sgd" and not experiment.clip_norm and not (hand.off or hand.frozen)
    batch = min(experiment.batch_size, n_train)
    is_joined = layout.length <= JOINED and blueprint.normalization == NOTHING_BETWEEN
    pitch = padded(min(batch, EVALUATED), LINE // np.dtype(dtype).itemsize) if is_joined else 0
    inputs_at = _room(blueprint, batch)
    rows = rows_of_gradients(blueprint, pitch, inputs_at) if is_joined else (np.zeros(0, np.int64),) * 2
    return Plan(
        layers=Layers(*(Wholes(column) for column in layout.layers.T)),
        numbers=Doubles(flat.numbers_of(experiment)),
        is_weight=Reals(_placed(blueprint.is_weight, layout, dtype)),
        free=Reals(_placed(~frozen, layout, dtype)),
        off=Reals(_filled(flat.gates_of(hand, blueprint), dtype)),
        n_layers=len(blueprint.layers),
        n_hidden=blueprint.n_hidden,
        n_parameters=layout.length,
        n_padded=padded(layout.length),
        n_state=(3 + blueprint.n_moments) * padded(layout.length) + 2 * padded(blueprint.n_hidden),
        loss=blueprint.loss,
        optimizer=blueprint.optimizer,
        normalization=blueprint.normalization,
        has_gates=bool(hand.off or experiment.dropout),
        is_plain=is_free_sgd and experiment.regularization in ("none", "L2"),
        takes_steps=not descends_plainly(experiment, hand, learning.model),
        shuffle=experiment.shuffle,
        half_bits=half_bits(n_train),
        batch_size=experiment.batch_size,
        pitch=pitch,
        inputs_at=inputs_at,
        of_delta=Wholes(rows[0]),
        of_input=Wholes(rows[1]),
        panel=batch if blueprint.remembers else min(batch, EVALUATED),
        keys=Words(np.array([chance.batch_key, chance.dropout_key], dtype=np.uint64)),
    )


def _room(blueprint: Blueprint, batch: int) -> int:
    """How many numbers one of each neuron is for the points that are computed at once."""
    return sum(blueprint.sizes[1:]) * padded(max(batch, EVALUATED))


def state_of(packed: Flat, n_moments: int, layout: Arrangement, dtype: DTypeLike) -> StateRows:
    """What changes, in memory of its own."""
    gradients = packed.gradients if packed.n_accumulated else np.zeros_like(packed.gradients)
    vectors = (packed.parameters, gradients, ~packed.dead, *packed.moments[:n_moments])
    n, n_hidden = padded(layout.length), padded(packed.remembered.shape[1])
    state = zeros((3 + n_moments) * n + 2 * n_hidden, dtype)
    ends = np.cumsum([n] * (3 + n_moments) + [n_hidden])
    rows = np.split(state, ends)
    for row, vector in zip(rows[:-2], vectors, strict=True):
        row[layout.places] = vector
    for row, vector in zip(rows[-2:], packed.remembered, strict=True):
        row[: len(vector)] = vector
    parameters, gradients, *others = np.split(state, [n, 2 * n, 3 * n, (3 + n_moments) * n, ends[-1]])
    alive, moments, means, variances = map(Reals, others)
    counts = Wholes(np.array([packed.n_accumulated, packed.steps], dtype=np.int64))
    return StateRows(Each(parameters), Each(gradients), alive, moments, means, variances, counts)


def _points(x: NDArray[Any], y: NDArray[Any], dtype: DTypeLike) -> PointRows:
    """Points row after row, with zeros beyond them as far as a kernel may read."""
    columns = padded(len(x) + EVALUATED) + PADDED_TO
    return PointRows(_rows(x, columns, dtype), _rows(y, columns, dtype), columns, len(x))


def _points_to_draw(x: NDArray[np.float32]) -> PointRows:
    """Points without targets. Those that cannot be changed, such as the grid's, are made rows once for all
    sessions: it takes half as long as to compute a small network's outputs."""
    known = _fixed.get(id(x))
    if known is not None and known[0] is x:
        return known[1]
    points = _points(x, np.zeros((len(x), 0)), np.float32)
    if not x.flags.writeable:
        if len(_fixed) >= MAX_FIXED:
            _fixed.clear()
        _fixed[id(x)] = x, points
    return points


def _rows(values: NDArray[Any], columns: int, dtype: DTypeLike) -> Reals:
    """(n_points, n) as n rows of so many columns."""
    rows = zeros(values.shape[1] * columns, dtype)
    rows.reshape(-1, columns)[:, : len(values)] = values.T
    return Reals(rows)


def _placed(mask: NDArray[Any], layout: Arrangement, dtype: DTypeLike) -> NDArray[Any]:
    """A mask of parameters as numbers, where the parameters stand."""
    placed = zeros(padded(layout.length), dtype)
    placed[layout.places] = mask
    return placed


def _filled(vector: NDArray[Any], dtype: DTypeLike) -> NDArray[Any]:
    """A vector in memory of its own, padded with zeros."""
    filled = zeros(padded(len(vector)), dtype)
    filled[: len(vector)] = vector
    return filled
