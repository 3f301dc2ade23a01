"""What there is to learn in an experiment: its points, and what the network gets of them."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from engine.data.features import feature_matrix
from engine.data.plane import Spread, spread_of
from engine.data.rng import SeedRandom
from engine.data.scaling import INPUT_SCALINGS, Scaling
from engine.data.splitting import Split, make_data
from engine.data.units import Units
from engine.experiment.experiment import Experiment
from engine.network.network import Array
from engine.network.outputs import targets


class Data(NamedTuple):
    """Inputs (n_points, n_inputs) and targets (n_points, n_outputs) as the network gets them, in float64."""

    train_x: Array
    train_y: Array
    test_x: Array
    test_y: Array


@dataclass(frozen=True)
class Task:
    """The `points` drawn, how their features are scaled (None: not at all), and the network's `data`.

    Those of a table had `units` of their own (None: they are the plane's).
    """

    points: Split
    units: Units | None
    scaling: Scaling | None
    data: Data

    @cached_property
    def spread(self) -> Spread | None:
        """How points of more than two inputs lie; None where there are two. Found when somebody looks."""
        x = self.points.train.x
        return spread_of(x) if x.shape[1] > 2 else None


def drawn_task(experiment: Experiment, rng: SeedRandom) -> Task:
    """The task of an experiment, with points drawn from `rng` where they have no seed of their own."""
    points, units = make_data(experiment, rng)
    train_x, test_x = (feature_matrix(experiment.features, half.x) for half in (points.train, points.test))
    find_scaling = INPUT_SCALINGS[experiment.input_scaling]
    scaling = None
    if find_scaling is not None:
        scaling = find_scaling(train_x)
        train_x, test_x = scaling(train_x), scaling(test_x)
    train_y, test_y = (targets(experiment, half.label) for half in (points.train, points.test))
    return Task(points, units, scaling, Data(train_x, train_y, test_x, test_y))
