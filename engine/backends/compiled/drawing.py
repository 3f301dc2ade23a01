"""Outputs that are only looked at, of one network or of many of one shape on the compiled CPU."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.backends.compiled.bundles import PointRows, address_of, words_of
from engine.backends.compiled.layout import padded, row_by_row
from engine.backends.compiled.library import kernel
from engine.backends.compiled.tasks import points_of, task_of
from engine.backends.flat import Blueprint
from engine.experiment.experiment import Experiment
from engine.learning.by_hand import ByHand
from engine.learning.learner import Learning
from engine.learning.task import Data
from engine.network.network import Array

MAX_FIXED = 32
"""So many sets of points that cannot be changed are kept as rows."""

_fixed: dict[int, tuple[NDArray[np.float32], PointRows]] = {}


class Drawing:
    """What all neurons say to points x (n_points, n_inputs), computed in float32, nothing dropped."""

    def __init__(
        self,
        experiment: Experiment,
        learning: Learning,
        hand: ByHand,
        blueprint: Blueprint,
        x: NDArray[np.float32],
    ) -> None:
        self._n_inputs, *n_neurons = blueprint.sizes
        self._n_neurons = sum(n_neurons)
        self._n_learnt = sum((n_in + 1) * n_out for n_in, n_out in pairwise(blueprint.sizes))
        none = np.zeros((0, 0))
        data = Data(np.zeros((1, self._n_inputs)), np.zeros((1, 1)), none, none)
        self._task = task_of(experiment, data, learning, hand, blueprint, row_by_row(blueprint), np.float32)
        self.look_at(x)

    @property
    def parameters(self) -> NDArray[np.float32]:
        """The parameters of the last outputs, as flat.py has them: of each layer weights and biases."""
        values: NDArray[np.float32] = self._task.state.parameters.values
        return values[: self._n_learnt]

    def look_at(self, x: NDArray[np.float32]) -> None:
        """From now on asks for the outputs at x; `ValueError` for another number of inputs."""
        if x.ndim != 2 or x.shape[1] != self._n_inputs:
            raise ValueError(f"x must have shape (n_points, {self._n_inputs}), got {x.shape}")
        points = _points_to_draw(x)
        self._n_points = len(x)
        if points is not self._task.test:
            self._task = self._task._replace(test=points)
            self._words = words_of(self._task)

    def outputs(
        self, numbers: Array, parameters: Array, means: Array, variances: Array
    ) -> NDArray[np.float32]:
        """The outputs (n_neurons of all layers, n_points) of the network with these numbers and parameters,
        as flat.py has them, and with what batch normalisation remembers."""
        state = self._task.state
        self._task.plan.numbers.values[:] = numbers
        with np.errstate(over="ignore"):  # what is too large for a single float is infinite
            state.parameters.values[: len(parameters)] = parameters
            state.means.values[: len(means)] = means
            state.variances.values[: len(variances)] = variances
        columns = padded(self._n_points)
        outputs = np.empty((self._n_neurons, columns), dtype=np.float32)
        address = state.parameters.address
        kernel("outputs", "float32")(self._words.address, address, address_of(outputs), columns)
        return outputs[:, : self._n_points]


def _points_to_draw(x: NDArray[np.float32]) -> PointRows:
    """Points without targets. Those that cannot be changed, such as the grid's, are made rows once for all
    sessions: it takes half as long as to compute a small network's outputs."""
    known = _fixed.get(id(x))
    if known is not None and known[0] is x:
        return known[1]
    points = points_of(x, np.zeros((len(x), 0)), np.float32)
    if not x.flags.writeable:
        if len(_fixed) >= MAX_FIXED:
            _fixed.clear()
        _fixed[id(x)] = x, points
    return points
