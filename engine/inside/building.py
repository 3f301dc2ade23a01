"""A network built of boxes for the points that a run learns from, and the run that goes on from it.

Of a curve the boxes follow the line from point to point; in the plane each tower is as high as the points
below it are on average. Where two classes are told apart the sum goes through the output's bend, so that
towers are higher than the labels, and all but reach them behind it.

A step downhill helps with a point as long as the learning rate is below 2 / ‖∂ŷ/∂θ‖² (for half the squared
error, B. Widrow, M. Hoff, Adaptive Switching Circuits, 1960). ReLUs say how far it is from their kinks, so
that with many pieces this is little.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.data.dataset import EXTENT
from engine.experiment.experiment import Experiment
from engine.experiment.inside import OF_BOXES
from engine.experiment.options import LEARNING_RATES
from engine.inside.boxes import (
    MOST_BOXES,
    MOST_PIECES,
    MOST_TOWERS,
    BuiltNetwork,
    Surface,
    curve_boxes,
    curve_pieces,
    curve_through,
    grid_of_towers,
    plane_towers,
)
from engine.inside.reasons import refuse
from engine.network.network import Array
from engine.training.trainer import Trainer

PIECES = "relu"
"""The activation whose neurons are straight pieces, not steps."""
CLASS_HEIGHT = 2.0
"""How high a tower of a class is: tanh 2 = 0.96."""


@dataclass(frozen=True)
class Site:
    """What a network is built for: whether its function is a curve; the points, x (n_points, 1 or 2) with
    their values (n_points,); and how high the network shall be for a value of 1."""

    is_curve: bool
    x: Array
    value: Array
    height: float = 1.0

    def build(self, activation: str, n: int) -> BuiltNetwork:
        """The network of n boxes, pieces or towers. Raises `ReasonError` where it cannot be built so."""
        if not self.is_curve:
            columns, rows = cells_of(n)
            surface = surface_of(self.x, self.height * self.value, columns, rows)
            return plane_towers(grid_of_towers(surface, columns, rows), activation)
        curve = curve_through(self.x[:, 0], self.height * self.value)
        return curve_pieces(curve, n) if activation == PIECES else curve_boxes(curve, n, activation)

    def errors(self, activation: str) -> tuple[float, ...]:
        """The error by each number of parts from 1 on: the root of the mean square at the points, as a value
        of them."""
        return _errors(self.is_curve, activation, self.x.tobytes(), self.value.tobytes(), self.height)


def site_of(trainer: Trainer) -> Site:
    """What is built for a run: its training points."""
    experiment, points = trainer.experiment, trainer.data.train
    checked_site(experiment)
    if experiment.problem == "curve":
        return Site(True, points.x[:, :1], points.label)
    return Site(False, points.x, points.label, 1.0 if experiment.n_classes is None else CLASS_HEIGHT)


def checked_site(experiment: Experiment) -> None:
    """Raises `ReasonError` unless one number is learnt, or two classes, of one input or of two."""
    if experiment.n_outputs != 1:
        raise refuse("boxes_of_classes", got=experiment.n_outputs)
    if len(experiment.variables) > 2:
        raise refuse("no_plane", got=len(experiment.variables))


def most_parts(experiment: Experiment, activation: str) -> int:
    """How many boxes, pieces or towers there may be."""
    if experiment.problem != "curve":
        return MOST_TOWERS
    return MOST_PIECES if activation == PIECES else MOST_BOXES


def experiment_of(experiment: Experiment, activation: str, n: int) -> Experiment:
    """An experiment gone over to a network of n boxes, pieces or towers, all else as it is: x₁, or x₁ and x₂,
    as they are, nothing between the layers, and a learning rate with which it can be trained on. Raises
    `ReasonError` where there is none."""
    checked_site(experiment)
    is_curve = experiment.problem == "curve"
    if activation not in OF_BOXES or (activation == PIECES and not is_curve):
        allowed = OF_BOXES if is_curve else [each for each in OF_BOXES if each != PIECES]
        raise refuse("no_step", allowed=", ".join(allowed), got=activation)
    n = min(n, most_parts(experiment, activation))
    if is_curve:
        hidden: tuple[int, ...] = (n,) if activation == PIECES else (2 * n,)
    else:
        hidden = (4 * n, n)
    return experiment.fitting(
        features=("x",) if is_curve else ("x", "y"),
        input_scaling="none",
        hidden=hidden,
        activation=activation,
        layer_activations=(),
        steepness=1.0,
        normalization="none",
        skip=False,
        learning_rate=_steady_rate(experiment.learning_rate, activation, n),
    )


def put_in(trainer: Trainer, activation: str, n: int) -> None:
    """Puts the network of n boxes, pieces or towers in the place of that of a run, whose experiment is one of
    `experiment_of`."""
    n = min(n, most_parts(trainer.experiment, activation))
    trainer.set_model(site_of(trainer).build(activation, n).model)


def cells_of(n: int) -> tuple[int, int]:
    """Into how many columns and rows the plane is cut for n towers."""
    return (n // 2, 2) if n % 2 == 0 and n > 2 else (n, 1)


def surface_of(x: Array, value: Array, columns: int, rows: int) -> Surface:
    """A surface over points x (n_points, 2): everywhere in a cell of such a grid the mean of the values
    (n_points,) in it, or that of the nearest point where there is none."""

    def cell(at: Array) -> Array:
        share = np.clip((at + EXTENT) / (2 * EXTENT), 0.0, 1.0 - 1e-12)
        numbers: Array = np.floor(share * [columns, rows])
        return numbers

    cells = cell(x)

    def height(place: Array) -> float:
        inside = (cells == cell(place)).all(axis=1)
        if inside.any():
            return float(value[inside].mean())
        return float(value[((x - place) ** 2).sum(axis=1).argmin()])

    return lambda across, up: np.array([height(each) for each in np.column_stack([across, up])])


@lru_cache(8)
def _errors(is_curve: bool, activation: str, x: bytes, value: bytes, height: float) -> tuple[float, ...]:
    """`Site.errors`; the same points are looked at again and again, and the last few are remembered."""
    values = np.frombuffer(value)
    site = Site(is_curve, np.frombuffer(x).reshape(len(values), -1), values, height)
    most = (MOST_PIECES if activation == PIECES else MOST_BOXES) if is_curve else MOST_TOWERS
    away = (site.build(activation, n).at(site.x) / height - values for n in range(1, most + 1))
    return tuple(float(np.sqrt((each**2).mean())) for each in away)


def _steady_rate(rate: float, activation: str, n: int) -> float:
    """The learning rate, or the highest usual one below 2 / ‖∂ŷ/∂v‖² for the weights v of n pieces and the
    last point of the plane, from which their kinks are 1, 2, …, n pieces away."""
    if activation != PIECES:
        return rate
    lengths = 2 * EXTENT / n * np.arange(1, n + 1)
    most = 2.0 / float((lengths**2).sum() + 1.0)
    return min(rate, max(each for each in LEARNING_RATES if each < most))
