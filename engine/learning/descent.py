"""One update with everything that a course adds: clipping, an optimizer, frozen parameters.

The slope of L2 belongs to the gradient that the optimizer gets. L1 takes a step of its own after that, so
that it can bring weights to zero under every optimizer. Plain SGD takes the whole penalty as a step of its
own, which comes to the same and is what TensorFlow Playground does.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.experiment.experiment import Experiment
from engine.formulas.functions import NUMPY
from engine.formulas.optimizers import OPTIMIZERS, Moments
from engine.formulas.penalties import penalty_of, penalty_with
from engine.network.network import Layer, Mask, descend


class Frozen(NamedTuple):
    """The parameters of a layer that no update changes: masks shaped like its weights and biases."""

    weights: Mask
    biases: Mask


LayerMoments = tuple[Moments, Moments]
"""What the optimizer remembers of a layer: the moments of its weights and of its biases."""


class LayerState(NamedTuple):
    """A layer, its dead weights and what the optimizer remembers of it, before or after a step."""

    layer: Layer
    dead: Mask
    moments: LayerMoments


def updated(
    parameters: Sequence[Layer],
    gradients: Sequence[Layer],
    dead: Sequence[Mask],
    moments: Sequence[LayerMoments],
    frozen: Sequence[Frozen],
    t: int,
    rate: float,
    settings: Experiment,
    n_penalised: int,
) -> tuple[tuple[Layer, ...], tuple[Mask, ...], tuple[LayerMoments, ...]]:
    """Parameters, dead weights and moments after the optimizer's step number t with mean `gradients`.

    The first `n_penalised` layers have weights to be penalised; what follows are scales of a normalisation.
    `frozen` may be empty; what is frozen has no part in the length of the gradient either.
    """
    if frozen:
        gradients = [_thawed(gradient, masks) for gradient, masks in zip(gradients, frozen, strict=True)]
    if settings.clip_norm:
        gradients = clipped(gradients, settings.clip_norm)
    steps = []
    for l, layer in enumerate(parameters):
        step = _step(layer, gradients[l], dead[l], moments[l], t, rate, settings, l < n_penalised)
        steps.append(_held(LayerState(layer, dead[l], moments[l]), step, frozen[l]) if frozen else step)
    return (
        tuple(step.layer for step in steps),
        tuple(step.dead for step in steps),
        tuple(step.moments for step in steps),
    )


def _step(
    layer: Layer,
    gradient: Layer,
    dead: Mask,
    moments: LayerMoments,
    t: int,
    rate: float,
    settings: Experiment,
    is_penalised: bool,
) -> LayerState:
    """A layer after one step of the optimizer and the penalty."""
    optimizer = OPTIMIZERS[settings.optimizer]
    numbers: Any = settings  # of formulas, by name
    penalty = penalty_of(settings.regularization if is_penalised else "none", settings)
    g = gradient.weights
    if settings.optimizer != "sgd":
        smooth, penalty = penalty_with(0, penalty.l2), penalty_with(penalty.l1, 0)
        g = g + settings.regularization_rate * smooth.slope(layer.weights)
    d_w, moments_w = optimizer.direction(NUMPY, g, moments[0], t, settings)
    d_b, moments_b = optimizer.direction(NUMPY, gradient.biases, moments[1], t, settings)
    if optimizer.decays and is_penalised:
        d_w = d_w + numbers.weight_decay * layer.weights
    after, dead = descend(layer, Layer(d_w, d_b), dead, rate, penalty, settings.regularization_rate)
    return LayerState(after, dead, (moments_w, moments_b))


def _thawed(gradient: Layer, frozen: Frozen) -> Layer:
    """A gradient that leaves alone what is frozen."""
    return Layer(
        np.where(frozen.weights, 0.0, gradient.weights), np.where(frozen.biases, 0.0, gradient.biases)
    )


def _held(old: LayerState, new: LayerState, frozen: Frozen) -> LayerState:
    """A step that leaves what is frozen as it was, the optimizer's memory of it too."""
    pairs = [
        [np.where(mask, before, after) for before, after in zip(befores, afters, strict=True)]
        for mask, befores, afters in (
            (frozen.weights, (old.layer.weights, *old.moments[0]), (new.layer.weights, *new.moments[0])),
            (frozen.biases, (old.layer.biases, *old.moments[1]), (new.layer.biases, *new.moments[1])),
        )
    ]
    (weights, *moments_w), (biases, *moments_b) = pairs
    dead = np.where(frozen.weights, old.dead, new.dead)
    return LayerState(Layer(weights, biases), dead, (tuple(moments_w), tuple(moments_b)))


def initial_moments(parameters: Sequence[Layer], settings: Experiment) -> tuple[LayerMoments, ...]:
    """The moments of an optimizer before its first step: zeros."""
    n = OPTIMIZERS[settings.optimizer].n_moments
    return tuple(((np.zeros_like(w),) * n, (np.zeros_like(b),) * n) for w, b in parameters)


def clipped(gradients: Sequence[Layer], longest: float) -> Sequence[Layer]:
    """The gradients, made shorter by one common factor where their norm in all exceeds `longest`.

    Source: R. Pascanu and others, On the Difficulty of Training Recurrent Neural Networks, 2013, algorithm 1.
    """
    length = norm(gradients)
    if not length > longest:
        return gradients
    return [Layer(w * (longest / length), b * (longest / length)) for w, b in gradients]


def norm(gradients: Sequence[Layer]) -> float:
    """The length of a gradient: the root of the sum of all its squares."""
    return float(np.sqrt(sum(float((w * w).sum() + (b * b).sum()) for w, b in gradients)))
