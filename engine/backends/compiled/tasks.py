"""What the kernels of the compiled CPU work on, made of an experiment, its points and a state."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends import flat
from engine.backends.compiled.bundles import (
    LINE,
    PADDED_TO,
    PANEL,
    Each,
    EachDouble,
    KernelTask,
    Layers,
    Plan,
    PointRows,
    Reals,
    StateRows,
    Wholes,
    Words,
    Workspace,
    zeros,
)
from engine.backends.compiled.layout import NOTHING_BETWEEN, Arrangement, padded, rows_of_gradients
from engine.backends.flat import SKIP, Blueprint, Flat
from engine.experiment.experiment import Experiment
from engine.formulas.chance import ROUNDS
from engine.formulas.losses import SOFTMAX
from engine.learning.by_hand import ByHand
from engine.learning.chance import Chance, half_bits
from engine.learning.learner import Learning, descends_plainly
from engine.learning.task import Data
from engine.network.outputs import output_activation

JOINED = 512
"""Up to so many parameters have their gradients summed together."""
MOST_ROOM = 4096
"""So many numbers of a panel may a kernel made for its shape have on its stack; half as many are what all
neurons say to the points that are computed at once where nothing is learnt, at most `MOST_PANELS` panels."""
MOST_PANELS = 4


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
    train = points_of(data.train_x, data.train_y, dtype)
    batch = min(experiment.batch_size, train.n)
    plan = _plan(experiment, learning, hand, blueprint, layout, train.n, dtype)
    room = _room(blueprint, batch)
    slopes, upstream = (Reals(zeros(room, dtype)) for _ in range(2))
    is_normalised = blueprint.normalization != NOTHING_BETWEEN
    normalized, inverses = (Reals(zeros(room if is_normalised else 0, dtype)) for _ in range(2))
    activations = Reals(zeros(max(room, _panel_room(blueprint, plan.pitch)), dtype))
    gates, order, keys = plan.off.values.copy(), np.zeros(train.n, np.int64), np.zeros(ROUNDS, np.uint64)
    work = Workspace(
        activations, slopes, upstream, normalized, inverses, Reals(gates), Wholes(order), Words(keys),
        shuffled=points_of(data.train_x, data.train_y, dtype) if experiment.shuffle else train,
    )  # fmt: skip
    packed = flat.pack(learning, dtype)
    state, epoch_end = (state_of(packed, blueprint.n_moments, layout, dtype) for _ in range(2))
    return KernelTask(plan, state, epoch_end, work, train, points_of(data.test_x, data.test_y, dtype))


def can_count(experiment: Experiment, blueprint: Blueprint) -> bool:
    """Whether kernels can tell of how many points the class is told right: of several outputs that share no
    softmax the greatest may be others than the greatest sums, where two are as large as numbers can tell."""
    is_alone = blueprint.sizes[-1] == 1 or output_activation(experiment) == SOFTMAX
    return experiment.n_classes is not None and is_alone


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
    pitch = padded(min(batch, PANEL), LINE // np.dtype(dtype).itemsize) if is_joined else 0
    inputs_at, room = sum(blueprint.sizes[1:]) * pitch, _panel_room(blueprint, pitch)
    rows = rows_of_gradients(blueprint, pitch, inputs_at) if is_joined else (np.zeros(0, np.int64),) * 2
    return Plan(
        layers=Layers(*(Wholes(column) for column in layout.layers.T)),
        numbers=EachDouble(flat.numbers_of(experiment)),
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
        has_skips=bool(layout.layers[:, SKIP].any()),
        is_plain=is_free_sgd and experiment.regularization in ("none", "L2"),
        takes_steps=not descends_plainly(experiment, hand, learning.model),
        shuffle=experiment.shuffle,
        half_bits=half_bits(n_train),
        batch_size=experiment.batch_size,
        pitch=pitch,
        inputs_at=inputs_at,
        room=room if room <= MOST_ROOM else 0,
        of_delta=Wholes(rows[0]),
        of_input=Wholes(rows[1]),
        panel=batch if blueprint.remembers else min(batch, PANEL),
        evaluated=_evaluated(blueprint),
        every_end=True,
        keys=Words(np.array([chance.batch_key, chance.dropout_key], dtype=np.uint64)),
    )


def _room(blueprint: Blueprint, batch: int) -> int:
    """How many numbers one of each neuron is for the points that are computed at once."""
    return sum(blueprint.sizes[1:]) * padded(max(batch, _evaluated(blueprint)))


def _evaluated(blueprint: Blueprint) -> int:
    """How many points are computed at once where nothing is learnt: of a small network more, since each time
    its layers are looked up anew."""
    return PANEL * max(1, min(MOST_PANELS, MOST_ROOM // (2 * PANEL * sum(blueprint.sizes[1:]))))


def _panel_room(blueprint: Blueprint, pitch: int) -> int:
    """The same for a panel whose gradients are summed together, with its inputs, a row of ones and one of
    zeros."""
    return (sum(blueprint.sizes) + 2) * pitch


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


def points_of(x: NDArray[Any], y: NDArray[Any], dtype: DTypeLike) -> PointRows:
    """Points row after row, with zeros beyond them as far as a kernel may read."""
    columns = padded(len(x) + PANEL) + PADDED_TO
    return PointRows(_rows(x, columns, dtype), _rows(y, columns, dtype), columns, len(x))


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
