"""What a population has besides its layout, as tables with a row for each network, before they go to the GPU.

Plain NumPy. Numbers of the optimizer are told with what follows from them, since 1 − β in single precision
would have lost most of its digits.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends import flat
from engine.backends.cuda.layout import (
    BATCH_SIZE,
    COUNTS_STEPS,
    HALF_BITS,
    KEEPS,
    N_POINTS,
    N_TRAIN,
    SHUFFLES,
    Layout,
    Needs,
    Places,
)  # fmt: skip
from engine.backends.flat import Blueprint, Flat, Floats
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.chance import Chance, half_bits
from engine.learning.learner import Learning
from engine.learning.task import Data
from engine.network.network import Array

OWN = (
    "momentum", "rms_decay", "rms_fresh", "beta1", "beta1_fresh", "beta2", "beta2_fresh", "epsilon",
    "weight_decay", "clip_norm", "penalty_rate", "smooth", "sharp", "kept", "steepness", "huber_delta",
)  # fmt: skip
"""A network's own numbers, as `flat.NUMBERS` has them, with 1 − ρ, 1 − β₁, 1 − β₂ and 1 / (1 − dropout),
which is what a neuron counts that is not dropped. The gates of hidden neurons follow: 0 for what is off."""

(
    MOMENTUM, RMS_DECAY, RMS_FRESH, BETA1, BETA1_FRESH, BETA2, BETA2_FRESH, EPSILON,
    WEIGHT_DECAY, CLIP_NORM, PENALTY_RATE, SMOOTH, SHARP, KEPT, STEEPNESS, HUBER_DELTA,
) = range(len(OWN))  # fmt: skip
OWN_GATES = len(OWN)

EXACT_DROPOUT, EXACT_BETA1, EXACT_BETA2, EXACT_POWER1, EXACT_POWER2 = range(5)
"""What is heeded in double precision always: whom chance drops; β₁ and β₂, and their powers after the steps
that were taken, which the kernel keeps up to date."""

BATCH_KEY, DROPOUT_KEY = range(2)
GATHERED, STEPS, GOES_ON, IS_WHOLE, N_TOLD, N_ENDED = range(6)
"""The counts of a network: points gathered, steps of the optimizer; 0 where the numbers ran away at an
epoch's end, and where a parameter did by the last batch; how many losses a launch told and how many epochs
ended well in it."""
N_COUNTS = 6

IS_WEIGHT, IS_FROZEN = 1, 2  # the marks of a parameter


class Tables(NamedTuple):
    """All that goes to the GPU; n networks. `facts`, `layers`, `wiring` are the layout's. `marks`
    (n_parameters,); `own` (n, 16 + n_hidden), `exact` (n, 5), `keys` (n, 2); `x` and `y` of all points, those
    to train on first, (n_inputs or n_outputs, n_points); `state` (n, n_state), `dead` (n, n_parameters),
    `counts` (n, 6)."""

    facts: Places
    layers: Places
    wiring: Places
    marks: NDArray[np.uint8]
    own: Array
    exact: Floats
    keys: NDArray[np.uint64]
    x: Array
    y: Array
    state: Array
    dead: NDArray[np.uint8]
    counts: NDArray[np.int64]


def tables_of(
    experiments: Sequence[Experiment],
    data: Data,
    learnings: Sequence[Learning],
    hand: ByHand,
    layout: Layout,
    blueprint: Blueprint,
    keeps: bool,
    dtype: DTypeLike,
) -> Tables:
    """The tables of networks that begin with these learnings. `keeps`: the end of every epoch is kept."""
    settings, model = experiments[0], learnings[0].model
    frozen = flat.frozen_of(hand, model)
    facts = layout.facts.copy()
    facts[[N_TRAIN, N_POINTS]] = len(data.train_x), len(data.train_x) + len(data.test_x)
    facts[[BATCH_SIZE, HALF_BITS]] = settings.batch_size, half_bits(len(data.train_x))
    facts[[SHUFFLES, KEEPS]] = settings.shuffle, keeps
    facts[COUNTS_STEPS] = takes_steps(settings, frozen.any() or hand.off or hand.frozen, model.scales)
    packed = [flat.pack(learning, dtype) for learning in learnings]
    gates = flat.gates_of(hand, blueprint)
    own = [np.concatenate([own_numbers(experiment), gates]) for experiment in experiments]
    return Tables(
        facts,
        layout.layers,
        layout.wiring,
        (IS_WEIGHT * blueprint.is_weight + IS_FROZEN * frozen).astype(np.uint8),
        in_precision(np.array(own), dtype),
        np.array(list(map(_exact_numbers, experiments, packed))),
        np.array([keys_of(experiment) for experiment in experiments], np.uint64),
        _columns(data.train_x, data.test_x, dtype),
        _columns(data.train_y, data.test_y, dtype),
        np.stack([state_of(each, blueprint) for each in packed]),
        np.stack([each.dead for each in packed]).astype(np.uint8),
        np.array([[each.n_accumulated, each.steps, 1, 1, 0, 0] for each in packed], np.int64),
    )


def own_numbers(experiment: Experiment) -> Floats:
    """A network's numbers, at the places named in `OWN`."""
    told = dict(zip(flat.NUMBERS, flat.numbers_of(experiment).tolist(), strict=True))
    told["rms_fresh"] = 1 - told["rms_decay"]
    told["beta1_fresh"], told["beta2_fresh"] = 1 - told["beta1"], 1 - told["beta2"]
    told["kept"] = 1 / (1 - told["dropout"])
    return np.array([told[name] for name in OWN])


def in_precision(numbers: Floats, dtype: DTypeLike) -> Array:
    """Numbers ≥ 0 in a precision, of which none becomes 0 that is not: clipping and penalties ask for it."""
    low = np.where(numbers > 0, np.finfo(dtype).tiny, 0)
    kept: Array = np.maximum(numbers, low).astype(dtype)
    return kept


def _exact_numbers(experiment: Experiment, packed: Flat) -> list[float]:
    """A network's numbers that stay in double precision, at the places named `EXACT_…`."""
    beta1, beta2 = experiment.formula_number("beta1"), experiment.formula_number("beta2")
    return [experiment.dropout, beta1, beta2, beta1**packed.steps, beta2**packed.steps]


def keys_of(experiment: Experiment) -> tuple[int, int]:
    """The keys of a network's chance: for its batches, for dropout."""
    chance = Chance(experiment)
    return chance.batch_key, chance.dropout_key


def takes_steps(settings: Experiment, has_frozen: Any, has_scales: Any) -> bool:
    """Whether a learner counts its steps: where it does not descend plainly (learner.py)."""
    return bool(settings.optimizer != "sgd" or settings.clip_norm or has_frozen or has_scales)


def state_of(packed: Flat, blueprint: Blueprint) -> Array:
    """All that changes of a network, (n_state,): parameters, gradients, moments, what is remembered."""
    gradients = packed.gradients if packed.n_accumulated else np.zeros_like(packed.gradients)
    parts = [packed.parameters, gradients, *packed.moments[: blueprint.n_moments]]
    return np.concatenate([*parts, *(packed.remembered if blueprint.remembers else ())])


def learning_from(
    state: Array, dead: NDArray[np.uint8], counts: NDArray[np.int64], blueprint: Blueprint, needs: Needs
) -> Learning:
    """The learning of one network: the way back from `state_of`."""
    n = needs.n_parameters
    moments = np.zeros((flat.N_MOMENTS, n), state.dtype)
    moments[: needs.n_moments] = state[2 * n : (2 + needs.n_moments) * n].reshape(-1, n)
    remembered = state[(2 + needs.n_moments) * n :].reshape(2, -1)
    n_accumulated, steps = int(counts[GATHERED]), int(counts[STEPS])
    packed = Flat(state[:n], state[n : 2 * n], moments, dead != 0, remembered, n_accumulated, steps)
    return flat.unpack(packed, blueprint)


class Rates:
    """The learning rates of networks. The schedule's factors are worked out once for all that share it."""

    def __init__(self, experiments: Sequence[Experiment], dtype: DTypeLike) -> None:
        self._own = np.array([[experiment.learning_rate] for experiment in experiments])
        factors = [experiment.formula_number("schedule_factor") for experiment in experiments]
        self._kinds, self._kind_of = np.unique(factors, return_inverse=True)
        self._bare = [
            experiments[factors.index(factor)].changed(learning_rate=1.0) for factor in self._kinds.tolist()
        ]
        self._dtype = dtype

    def of(self, epoch: int, n_epochs: int) -> Array:
        """The rates of so many epochs, the first of them after `epoch` epochs: (n_networks, n_epochs)."""
        factors = np.array([flat.rates_of(bare, epoch, n_epochs) for bare in self._bare])
        rates: Array = (self._own * factors[self._kind_of]).astype(self._dtype)
        return rates


def _columns(train: Array, test: Array, dtype: DTypeLike) -> Array:
    """All points (n_numbers, n_points), one row of nothing where they have no numbers."""
    points = np.concatenate([train, test]).astype(dtype)
    return np.ascontiguousarray(points.T) if points.shape[1] else np.zeros((1, len(points)), dtype)
