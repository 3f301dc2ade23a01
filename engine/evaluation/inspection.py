"""A look into the layers: how weights, pre_activations, activations and gradients are spread, as histograms.

Vanishing gradients show as norms that fall from the output back to the first layer, exploding ones as norms
that rise.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from engine.network.network import Array, Layer, Pass
from engine.training.trainer import Trainer

LARGEST = 1e300  # what is beyond is counted as this, so that no difference overflows


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often values fall into equal bins from `low` to `high`; `counts` has one number for each bin."""

    low: float
    high: float
    counts: list[int]


@dataclass(frozen=True, slots=True)
class LayerView:
    """A layer at a moment, over the training points; gradients are those of the mean training loss.

    `weights` and `gradients` are of the weights. `pre_activations` are what φ gets, `activations` the
    outputs. `gradient_norm` is the length of the gradient of weights and biases.
    """

    weights: Histogram
    pre_activations: Histogram
    activations: Histogram
    gradients: Histogram
    gradient_norm: float


@dataclass(frozen=True, slots=True)
class Inspection:
    """All layers: the hidden ones, then the output."""

    layers: list[LayerView]

    def as_dict(self) -> dict[str, Any]:
        """The inspection as values that JSON can carry."""
        return asdict(self)


def inspection_of(trainer: Trainer, bins: int = 30) -> Inspection:
    """How weights, pre-activations, activations and gradients of a run are spread over its training points,
    taken as one batch with nothing dropped."""
    data, parameters = trainer.task.data, trainer.parameters
    n = len(data.train_x)
    with np.errstate(all="ignore"):
        lesson = trainer.learner.study(data.train_x, data.train_y)
        mean = [Layer(w / n, b / n) for w, b in lesson.gradients[: len(parameters)]]
        return _inspection(parameters, lesson.passed, mean, bins)


def _inspection(
    parameters: Sequence[Layer], passed: Pass, gradients: Sequence[Layer], bins: int
) -> Inspection:
    views = []
    for l, (layer, gradient) in enumerate(zip(parameters, gradients, strict=True)):
        squares = (gradient.weights**2).sum() + (gradient.biases**2).sum()
        views.append(
            LayerView(
                weights=histogram(layer.weights, bins),
                pre_activations=histogram(passed.pre_activations[l], bins),
                activations=histogram(passed.outputs[l + 1], bins),
                gradients=histogram(gradient.weights, bins),
                gradient_norm=float(np.nan_to_num(np.sqrt(squares))),
            )
        )
    return Inspection(views)


def histogram(values: Array, bins: int) -> Histogram:
    """The histogram of all finite values, over their whole range; of equal values around them."""
    finite = np.clip(values[np.isfinite(values)], -LARGEST, LARGEST)
    if finite.size == 0:
        return Histogram(0.0, 0.0, [0] * bins)
    low, high = float(finite.min()), float(finite.max())
    if high - low <= max(1e-12 * max(abs(low), abs(high)), 1 / LARGEST):  # too narrow to be divided
        margin = max(0.5 * abs(low), 0.5)
        low, high = low - margin, high + margin
    counts, _ = np.histogram(finite, bins=bins, range=(low, high))
    return Histogram(low, high, counts.tolist())
