"""How sharp the valley is in which a network lies, and the learning rate at which descent leaves it.

Along an eigenvector of the Hessian H = ∂²loss/∂θ² with eigenvalue λ > 0 the loss is a parabola, about
½ λ d², and a step of gradient descent makes d ← (1 − η λ) d. That grows where η > 2/λ: the sharpest direction
decides. H is never written down. The tape gives H v, and power iteration

    v ← H v / ‖H v‖        λ = vᵀ H v

turns v to the eigenvector of the greatest |λ|. Where that is one of a negative λ, a way down from a hill, the
same with H + |λ| finds the greatest.

Sources: B. Pearlmutter, Fast Exact Multiplication by the Hessian, 1994; Y. LeCun and others, Automatic
Learning Rate Maximization by On-Line Estimation of the Hessian's Eigenvectors, 1993; J. Cohen and others,
Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability, 2021.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from engine.autodiff import hessian_along
from engine.experiment.experiment import Experiment
from engine.inside.derivatives.graph import NetworkGraph, arrays_of
from engine.inside.landscape.directions import model_of, vector_of
from engine.inside.reasons import checked_finite, checked_number, refuse
from engine.network.deep import Model
from engine.network.network import Array

N_PRODUCTS = 60
MOST_PRODUCTS = 1_000
TOLERANCE = 1e-4
ALIGNED = 0.999  # the cosine of H v to v from which on v counts as an eigenvector


@dataclass(frozen=True)
class Sharpness:
    """The greatest eigenvalue of the Hessian of the mean loss, and its `direction` (n_parameters,), of length
    1. `settled`: whether the last steps changed it by less than one in ten thousand; else it is at least
    about this."""

    eigenvalue: float
    direction: Array
    n_products: int
    settled: bool

    @property
    def greatest_rate(self) -> float:
        """2/λ, the learning rate above which gradient descent with all points grows away from here; infinite
        where the loss bends up nowhere."""
        return 2 / self.eigenvalue if self.eigenvalue > 0 else inf


def sharpness(
    experiment: Experiment,
    model: Model,
    x: Array,
    target: Array,
    gates: tuple[Array, ...] = (),
    start: Array | None = None,
    n_products: int = N_PRODUCTS,
) -> Sharpness:
    """The sharpness of a network at inputs x (n_points, n_inputs) with targets (n_points, n_outputs), from at
    most `n_products` products with the Hessian.

    `gates` has a factor (n_neurons,) for each hidden layer, such as 0 for what is off, or is empty.
    `start` (n_parameters,) is where to begin, such as the direction of a moment before: then few products do.
    Raises `ReasonError` where the loss is flat or the numbers have run away.
    """
    checked_finite(model)
    checked_number("the number of products", n_products, 1, MOST_PRODUCTS)
    graph = NetworkGraph(experiment, model, x, gates, training=False)

    def product(v: Array, shift: float) -> Array:
        """(H − shift) v."""
        with np.errstate(all="ignore"):
            slopes = hessian_along(graph.loss(target), arrays_of(model), arrays_of(model_of(model, v)))
        found = np.concatenate([np.ravel(slope) for slope in slopes]) / len(x) - shift * v
        if not np.isfinite(found).all():
            raise refuse("not_finite")
        return found

    if start is None or not 0 < float(np.linalg.norm(start)) < inf:
        start = np.random.default_rng(0).normal(size=len(vector_of(model)))
    first, length = _climbed(product, start, 0.0, max(1, n_products // 2))
    if (first.settled and first.eigenvalue >= 0) or first.n_products >= n_products:
        return first
    # Where the way down is as steep, or steeper, v finds that or neither; H + length has no negative λ.
    is_mixed = first.eigenvalue < ALIGNED * length
    begin, shift = (start, -length) if is_mixed else (first.direction, 0.0)
    second, _ = _climbed(product, begin, shift, n_products - first.n_products)
    return replace(second, n_products=first.n_products + second.n_products)


def _climbed(
    product: Callable[[Array, float], Array], start: Array, shift: float, most: int
) -> tuple[Sharpness, float]:
    """The eigenvector of the greatest |λ − shift|, after at most so many products (H − shift) v, and how long
    the last product was, which comes near to that."""
    v = start / np.linalg.norm(start)
    eigenvalue = inf
    for used in range(1, most + 1):
        turned = product(v, shift)
        length, along = float(np.linalg.norm(turned)), float(v @ turned)
        if length == 0 and shift == 0:
            raise refuse("flat")
        before, eigenvalue = eigenvalue, along + shift
        is_still = abs(eigenvalue - before) <= TOLERANCE * abs(eigenvalue)
        if length == 0 or (is_still and abs(along) >= ALIGNED * length):
            return Sharpness(eigenvalue, v, used, True), length
        v = turned / length
    return Sharpness(eigenvalue, v, most, False), length
