"""One update with everything that a course adds: clipping, an optimizer, frozen parameters.

The slope of L2 belongs to the gradient that the optimizer gets. L1 takes a step of its own after that, so
that it can bring weights to zero under every optimizer. Plain SGD takes the whole penalty as a step of its
own, which comes to the same and is what TensorFlow Playground does.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.experiment import Experiment
from engine.network import Layer, Mask, descend
from engine.optimizers import OPTIMIZERS, Moments
from engine.penalties import PENALTIES, Penalty


class Frozen(NamedTuple):
    """The parameters of a layer that no update changes: masks shaped like its weights and biases."""

    weights: Mask
    biases: Mask


LayerMoments = tuple[Moments, Moments]
"""What the optimizer remembers of a layer: the moments of its weights and of its biases."""


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
    `frozen` may be empty.
    """
    if settings.clip_norm:
        gradients = clipped(gradients, settings.clip_norm)
    penalty = PENALTIES[settings.regularization](settings.l1_ratio)
    none = PENALTIES["none"](settings.l1_ratio)
    steps = [
        _step(
            layer, gradients[l], dead[l], moments[l], t, rate, settings, penalty if l < n_penalised else none,
            settings.weight_decay if l < n_penalised else 0.0,
        )
        for l, layer in enumerate(parameters)
    ]  # fmt: skip
    layers = [layer for layer, _, _ in steps]
    for l, (fixed_w, fixed_b) in enumerate(frozen):
        old, new = parameters[l], layers[l]
        layers[l] = Layer(
            np.where(fixed_w, old.weights, new.weights), np.where(fixed_b, old.biases, new.biases)
        )
    return tuple(layers), tuple(each for _, each, _ in steps), tuple(each for _, _, each in steps)


def _step(
    layer: Layer,
    gradient: Layer,
    dead: Mask,
    moments: LayerMoments,
    t: int,
    rate: float,
    settings: Experiment,
    penalty: Penalty,
    weight_decay: float,
) -> tuple[Layer, Mask, LayerMoments]:
    """The layer after one step, its dead weights and its moments."""
    optimizer = OPTIMIZERS[settings.optimizer]
    g = gradient.weights
    if settings.optimizer != "sgd":
        g = g + settings.regularization_rate * penalty.smooth(layer.weights)
        penalty = penalty._replace(slope=penalty.sharp)
    d_w, moments_w = optimizer.direction(g, moments[0], t, settings)
    d_b, moments_b = optimizer.direction(gradient.biases, moments[1], t, settings)
    if optimizer.decays:
        d_w = d_w + weight_decay * layer.weights
    after, dead = descend(layer, Layer(d_w, d_b), dead, rate, penalty, settings.regularization_rate)
    return after, dead, (moments_w, moments_b)


def first_moments(parameters: Sequence[Layer], settings: Experiment) -> tuple[LayerMoments, ...]:
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
