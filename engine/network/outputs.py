"""The output layer and its loss, which belong together: what the network says and how wrong that is.

Source: C. Bishop, Pattern Recognition and Machine Learning, sections 4.3.2, 4.3.4 and 5.2.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.experiment.experiment import Experiment
from engine.formulas.activations import activation_of
from engine.formulas.functions import NUMPY
from engine.formulas.losses import LOSSES, OUTPUTS, SOFTMAX

Array = NDArray[np.floating]


class Output(NamedTuple):
    """The output layer: a = `of`(z), the `loss` of each point and output, and δ = `delta` = ∂loss/∂z.

    z, a and the targets y have shape (n_points, n_outputs). `low` and `high` are the targets of a class: of
    another one and of its own.
    """

    of: Callable[[Array], Array]
    loss: Callable[[Array, Array, Array], Array]
    """From z, a and y: shape (n_points, n_outputs), or (n_points, 1) where the outputs share one loss."""
    delta: Callable[[Array, Array, Array], Array]
    low: float
    high: float


def output_activation(experiment: Experiment) -> str:
    """The name of the output's activation, or `SOFTMAX`."""
    return LOSSES[experiment.loss].output or OUTPUTS[experiment.problem]


def output_of(experiment: Experiment) -> Output:
    """The output layer of an experiment."""
    formula, name = LOSSES[experiment.loss], output_activation(experiment)

    def loss(z: Array, a: Array, y: Array) -> Array:
        each: Array = formula.of(NUMPY, z, a, y, experiment)
        return each if name != SOFTMAX else _log_sum_exp(z) + each.sum(axis=1, keepdims=True)

    def delta(z: Array, a: Array, y: Array) -> Array:
        slope: Array = formula.slope(NUMPY, a, y, experiment)
        return slope if phi is None or formula.joined else slope * phi.slope(z, a)

    phi = None if name == SOFTMAX else activation_of(name)
    return Output(softmax if phi is None else phi.of, loss, delta, formula.low, formula.high)


def targets(experiment: Experiment, label: Array) -> Array:
    """What the outputs shall be, shape (n_points, n_outputs), for labels of shape (n_points,).

    One output learns the label itself, or for a cross-entropy 1 where the label is positive and else 0.
    Of many outputs that of the label's class shall be high and all others low.
    """
    output, n_classes = output_of(experiment), experiment.n_classes
    if experiment.n_outputs > 1:
        own = class_of(label, n_classes or 2)[:, np.newaxis] == np.arange(experiment.n_outputs)
        return np.where(own, output.high, output.low)
    if LOSSES[experiment.loss].joined:
        return np.where(label > 0, output.high, output.low)[:, np.newaxis]
    return label[:, np.newaxis]


def class_of(label: Array, n_classes: int) -> NDArray[np.intp]:
    """The class index of each label: two classes are labelled -1 and 1, more by their index."""
    return np.asarray(label > 0 if n_classes == 2 else label, dtype=np.intp)


def predicted_class(experiment: Experiment, a: Array) -> NDArray[np.intp]:
    """The class that outputs a (n_points, n_outputs) speak for: the greatest, or the side of the middle."""
    if a.shape[1] > 1:
        return np.asarray(a.argmax(axis=1), dtype=np.intp)
    output = output_of(experiment)
    return np.asarray(a[:, 0] > 0.5 * (output.low + output.high), dtype=np.intp)


def accuracy(experiment: Experiment, a: Array, label: Array) -> float:
    """The share of points whose class the outputs tell right."""
    is_right = predicted_class(experiment, a) == class_of(label, experiment.n_classes or 2)
    return int(np.count_nonzero(is_right)) / len(label)


def softmax(z: Array) -> Array:
    """exp(z) as shares of 1, row by row; the greatest z of a row is taken off, so that nothing overflows."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    shares: Array = e / e.sum(axis=1, keepdims=True)
    return shares


def _log_sum_exp(z: Array) -> Array:
    """ln Σ exp(z) of each row, shape (n_points, 1)."""
    most: Array = z.max(axis=1, keepdims=True)
    total: Array = most + np.log(np.exp(z - most).sum(axis=1, keepdims=True))
    return total
