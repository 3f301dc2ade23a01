"""Networks as the tables that go to the GPU, with a row for each of them. Plain NumPy."""

from collections import namedtuple
from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from engine.backends import flat
from engine.backends.cuda.layout import Facts, Layout
from engine.backends.cuda.numbers import exact_of, in_precision, numbers_of, powers_after
from engine.backends.flat import Blueprint
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.chance import Chance, half_bits
from engine.learning.learner import Learning, descends_plainly
from engine.learning.task import Data
from engine.network.network import Array

BATCH_KEY, DROPOUT_KEY = range(2)

N_ACCUMULATED, STEPS, EPOCHS_FINITE, PARAMETERS_FINITE, N_REPORTED = range(5)
"""The columns of `counts`: points accumulated, steps of the optimizer; 0 where a number was not finite at an
epoch's end, and where a parameter is not after the last batch; how many epochs' losses a launch reported."""

IS_WEIGHT, IS_FROZEN = 1, 2  # the marks of a parameter


Fixed = namedtuple("Fixed", "layers wiring marks numbers exact keys x y")
"""What no launch changes, of n networks. `layers` and `wiring` are the layout's; `marks` (n_parameters,);
`numbers`, with the gates, and `exact` are the rows of numbers.py; `keys` (n, 2); `x` and `y` of all
points, those to train on first, (n_inputs or n_outputs, n_points)."""


Changing = namedtuple("Changing", "state dead powers counts orders")
"""What launches change: `state` (n, n_state), `dead` (n, n_parameters), `powers` of numbers.py, `counts`
(n, 5), `orders` (n, n_train), the order of the points in this epoch. n is twice the number of networks
where the state at each epoch's end is kept: a network's second row is for that."""


Launch = namedtuple("Launch", "epoch position n_batches report_from rates losses")
"""One launch of the training kernel: so many batches from an epoch and a position in it. The losses of
epochs after `report_from`, of the points to train on and to test with, go into `losses` (n, n_reported,
2); `rates` (n, n_epochs) are the learning rates."""


def tables_of(
    experiments: Sequence[Experiment],
    data: Data,
    learnings: Sequence[Learning],
    hand: ByHand,
    layout: Layout,
    blueprint: Blueprint,
    keeps: bool,
    dtype: DTypeLike,
) -> tuple[Facts, Fixed, Changing]:
    """The tables of networks that begin with these learnings. `keeps`: the end of every epoch is kept."""
    settings, model = experiments[0], learnings[0].model
    frozen = flat.frozen_of(hand, model)
    n_train = len(data.train_x)
    of_data = {
        "n_train": n_train,
        "n_points": n_train + len(data.test_x),
        "batch_size": settings.batch_size,
        "half_bits": half_bits(n_train),
        "shuffles": settings.shuffle,
        "counts_steps": not descends_plainly(settings, hand, model),
        "keeps": keeps,
    }
    packed = [flat.pack(learning, dtype) for learning in learnings]
    gates = flat.gates_of(hand, blueprint)
    numbers = [np.concatenate([numbers_of(experiment), gates]) for experiment in experiments]
    exact = np.stack([exact_of(experiment) for experiment in experiments])
    fixed = Fixed(
        layout.layers,
        layout.wiring,
        (IS_WEIGHT * blueprint.is_weight + IS_FROZEN * frozen).astype(np.uint8),
        in_precision(np.array(numbers), dtype),
        exact,
        np.array([keys_of(experiment) for experiment in experiments], np.uint64),
        _columns(data.train_x, data.test_x, dtype),
        _columns(data.train_y, data.test_y, dtype),
    )
    changing = Changing(
        np.stack([flat.row_of(each, blueprint) for each in packed]),
        np.stack([each.dead for each in packed]).astype(np.uint8),
        np.stack([powers_after(row, each.steps) for row, each in zip(exact, packed, strict=True)]),
        np.array([[each.n_accumulated, each.steps, 1, 1, 0] for each in packed], np.int64),
        np.zeros((len(packed), n_train), np.uint32),
    )
    if keeps:
        changing = Changing(*(np.concatenate([each, each]) for each in changing))
    facts = layout.facts._replace(**{name: np.uint32(fact) for name, fact in of_data.items()})
    return facts, fixed, changing


def keys_of(experiment: Experiment) -> tuple[int, int]:
    """The keys of a network's `Chance`: of its batches, of dropout."""
    chance = Chance(experiment)
    return chance.batch_key, chance.dropout_key


def _columns(train: Array, test: Array, dtype: DTypeLike) -> Array:
    """All points (n_numbers, n_points), one row of nothing where they have no numbers."""
    points = np.concatenate([train, test]).astype(dtype)
    return np.ascontiguousarray(points.T) if points.shape[1] else np.zeros((1, len(points)), dtype)
