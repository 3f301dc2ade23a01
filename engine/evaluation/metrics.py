"""The numbers people ask for: how good a network is, and how large."""

import math
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment.experiment import Experiment
from engine.network.network import Array
from engine.network.outputs import class_of, predicted_class
from engine.training.trainer import Trainer


@dataclass(frozen=True, slots=True)
class Scores:
    """How good outputs are on some points. What does not apply is None.

    `confusion[i][j]` counts the points of class i that were taken for class j. Of class j, `precision` is the
    share of right ones among the points taken for it, `recall` the share found of its own points; None where
    there are no such points.
    """

    loss: float
    accuracy: float | None = None
    confusion: list[list[int]] | None = None
    precision: list[float | None] | None = None
    recall: list[float | None] | None = None
    r2: float | None = None
    rmse: float | None = None


@dataclass(frozen=True, slots=True)
class Metrics:
    """The scores on training and test points; `gap` is test loss − training loss."""

    train: Scores
    test: Scores
    gap: float

    def as_dict(self) -> dict[str, Any]:
        """The metrics as values that JSON can carry."""
        return asdict(self)


class LayerCount(NamedTuple):
    """The number of parameters of a layer, and how it comes about."""

    n_weights: int
    n_biases: int
    n_scales: int
    total: int
    formula: str


def metrics_of(trainer: Trainer) -> Metrics:
    """How good the network of a run is on its training and test points."""
    answers, points = trainer.answers, trainer.data
    losses = trainer.train_loss, trainer.test_loss
    with np.errstate(all="ignore"):
        train = scores(trainer.experiment, answers.train.outputs[-1], points.train.label, losses[0])
        test = scores(trainer.experiment, answers.test.outputs[-1], points.test.label, losses[1])
    return Metrics(train, test, losses[1] - losses[0])


def accuracies_of(trainer: Trainer) -> tuple[float, float] | None:
    """The shares of training and test points whose class is told right, without all else that metrics say;
    None where there are no classes."""
    if trainer.experiment.n_classes is None:
        return None
    return trainer.accuracies()


def scores(experiment: Experiment, a: Array, label: Array, loss: float) -> Scores:
    """The scores of outputs a (n_points, n_outputs) for points with such labels and this mean loss."""
    if experiment.n_classes is None:
        return _number_scores(a[:, 0], label, loss)
    true = class_of(label, experiment.n_classes)
    taken = predicted_class(experiment, a)
    confusion = np.zeros((experiment.n_classes, experiment.n_classes), dtype=np.int64)
    np.add.at(confusion, (true, taken), 1)
    right = np.diagonal(confusion)
    return Scores(
        loss=loss,
        accuracy=float(right.sum() / len(label)),
        confusion=confusion.tolist(),
        precision=_shares(right, confusion.sum(axis=0)),
        recall=_shares(right, confusion.sum(axis=1)),
    )


def parameter_counts(experiment: Experiment) -> list[LayerCount]:
    """The parameters of every layer after the inputs."""
    counts = []
    normalised = experiment.normalization != "none"
    for l, (n_in, n_out) in enumerate(pairwise(experiment.sizes)):
        n_scales = 2 * n_out if normalised and l < len(experiment.hidden) else 0
        total = n_in * n_out + n_out + n_scales
        scales = f" + 2 × {n_out}" if n_scales else ""
        counts.append(
            LayerCount(n_in * n_out, n_out, n_scales, total, f"{n_in} × {n_out} + {n_out}{scales} = {total}")
        )
    return counts


def parameter_count(experiment: Experiment) -> int:
    """How many weights, biases, gains and shifts a network of this experiment has."""
    return sum(layer.total for layer in parameter_counts(experiment))


def _number_scores(a: Array, label: Array, loss: float) -> Scores:
    """R² = 1 − Σ(y − a)² / Σ(y − mean y)² and RMSE = √mean (y − a)²; None where they are past all bounds, R²
    also where all labels are equal."""
    squares = float(((label - a) ** 2).sum())
    spread = float(((label - label.mean()) ** 2).sum())
    return Scores(
        loss=loss,
        r2=_finite(1 - squares / spread) if spread > 0 else None,
        rmse=_finite(math.sqrt(squares / len(label))),
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _shares(parts: NDArray[np.int64], wholes: NDArray[np.int64]) -> list[float | None]:
    return [float(part / whole) if whole else None for part, whole in zip(parts, wholes, strict=True)]
