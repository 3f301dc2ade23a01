"""How well one straight cut tells the classes apart, layer by layer: whether training has untangled them.

A linear classifier is fitted to what a layer says about the points, and its share of right answers counted.
It is logistic regression: p = softmax(a W), with a 1 beside every a, and the mean loss −ln p of the right
class plus ½ λ ‖W‖² made small by steps

    W ← W − (½ AᵀA / n + λ)⁻¹ ∂loss/∂W

where ½ AᵀA / n is at least the curvature, whatever W is: no step goes too far, none needs a learning rate.
Of two classes one column of W is always the other with its sign turned, so that one is enough: with s = 1 for
the second class and −1 for the first, p − target is ½ (tanh(a w) − s).

Sources: C. Bishop, Pattern Recognition and Machine Learning, section 4.3.4; D. Böhning, Multinomial logistic
regression algorithm, 1992; G. Alain, Y. Bengio, Understanding intermediate layers using linear classifier
probes, 2016.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment.experiment import Experiment
from engine.inside.reasons import refuse
from engine.inside.said import said_by_layers
from engine.network.deep import Model
from engine.network.network import Array, Mask
from engine.network.outputs import class_of, softmax

N_STEPS = 40
RIDGE = 1e-4  # λ, so that W stays finite where the classes can be told apart without a mistake


class Separability(NamedTuple):
    """How much of what is to be learnt can be read off a layer by straight lines alone, from 0 to 1: of
    classes the share of points told right; of numbers the share of their variance that a least-squares fit
    explains (R²)."""

    value: float
    is_accuracy: bool


def separabilities(
    experiment: Experiment, model: Model, inputs: Array, label: Array, off: Sequence[Mask] = ()
) -> tuple[Separability, ...]:
    """The separability of inputs x (n_points, n_inputs) with labels (n_points,) in every layer 0..L, the
    inputs first, the outputs last."""
    outputs = said_by_layers(experiment, model, inputs, off)
    return tuple(separability(experiment, a, label) for a in outputs)


def separability_in(
    experiment: Experiment, model: Model, layer: int, inputs: Array, label: Array, off: Sequence[Mask] = ()
) -> Separability:
    """The same in one layer 0..L."""
    return separability(experiment, said_by_layers(experiment, model, inputs, off)[layer], label)


def separability(experiment: Experiment, a: Array, label: Array) -> Separability:
    """How well the labels (n_points,) can be read off what a layer says, a (n_points, n_neurons)."""
    n_classes = experiment.n_classes
    if n_classes is None:
        return Separability(explained(a, label), False)
    index = class_of(label, n_classes)
    if len(set(index.tolist())) < 2:
        raise refuse("not_two_classes", got=len(set(index.tolist())))
    everything = float(np.bincount(index).max()) / len(index)  # a cut beside all points does that well
    return Separability(max(everything, linear_accuracy(a, index, n_classes)), True)


def linear_accuracy(a: Array, index: NDArray[np.intp], n_classes: int, n_steps: int = N_STEPS) -> float:
    """The share of points a (n_points, n_neurons) whose class, of an index (n_points,), a linear classifier
    tells right that was fitted to these points; `n_steps` bounds what it costs."""
    rows = _with_ones(a)
    weights = logistic_regression(rows, np.eye(n_classes)[index], n_steps)
    return float(((rows @ weights).argmax(axis=1) == index).mean())


def logistic_regression(rows: Array, target: Array, n_steps: int = N_STEPS, ridge: float = RIDGE) -> Array:
    """The weights W (n_columns, n_classes) for rows (n_points, n_columns) and targets (n_points, n_classes)
    that are 1 for a point's class and else 0, after so many steps from W = 0."""
    n, n_columns = rows.shape
    step = np.linalg.inv(0.5 * rows.T @ rows / n + ridge * np.eye(n_columns))
    kept, moved = np.eye(n_columns) - ridge * step, step @ rows.T / n
    if target.shape[1] == 2:
        side = target[:, 1] - target[:, 0]
        second = np.zeros(n_columns)
        for _ in range(n_steps):
            second = kept @ second - moved @ (0.5 * (np.tanh(rows @ second) - side))
        return np.column_stack([-second, second])
    weights = np.zeros((n_columns, target.shape[1]))
    for _ in range(n_steps):
        weights = kept @ weights - moved @ (softmax(rows @ weights) - target)
    return weights


def explained(a: Array, y: Array) -> float:
    """R² = 1 − Σ (ŷ − y)² / Σ (y − mean y)² of the least-squares fit ŷ of y (n_points,) by a (n_points,
    n_neurons); 1 where all y are the same."""
    rows = _with_ones(a)
    fitted = rows @ np.linalg.lstsq(rows, y, rcond=None)[0]
    total = float(((y - y.mean()) ** 2).sum())
    return 1 - float(((fitted - y) ** 2).sum()) / total if total > 0 else 1.0


def _with_ones(a: Array) -> Array:
    """Each column at mean 0 and variance 1 (0 where it is constant), and a column of ones; in double
    precision."""
    a = a.astype(np.float64)
    spread = a.std(axis=0)
    scaled = (a - a.mean(axis=0)) / np.where(spread > 1e-12, spread, np.inf)
    return np.hstack([scaled, np.ones((len(a), 1))])
