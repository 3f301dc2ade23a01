"""What a viewer sees of a run: numbers, parameters and a picture of what every neuron says over the plane."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.activations import ACTIVATIONS, OUTPUT_ACTIVATIONS
from engine.experiment import FEATURE_NAMES, Experiment, FeatureName
from engine.features import feature_matrix
from engine.network import Layer, forward

Grid = NDArray[np.float32]

EXTENT = 6.0  # pictures show x and y from -EXTENT to EXTENT, both included


@dataclass(frozen=True)
class Snapshot:
    """A run at one moment; shares no memory with the trainer.

    `grids` has, for each hidden layer and then the output, an array (n_neurons, resolution, resolution) of
    the neurons' outputs: row 0 is y = +6 (top), column 0 is x = -6 (left). All values are finite.
    """

    epoch: int
    updates: int
    train_loss: float
    test_loss: float
    diverged: bool
    parameters: tuple[Layer, ...]
    grids: tuple[Grid, ...]


def neuron_grids(experiment: Experiment, parameters: Sequence[Layer], resolution: int) -> tuple[Grid, ...]:
    """The `grids` of a snapshot, all neurons in one forward pass (in float32: only looked at)."""
    x = _inputs_on_grid(experiment.features, resolution)
    hidden = ACTIVATIONS[experiment.activation]
    output = ACTIVATIONS[OUTPUT_ACTIVATIONS[experiment.problem]]
    with np.errstate(over="ignore", invalid="ignore"):
        single = [Layer(w.astype(np.float32), b.astype(np.float32)) for w, b in parameters]
        outputs = forward(single, x, hidden, output)
    return tuple(_as_grids(a, resolution) for a in outputs[1:])


def feature_grids(resolution: int) -> Grid:
    """The raw values of all features over the plane, shape (7, resolution, resolution), in order."""
    return _as_grids(_inputs_on_grid(FEATURE_NAMES, resolution), resolution)


@lru_cache(maxsize=32)
def _inputs_on_grid(features: tuple[FeatureName, ...], resolution: int) -> Grid:
    """The inputs at the grid's points, row by row from the top: (resolution², n_features), read-only."""
    along = np.linspace(-EXTENT, EXTENT, resolution)
    x, y = np.meshgrid(along, along[::-1])
    inputs: Grid = feature_matrix(features, np.stack([x.ravel(), y.ravel()], axis=1)).astype(np.float32)
    inputs.flags.writeable = False
    return inputs


def _as_grids(a: NDArray[np.floating], resolution: int) -> Grid:
    """Outputs (resolution², n_neurons) as pictures (n_neurons, resolution, resolution), made finite."""
    grids: Grid = np.ascontiguousarray(a.T, dtype=np.float32).reshape(a.shape[1], resolution, resolution)
    return np.nan_to_num(grids)
