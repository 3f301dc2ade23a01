"""Networks with one hidden layer that are any function, built by hand: boxes, straight pieces, towers.

A step up and a step down make a box of any height; side by side, narrow enough, they are any curve. Of a
smooth curve twice as many boxes leave about half of the error. Neurons that are ReLUs bend a straight line,
one kink each; twice as many straight pieces leave about a quarter. In the plane two steps for each direction
make a cross of 1 with 2 in the middle, and a step at 1.5 leaves a tower.

Sources: G. Cybenko, Approximation by Superpositions of a Sigmoidal Function, 1989; M. Nielsen, Neural
Networks and Deep Learning, chapter 4.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.data.dataset import EXTENT
from engine.experiment.experiment import Experiment
from engine.experiment.options import NEURONS
from engine.inside.reasons import checked_number, refuse
from engine.network.composed import design_of, evaluate
from engine.network.deep import Model
from engine.network.network import Array, Layer

Curve = Callable[[Array], Array]
"""y = f(x) for x (n,) from −6 to 6."""
Surface = Callable[[Array, Array], Array]
"""y = f(x₁, x₂), each (n,)."""

MOST_BOXES = int(NEURONS.high) // 2
MOST_PIECES = int(NEURONS.high)
MOST_TOWERS = int(NEURONS.high) // 4
STEEP = 40.0
"""How steep a smooth step is, times the width of a box: most of its rise takes a tenth of that."""
IN_A_BOX = 32
"""Places at which a function is looked at in a box."""

RISES: dict[str, float] = {"step": 1.0, "sigmoid": 1.0, "tanh": 2.0}
"""How high each activation steps that boxes can be made of."""


class Box(NamedTuple):
    """A rectangle of the function that a network is: from `low` to `high`, at this `height`."""

    low: float
    high: float
    height: float


class Tower(NamedTuple):
    """A height over a rectangle of the plane."""

    low: tuple[float, float]
    high: tuple[float, float]
    height: float


@dataclass(frozen=True)
class BuiltNetwork:
    """A network built by hand: its hidden layers and their activation, its model for the inputs x₁, or x₁ and
    x₂, with a linear output, and what it was built of, from left to right."""

    hidden: tuple[int, ...]
    activation: str
    model: Model
    parts: tuple[Box, ...] | tuple[Tower, ...]

    @property
    def experiment(self) -> Experiment:
        """An experiment with such a network; what else it learns from is as usual."""
        is_curve = self.model.parameters[0].weights.shape[1] == 1
        return Experiment(
            problem="curve" if is_curve else "regression",
            features=("x",) if is_curve else ("x", "y"),
            hidden=self.hidden,
            activation=self.activation,
        )

    def at(self, x: Array) -> Array:
        """What the network says at x (n_points, n_inputs): (n_points,)."""
        said: Array = evaluate(self.model, x, design_of(self.experiment), ()).outputs[-1][:, 0]
        return said


class ApproximationError(NamedTuple):
    """How far a network is from a function: the root of the mean square over the plane's width, and the
    greatest."""

    root_mean_square: float
    greatest: float


def curve_boxes(f: Curve, n: int, activation: str = "step") -> BuiltNetwork:
    """A curve by n boxes, two neurons each: Σ hᵢ (φ(k(x − leftᵢ)) − φ(k(x − rightᵢ))), with each height hᵢ
    the mean of f in its box. The outermost walls stand a box's width outside, so that their slope is not
    seen."""
    checked_number("the number of boxes", n, 1, MOST_BOXES)
    rise = _rise_of(activation)
    edges = np.linspace(-EXTENT, EXTENT, n + 1)
    width = edges[1] - edges[0]
    inside = edges[:-1, np.newaxis] + width * (np.arange(IN_A_BOX) + 0.5) / IN_A_BOX
    heights = _values(f, inside.ravel()).reshape(n, IN_A_BOX).mean(axis=1)
    left, right = edges[:-1].copy(), edges[1:].copy()
    left[0] -= width
    right[-1] += width
    walls = np.stack([left, right], axis=1).ravel()
    k = _steepness(activation, width, rise)
    weights = np.stack([heights, -heights], axis=1).ravel() / rise
    model = Model((Layer(np.full((2 * n, 1), k), -k * walls), Layer(weights[np.newaxis], np.zeros(1))))
    parts = tuple(map(Box, edges[:-1].tolist(), edges[1:].tolist(), heights.tolist()))
    return BuiltNetwork((2 * n,), activation, model, parts)


def curve_pieces(f: Curve, n: int) -> BuiltNetwork:
    """A curve by n straight pieces between points of it, a ReLU each: f(x₀) + Σ (sᵢ − sᵢ₋₁) max(x − xᵢ, 0)
    with the slope sᵢ of each piece. The parts are the pieces, at the height in their middle."""
    checked_number("the number of pieces", n, 1, MOST_PIECES)
    knots = np.linspace(-EXTENT, EXTENT, n + 1)
    values = _values(f, knots)
    slopes = np.diff(values) / np.diff(knots)
    kinks = np.diff(slopes, prepend=0.0)
    model = Model((Layer(np.ones((n, 1)), -knots[:-1]), Layer(kinks[np.newaxis], values[:1])))
    middle = 0.5 * (values[:-1] + values[1:])
    return BuiltNetwork(
        (n,), "relu", model, tuple(map(Box, knots[:-1].tolist(), knots[1:].tolist(), middle.tolist()))
    )


def plane_towers(towers: Sequence[Tower], activation: str = "step") -> BuiltNetwork:
    """A sum of towers, each of four neurons and one that joins them: φ(k (s₁ − s₂ + s₃ − s₄ − 1.5)), which is
    1 where two steps in each direction are up and down in the right places. Where towers overlap they add
    up. With tanh every neuron has its step from −1 to 1, and the output puts half of all heights on top."""
    checked_number("the number of towers", len(towers), 1, MOST_TOWERS)
    rise = _rise_of(activation)
    n = len(towers)
    first, bias = np.zeros((4 * n, 2)), np.zeros(4 * n)
    join, heights = np.zeros((n, 4 * n)), np.array([tower.height for tower in towers])
    for i, tower in enumerate(towers):
        for axis in (0, 1):
            low, high = tower.low[axis], tower.high[axis]
            if not low < high:
                raise refuse("empty_tower", low=low, high=high)
            k = _steepness(activation, high - low, rise)
            for side, at in enumerate((low, high)):
                row = 4 * i + 2 * axis + side
                first[row, axis], bias[row] = k, -k * at
                join[i, row] = (1.0, -1.0)[side] / rise
    k = _steepness(activation, 1.0, rise)
    base = heights.sum() * (rise - 1) / 2  # φ from −1 on: a tower is ½ + ½ φ
    layers = (
        Layer(first, bias),
        Layer(k * join, np.full(n, -1.5 * k)),
        Layer(heights[np.newaxis] / rise, np.array([base])),
    )
    return BuiltNetwork((4 * n, n), activation, Model(layers), tuple(towers))


def grid_of_towers(f: Surface, columns: int, rows: int) -> tuple[Tower, ...]:
    """The plane in columns and rows of towers, at most `MOST_TOWERS`, each as high as f in its middle. The
    outermost walls stand outside."""
    checked_number("the number of towers", columns * rows, 1, MOST_TOWERS)
    across, up = (np.linspace(-EXTENT, EXTENT, n + 1) for n in (columns, rows))
    towers = []
    for j in range(rows):
        for i in range(columns):
            x, y = 0.5 * (across[i] + across[i + 1]), 0.5 * (up[j] + up[j + 1])
            height = float(_finite(f(np.array([x]), np.array([y])))[0])
            low, high = _moved_out(across, i), _moved_out(up, j)
            towers.append(Tower((low[0], high[0]), (low[1], high[1]), height))
    return tuple(towers)


def error_of(built: BuiltNetwork, f: Curve, n_places: int = 1_201) -> ApproximationError:
    """How far a network of one input is from a curve, from −6 to 6."""
    x = np.linspace(-EXTENT, EXTENT, n_places)[1:-1]  # at the very ends a step may be just up or down
    away = built.at(x[:, np.newaxis]) - _values(f, x)
    return ApproximationError(float(np.sqrt((away**2).mean())), float(np.abs(away).max()))


def errors_by_number(
    f: Curve, build: Callable[[Curve, int], BuiltNetwork], numbers: Sequence[int]
) -> tuple[ApproximationError, ...]:
    """The error for each number of boxes or pieces: `build` is `curve_boxes` or `curve_pieces`."""
    return tuple(error_of(build(f, n), f) for n in numbers)


def curve_through(x: Array, y: Array) -> Curve:
    """The curve that goes straight from point to point, x (n_points,) in any order, y (n_points,)."""
    order = np.argsort(x, kind="stable")
    return lambda at: np.interp(at, x[order], y[order])


def _values(f: Curve, x: Array) -> Array:
    return _finite(np.broadcast_to(f(x), x.shape))


def _finite(values: Array) -> Array:
    """The values, or `ReasonError` where one is none."""
    if not np.isfinite(values).all():
        raise refuse("not_one_function", low=-EXTENT, high=EXTENT)
    return values


def _rise_of(activation: str) -> float:
    if activation not in RISES:
        raise refuse("no_step", allowed=", ".join(RISES), got=activation)
    return RISES[activation]


def _steepness(activation: str, width: float, rise: float) -> float:
    """The weight of a step: 1 for one that is sharp by itself; σ(kz) and tanh(kz/2) are equally steep."""
    return 1.0 if activation == "step" else STEEP / width / rise


def _moved_out(edges: Array, index: int) -> tuple[float, float]:
    """The two edges of a cell, those at the plane's ends a cell's width outside."""
    width = float(edges[1] - edges[0])
    low, high = float(edges[index]), float(edges[index + 1])
    return low - width * (index == 0), high + width * (index == len(edges) - 2)
