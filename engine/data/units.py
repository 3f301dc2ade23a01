"""How the rows of a table come to the plane from -6 to 6, and their numbers to labels from -1 to 1."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.data.dataset import EXTENT
from engine.data.holes import LARGEST
from engine.data.scaling import Scaling


class Units(NamedTuple):
    """What is taken off each input (n_inputs,) and what it is then divided by, in the table's own units; the
    same for the label where it is a number, each of shape (1,)."""

    x: Scaling
    label: Scaling | None

    def places(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where inputs (n, n_inputs) come to; no farther than a network can be fed with."""
        places: NDArray[np.float64] = inputs - self.x.shift  # in place from here: they may be hundreds of MB
        with np.errstate(over="ignore"):
            places /= self.x.unit
        return np.clip(places, -LARGEST, LARGEST, out=places)

    def labels(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """What values (n,) are labelled; classes as they are."""
        if self.label is None:
            return values
        labels: NDArray[np.float64] = (values - self.label.shift) / self.label.unit
        return labels

    def inputs(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """What is meant by places (n, n_inputs), in the table's own units."""
        inputs: NDArray[np.float64] = places * self.x.unit + self.x.shift
        return inputs


def units_of(x: NDArray[np.float64], label: NDArray[np.float64] | None) -> Units:
    """The units in which training inputs x (n, n_inputs) reach from -6 to 6, and training labels (n,), where
    they are numbers, from -1 to 1. What is the same everywhere comes to 0."""
    of_label = None if label is None else _spread(label[:, np.newaxis], 1.0)
    return Units(_spread(x, EXTENT), of_label)


def _spread(values: NDArray[np.float64], reach: float) -> Scaling:
    low, high = values.min(axis=0), values.max(axis=0)
    half = 0.5 * (high - low)
    return Scaling(0.5 * (low + high), np.where(half > 0, half, reach) / reach)
