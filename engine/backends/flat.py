"""An experiment and what has been learnt as flat arrays and tables of numbers, for kernels without names.

All parameters stand in one vector: for each layer its weights (n_out, n_in), row after row, then its biases;
then, with normalisation, for each hidden layer its gains and its shifts. Gradients, moments and masks are
vectors of the same order, so that an update is one loop. What a kernel has to know beside them:

- `Blueprint.layers`, a row of integers for each layer: sizes, places in the vectors, codes;
- a vector of numbers for each network, at the places that `NUMBERS` gives names to: so the networks of a
  population may each have their own;
- a factor and a place for each hidden neuron, all of them in one row: its gate, what normalisation remembers.

Codes and `NUMBERS` are those of codes.py. Plain NumPy: every kind of kernel starts from here.
"""

from collections.abc import Sequence
from itertools import pairwise, starmap
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.backends.codes import N_MOMENTS, NUMBERS, code
from engine.experiment.experiment import Experiment
from engine.formulas.normalizations import AXES, Statistics
from engine.formulas.optimizers import OPTIMIZERS
from engine.formulas.penalties import penalty_of
from engine.formulas.schedules import factor_in_epoch
from engine.learning import by_hand
from engine.learning.by_hand import ByHand
from engine.learning.descent import LayerMoments
from engine.learning.learner import Learning
from engine.network.deep import Model
from engine.network.network import Array, Layer, Mask
from engine.network.outputs import output_activation

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


N_IN, N_OUT, WEIGHTS, BIASES, GAINS, SHIFTS, ACTIVATION, SKIP, FIRST = range(9)
"""The columns of `Blueprint.layers`: how many neurons before and in the layer; where its weights, biases,
gains and shifts begin (-1: it has none); the code of its activation, the output's or SOFTMAX in the last row;
1 where what came in is added to what it says; how many neurons the hidden layers before it have."""


class Blueprint(NamedTuple):
    """The shape of a computation, the same for all networks of a population.

    `layers` (n_layers, 9) has the columns named above; `n_parameters` counts the scales too; `loss`,
    `optimizer` and `normalization` are codes; `n_moments` is how many the optimizer has, and `remembers`
    whether batch normalisation does.
    """

    layers: Integers
    n_parameters: int
    loss: int
    optimizer: int
    normalization: int
    n_moments: int
    remembers: bool

    @property
    def is_weight(self) -> Mask:
        """Masks what is penalised, (n_parameters,)."""
        mask = np.zeros(self.n_parameters, np.bool_)
        for row in self.layers.tolist():
            mask[row[WEIGHTS] : row[BIASES]] = True
        return mask

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of neurons of every layer: inputs, hidden layers, outputs."""
        return (int(self.layers[0, N_IN]), *map(int, self.layers[:, N_OUT]))

    @property
    def n_hidden(self) -> int:
        """How many hidden neurons there are."""
        return int(self.layers[-1, FIRST])

    @property
    def n_state(self) -> int:
        """How many numbers change while a network learns: the length of its `row_of`."""
        return (2 + self.n_moments) * self.n_parameters + 2 * self.n_hidden * self.remembers


class Flat(NamedTuple):
    """A `Learning` as arrays: parameters, gradients and `dead` of shape (n_parameters,), moments of shape
    (2, n_parameters) whether the optimizer has so many or not; `remembered` (2, n_hidden) has the means and
    the variances of batch normalisation, 0 and 1 where there is none."""

    parameters: Array
    gradients: Array
    moments: Array
    dead: Mask
    remembered: Array
    n_accumulated: int
    steps: int


def blueprint_of(experiment: Experiment, model: Model) -> Blueprint:
    """The blueprint of a model that learns as the experiment says; the sizes are the model's."""
    return blueprint_for(experiment, sizes_of(model))


def sizes_of(model: Model) -> tuple[int, ...]:
    """The number of neurons of every layer: inputs, hidden layers, outputs."""
    layers = model.parameters
    return (layers[0].weights.shape[1], *(len(biases) for _, biases in layers))


def blueprint_for(experiment: Experiment, sizes: Sequence[int]) -> Blueprint:
    """The blueprint of a network of these sizes (inputs, hidden layers, outputs)."""
    if len(sizes) != len(experiment.hidden) + 2:
        have, hidden = len(sizes) - 2, len(experiment.hidden)
        raise ValueError(f"a model of the experiment must have {hidden} hidden layers, got {have}")
    rows, at, first = [], 0, 0
    phis = (*experiment.activations, output_activation(experiment))
    for (n_in, n_out), phi, skip in zip(pairwise(sizes), phis, (*experiment.skips, False), strict=True):
        biases = at + n_out * n_in
        rows.append([n_in, n_out, at, biases, -1, -1, code("activation", phi), int(skip), first])
        at, first = biases + n_out, first + n_out
    axis = AXES[experiment.normalization]
    for row in rows[:-1] if axis is not None else []:
        row[GAINS], row[SHIFTS] = at, at + row[N_OUT]
        at += 2 * row[N_OUT]
    return Blueprint(
        np.array(rows, np.int64),
        at,
        code("loss", experiment.loss),
        code("optimizer", experiment.optimizer),
        code("normalization", experiment.normalization),
        OPTIMIZERS[experiment.optimizer].n_moments,
        axis == AXES["batch"],
    )


def numbers_of(experiment: Experiment) -> Floats:
    """The numbers of a network, at the places named in `NUMBERS`."""
    penalty = penalty_of(experiment.regularization, experiment)
    derived = {"penalty_rate": experiment.regularization_rate, "smooth": penalty.l2, "sharp": penalty.l1}
    if not OPTIMIZERS[experiment.optimizer].decays:
        derived["weight_decay"] = 0.0
    return np.array([derived[name] if name in derived else getattr(experiment, name) for name in NUMBERS])


class Rates:
    """The learning rates of networks that differ in `OWN_FIELDS` only."""

    def __init__(self, experiments: Sequence[Experiment]) -> None:
        kinds = [each.formula_number("schedule_factor") for each in experiments]
        self._by_kind = dict(zip(kinds, experiments, strict=True))
        numbers = {kind: number for number, kind in enumerate(self._by_kind)}
        self._kind = np.array([numbers[kind] for kind in kinds])
        self._rates: Floats = np.array([[each.learning_rate] for each in experiments])

    def of(self, epoch: int, n_epochs: int) -> Floats:
        """Those of so many epochs, the first of them after `epoch` epochs done: (n_networks, n_epochs)."""
        factors = [
            [factor_in_epoch(each, epoch + n) for n in range(n_epochs)] for each in self._by_kind.values()
        ]
        rates: Floats = self._rates * np.array(factors)[self._kind]
        return rates


def gates_of(hand: ByHand, blueprint: Blueprint, dtype: DTypeLike = np.float64) -> Array:
    """A factor for each hidden neuron, shape (n_hidden,): 0 where it is off, else 1."""
    off = np.concatenate([np.zeros(0, np.bool_), *hand.off])
    return (1 - off if len(off) else np.ones(blueprint.n_hidden)).astype(dtype)


def frozen_of(hand: ByHand, model: Model) -> Mask:
    """What no update may change, shape (n_parameters,)."""
    layers = (*model.parameters, *model.scales)
    frozen = by_hand.all_frozen(hand, model.parameters, model.scales)
    return _joined(frozen or _nothing(layers), np.bool_)


def pack(learning: Learning, dtype: DTypeLike = np.float64) -> Flat:
    """A learning as flat arrays of their own, in `dtype`."""
    model = learning.model
    layers = (*model.parameters, *model.scales)
    n = len(_joined(layers, dtype))
    moments = np.zeros((N_MOMENTS, n), dtype)
    for number in range(len(learning.moments[0][0])):
        moments[number] = _joined([(w[number], b[number]) for w, b in learning.moments], dtype)
    n_hidden = sum(len(biases) for _, biases in model.parameters[:-1])
    remembered = np.stack([np.zeros(n_hidden, dtype), np.ones(n_hidden, dtype)])
    for row, parts in enumerate(zip(*model.remembered, strict=True)):
        remembered[row] = np.concatenate(parts)
    dead = [(mask, np.zeros(len(b), np.bool_)) for mask, (_, b) in zip(learning.dead, layers, strict=True)]
    return Flat(
        parameters=_joined(layers, dtype),
        gradients=_joined(learning.gradients, dtype),
        moments=moments,
        dead=_joined(dead, np.bool_),
        remembered=remembered,
        n_accumulated=learning.n_accumulated,
        steps=learning.steps,
    )


def row_of(flat: Flat, blueprint: Blueprint) -> Array:
    """All numbers of a network that change in one row (n_state,): parameters, gradients, which are 0 where
    none are accumulated, moments, and what batch normalisation remembers."""
    gradients = flat.gradients if flat.n_accumulated else np.zeros_like(flat.gradients)
    remembered = flat.remembered if blueprint.remembers else ()
    return np.concatenate([flat.parameters, gradients, *flat.moments[: blueprint.n_moments], *remembered])


def unpack_row(
    row: Array, dead: NDArray[Any], n_accumulated: int, steps: int, blueprint: Blueprint
) -> Learning:
    """The learning of a network from the row of its numbers and where it is dead."""
    n, n_vectors = blueprint.n_parameters, 2 + blueprint.n_moments
    parameters, gradients, *moments = row[: n_vectors * n].reshape(n_vectors, n)
    remembered = row[n_vectors * n :].reshape(2, -1)
    return unpack(
        Flat(parameters, gradients, np.array(moments), dead != 0, remembered, n_accumulated, steps), blueprint
    )


def unpack(flat: Flat, blueprint: Blueprint) -> Learning:
    """The learning that the arrays stand for, in float64 and in memory of its own."""
    cuts = _cuts(blueprint)
    layers = _layers(flat.parameters, cuts)
    n = len(blueprint.layers)
    return Learning(
        model=Model(layers[:n], layers[n:], _statistics(flat.remembered, blueprint)),
        dead=tuple([weights for weights, _ in _parts(flat.dead.copy(), cuts)]),
        gradients=_layers(flat.gradients, cuts),
        n_accumulated=int(flat.n_accumulated),
        moments=_moments(flat.moments[: blueprint.n_moments], cuts),
        steps=int(flat.steps),
    )


def by_layer(neurons: Array, blueprint: Blueprint) -> tuple[Array, ...]:
    """What is told of all hidden neurons, (n_hidden, …), told for each hidden layer."""
    return tuple(neurons[row[FIRST] : row[FIRST] + row[N_OUT]] for row in blueprint.layers[:-1].tolist())


def _nothing(layers: Sequence[Layer]) -> list[tuple[Mask, Mask]]:
    """Masks of nothing, shaped like the layers."""
    return [(np.zeros(w.shape, np.bool_), np.zeros(b.shape, np.bool_)) for w, b in layers]


def _joined(layers: Sequence[tuple[NDArray[Any], NDArray[Any]]], dtype: DTypeLike) -> NDArray[Any]:
    """Layers, or whatever is shaped like them, as one vector (n_parameters,)."""
    return np.concatenate([part.ravel() for layer in layers for part in layer]).astype(dtype)


class Pair(NamedTuple):
    """Where in a vector (n_parameters,) the weights of a layer begin, or the gains of a scale, where its
    biases or shifts begin and end, and the shape of the first."""

    first: int
    second: int
    end: int
    shape: tuple[int, ...]


def _cuts(blueprint: Blueprint) -> list[Pair]:
    """The pairs of the layers, then of the scales."""
    rows = blueprint.layers.tolist()
    layers = [Pair(w, b, b + n_out, (n_out, n_in)) for n_in, n_out, w, b, *_ in rows]
    scales = [
        Pair(row[GAINS], row[SHIFTS], row[SHIFTS] + row[N_OUT], (row[N_OUT],))
        for row in rows
        if row[GAINS] >= 0
    ]
    return layers + scales


def _parts(vector: NDArray[Any], cuts: list[Pair]) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """A vector (n_parameters,) as pairs shaped like the layers, then like the scales; parts of it, no copies,
    of which there would be a dozen each time that an epoch ends."""
    return [(vector[first:second].reshape(shape), vector[second:end]) for first, second, end, shape in cuts]


def _layers(vector: Array, cuts: list[Pair]) -> tuple[Layer, ...]:
    """A vector (n_parameters,) as layers, then scales, in float64 and in memory of their own."""
    return tuple(map(Layer._make, _parts(vector.astype(np.float64), cuts)))


def _moments(moments: Array, cuts: list[Pair]) -> tuple[LayerMoments, ...]:
    """The moments (n_moments, n_parameters) of each layer's weights and biases, then of each scale's."""
    if not len(moments):
        return (((), ()),) * len(cuts)
    by_moment = [_layers(moment, cuts) for moment in moments]
    return tuple(
        (tuple(each[l].weights for each in by_moment), tuple(each[l].biases for each in by_moment))
        for l in range(len(cuts))
    )


def _statistics(remembered: Array, blueprint: Blueprint) -> tuple[Statistics, ...]:
    """What batch normalisation remembers of each hidden layer; empty without it."""
    if not blueprint.remembers:
        return ()
    means, variances = (by_layer(row.astype(np.float64), blueprint) for row in remembered)
    return tuple(starmap(Statistics, zip(means, variances, strict=True)))
