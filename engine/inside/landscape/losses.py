"""The loss over a plane through the weights, and along a line from one network to another.

All networks of a plane are one population: their arrays have one more axis in front, and each layer is one
product for some of them at a time. Or a backend trains them for an epoch at a learning rate of 0, which
changes nothing and tells their losses.

Source: I. Goodfellow and others, Qualitatively Characterizing Neural Network Optimization Problems, 2015, for
the line; J. Frankle and others, Linear Mode Connectivity and the Lottery Ticket Hypothesis, 2020, for its
barrier.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.backends.interface import Backend
from engine.experiment.experiment import Experiment
from engine.formulas.normalizations import Statistics, normalised, normalised_by
from engine.inside.landscape.directions import LossPlane, checked_alike, model_of, vector_of
from engine.inside.reasons import checked_finite, checked_number
from engine.learning.learner import fresh_learning
from engine.learning.task import Data
from engine.network.composed import design_of
from engine.network.deep import Model
from engine.network.network import Array, all_alive

MOST_CELLS = 121
"""Along a side of a landscape."""
AT_A_TIME = 200_000
"""Numbers of the widest layer that are computed at a time, so that they stay near the processor."""


@dataclass(frozen=True)
class Landscape:
    """The mean loss over a plane: `losses` (n, n), row by row from the lowest of `up` (n,), each from the
    first of `across` (n,); infinite where the numbers run away."""

    across: Array
    up: Array
    losses: Array


@dataclass(frozen=True)
class LossCut:
    """The mean loss at (1 − t) · one network + t · another: `t` and `losses` (n,). The `barrier` is how far
    the loss rises between them above the straight line from one's loss to the other's; about 0 where the two
    are in one valley."""

    t: Array
    losses: Array
    barrier: float


def landscape(
    experiment: Experiment,
    plane: LossPlane,
    x: Array,
    target: Array,
    n: int = 41,
    gates: Sequence[Array] = (),
) -> Landscape:
    """The mean loss of inputs x (n_points, n_inputs) with targets (n_points, n_outputs) over n × n places.

    Here and below `gates` has a factor (n_neurons,) for each hidden layer, such as 0 for what is off, or is
    empty.
    """
    across, up = axes_of(plane, n)
    losses = losses_at(experiment, plane, places_of(across, up), x, target, gates)
    return Landscape(across, up, losses.reshape(n, n))


def axes_of(plane: LossPlane, n: int) -> tuple[Array, Array]:
    """The coordinates of n × n places: across (n,) and up (n,)."""
    checked_number("the number of places along a side", n, 2, MOST_CELLS)
    across, up = (np.linspace(*reach, n) for reach in plane.reach)
    return across, up


def places_of(across: Array, up: Array) -> Array:
    """All places of two axes, row by row: (n², 2)."""
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)


def coarse_to_fine(n: int, first: int = 8) -> list[NDArray[np.intp]]:
    """The indices of n × n places in rounds: every so many along both sides, then those in between at half
    the distance, and so on. So a picture can be drawn at once, and become finer while there is time."""
    rows, columns = np.divmod(np.arange(n * n), n)
    rounds, seen, step = [], np.zeros(n * n, np.bool_), first
    while step >= 1:
        new = (rows % step == 0) & (columns % step == 0) & ~seen
        rounds.append(np.nonzero(new)[0])
        seen |= new
        step //= 2
    return rounds


def losses_at(
    experiment: Experiment,
    plane: LossPlane,
    places: Array,
    x: Array,
    target: Array,
    gates: Sequence[Array] = (),
) -> Array:
    """The mean loss at places (n, 2) of a plane: (n,)."""
    return losses_of(experiment, plane.centre, plane.vectors(places), x, target, gates)


def losses_of(
    experiment: Experiment,
    like: Model,
    vectors: Array,
    x: Array,
    target: Array,
    gates: Sequence[Array] = (),
) -> Array:
    """The mean losses (n,) of networks, vectors (n, n_parameters), that remember what `like` does."""
    widest = max(experiment.sizes) * len(x)
    size = max(1, AT_A_TIME // widest)
    with np.errstate(all="ignore"):
        parts = [
            _mean_losses(experiment, model_of(like, vectors[first : first + size]), x, target, gates)
            for first in range(0, len(vectors), size)
        ]
    losses = np.concatenate(parts) if parts else np.zeros(0)
    return np.where(np.isfinite(losses), losses, np.inf)


def losses_by(backend: Backend, experiment: Experiment, like: Model, vectors: Array, data: Data) -> Array:
    """The same, of the training points, by a population of a backend, with every neuron on. Not with batch
    normalisation, where training remembers something else: `ValueError`."""
    if experiment.normalization == "batch":
        raise ValueError("normalization must not be batch for a population that only evaluates")
    still = experiment.changed(
        learning_rate=0.0, optimizer="sgd", regularization="none", dropout=0.0, clip_norm=0.0, shuffle=False,
        batch_size=min(len(data.train_x), 1200),
    )  # fmt: skip
    models = [model_of(like, vector) for vector in vectors]
    learnings = [
        fresh_learning(model, all_alive((*model.parameters, *model.scales)), still) for model in models
    ]
    losses = backend.open_population([still] * len(models), data, learnings).run(0, 1).losses[:, 0]
    return np.where(np.isfinite(losses), losses, np.inf)


def loss_cut(
    experiment: Experiment,
    one: Model,
    other: Model,
    x: Array,
    target: Array,
    n: int = 61,
    beyond: float = 0.25,
    gates: Sequence[Array] = (),
) -> LossCut:
    """The mean loss from one network to another of the same shape, at n places that reach `beyond` both."""
    checked_number("the number of places", n, 3, MOST_CELLS)
    for each in (one, other):
        checked_finite(each)
    checked_alike(one, other)
    inner = np.linspace(0, 1, n)
    t = np.unique(np.concatenate([inner, np.linspace(-beyond, 1 + beyond, n)]))
    vectors = np.stack([vector_of(one), vector_of(other)])
    ways = np.stack([1 - t, t], axis=1)
    with np.errstate(all="ignore"):
        models = model_of(one, ways @ vectors)._replace(remembered=_remembered(one, other, ways))
        losses = _mean_losses(experiment, models, x, target, gates)
    losses = np.where(np.isfinite(losses), losses, np.inf)
    between = (t >= 0) & (t <= 1)
    ends = losses[t == 0][0], losses[t == 1][0]
    above = losses[between] - ways[between] @ np.array(ends)
    return LossCut(t, losses, float(max(0.0, above.max())))


def _remembered(one: Model, other: Model, ways: Array) -> tuple[Statistics, ...]:
    """What batch normalisation remembers on the way, (n, 1, n_neurons)."""
    pairs = zip(one.remembered, other.remembered, strict=True)
    return tuple(
        Statistics(*((ways @ np.stack(both))[:, np.newaxis] for both in zip(*pair, strict=True)))
        for pair in pairs
    )


def _mean_losses(
    experiment: Experiment, models: Model, x: Array, target: Array, gates: Sequence[Array]
) -> Array:
    """The mean losses (n,) of a population, as `deep.forward` computes each of its networks."""
    design = design_of(experiment)
    a = x
    for l, (phi, skip) in enumerate(zip(design.hidden, design.skips, strict=True)):
        z = _sums(models, l, a)
        if design.axis is not None:
            remembered: Sequence[Statistics] = models.remembered
            normal = normalised_by(z, remembered[l]) if remembered else normalised(z, design.axis).z
            z = normal * models.scales[l].weights + models.scales[l].biases
        a = phi.of(z) + a if skip else phi.of(z)
        if gates:
            a = a * gates[l]
    z = _sums(models, -1, a)
    n, n_points, n_outputs = z.shape
    z = z.reshape(-1, n_outputs)
    losses = design.output.loss(z, design.output.of(z), np.tile(target, (n, 1)))
    mean: Array = losses.reshape(n, n_points, -1).sum(axis=2).mean(axis=1)
    return mean


def _sums(models: Model, layer: int, a: Array) -> Array:
    """z = a Wᵀ + b of every network, (n, n_points, n_out)."""
    w, b = models.parameters[layer]
    z: Array = a @ w.swapaxes(-1, -2) + b
    return z
